// What a phone was dealt: a page of its own, which it asks for by itself and nobody pushes.
import { api, lately, parsed } from "./lent.js";

// A personal page, asked for by the phone itself; again and again until it is there or the part has closed.
async function fetched(path, into, done) {
  const reply = await api("GET", path);
  if (reply.ok && into.isConnected) { into.replaceChildren(parsed(reply.data.html)); done(); }
  else if (into.isConnected && reply.status !== 409) setTimeout(() => fetched(path, into, done), 1000 + 2000 * Math.random());
}

// The same for texts: again when one of them was softened or declined, and not by all phones at once. Gives its end.
export function watched(path, into, done) {
  let { texts } = lately();
  const look = () => {
    if (texts === lately().texts) return;
    texts = lately().texts;
    setTimeout(() => fetched(path, into, done), 1500 * Math.random());
  };
  document.addEventListener("frames", look);
  fetched(path, into, done);
  return () => document.removeEventListener("frames", look);
}
