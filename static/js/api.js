// Requests to the laptop: bearer token and language in headers, eight seconds of patience.
let bearer = null;

export const useToken = (token) => { bearer = token; };
export const token = () => bearer;
export const language = () => document.documentElement.lang || "en";

export async function api(method, path, body, more = {}) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), 8000);
  const headers = { "X-Language": language(), ...more };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const reply = await fetch(path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body),
      keepalive: method === "PUT", cache: "no-store", credentials: "omit", signal: stop.signal,
    });
    let data = null;
    try { data = await reply.json(); } catch { /* no words; the status says enough */ }
    return { ok: reply.ok, status: reply.status, data };
  } catch {
    return { ok: false, status: 0, data: null };
  } finally {
    clearTimeout(patience);
  }
}

// A word for a code: the server wrote them into the page in the reader's language.
export function word(code) {
  const found = document.querySelector(`#words [data-code="${code}"]`) || document.querySelector('#words [data-code="busy"]');
  return found ? found.textContent : code;
}
