// The outbox: written on the phone before the first try, removed after the laptop says it is on its disk.
// Three honest states and no fourth: on this phone, not sent; received; not counted, it came too late.
import { api, word } from "./api.js";
import { store } from "./store.js";

const sending = new Map();

export const outbox = {
  get waiting() { return store.keys("out.").length > 0; },

  // body null takes the ballot back; `words` stay on the phone if they do not count. Resolves to "received", "late", or
  // an error code.
  put(part, round, slot, body, { sideless = false, words = body && body.text } = {}) {
    const key = `${part}/${round}/${slot}`;
    write(key, (store.get(`v.${key}`) || 0) + 1, body, sideless ? null : store.get("side"), words);
    say("unsent");
    return send(key);
  },

  // Whether this phone has sent anything under a key, and the first slot of a part that it has not used yet.
  sent(key) { return store.get(`v.${key}`) !== null; },
  free(prefix, slots) {
    let slot = 0;
    while (slot < slots - 1 && this.sent(`${prefix}/${slot}`)) slot += 1;
    return slot;
  },

  resume() { for (const key of store.keys("out.")) send(key.slice(4)); },
};

function write(key, v, body, side, words) {
  store.set(`v.${key}`, v);
  store.set(`out.${key}`, { v, body, side, words });
}

function say(state) {
  const line = document.getElementById("status");
  if (line) { line.hidden = false; line.textContent = word(state); line.dataset.state = state; }
}

function send(key) {
  if (!sending.has(key)) sending.set(key, attempt(key, 0).finally(() => sending.delete(key)));
  return sending.get(key);
}

async function attempt(key, tries) {
  const entry = store.get(`out.${key}`);
  if (!entry) return "received";
  const { v, body, side, words } = entry;
  const reply = await api("PUT", `/api/parts/${key}`, { v, body, side });
  const newest = store.get(`out.${key}`);
  if (newest && newest.v !== v) return attempt(key, 0); // somebody tapped again meanwhile: the newer one counts
  if (reply.ok && reply.data && reply.data.v > v) { // an older life of this browser had got further: be newer
    write(key, reply.data.v + 1, body, side, words);
    return attempt(key, 0);
  }
  if (reply.ok && reply.data) return settled(key, "received", entry);
  const code = (reply.data && reply.data.error) || "malformed";
  if (code === "unknown_side" && side) { // the sides were changed after this phone had chosen: ask again, send without
    store.remove("side");
    store.remove("asked-side");
    write(key, v, body, null, words);
    return attempt(key, 0);
  }
  if (reply.status === 409 || reply.status === 404) return settled(key, "late", entry);
  if (reply.status >= 400 && reply.status < 500 && reply.status !== 429 && reply.status !== 401) return settled(key, code, entry);
  say(code === "frozen" ? code : "unsent");
  if (code === "continued_elsewhere") return "unsent"; // kept; sent when this phone has its seat again
  await pause(Math.random() * Math.min(10000, 300 * 2 ** tries));
  return attempt(key, tries + 1);
}

// The end of a ballot. Words that did not count stay on the phone: to be copied when late, on the paper when refused.
function settled(key, state, { body, words }) {
  store.remove(`out.${key}`);
  const text = state !== "received" && words, draft = `draft.${key.split("/", 2).join("/")}`;
  const newer = store.get(draft); // what was typed after this was sent is not written over
  if (text) store.set(state === "late" || (newer && newer !== text) ? `late.${key}` : draft, text);
  say(state);
  if (state === "received") document.dispatchEvent(new CustomEvent("received", { detail: { key, body } }));
  else document.dispatchEvent(new CustomEvent(state === "late" ? "late" : "refused", { detail: key }));
  return state;
}

// Full jitter, cut short when the phone wakes or finds the room again.
export function pause(milliseconds) {
  return new Promise((go) => {
    const early = [[window, "online"], [document, "visibilitychange"], [document, "up"]];
    const on = () => { clearTimeout(timer); for (const [where, name] of early) where.removeEventListener(name, on); go(); };
    const timer = setTimeout(on, milliseconds);
    for (const [where, name] of early) where.addEventListener(name, on);
  });
}
