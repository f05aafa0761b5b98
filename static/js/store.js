// What this browser keeps: localStorage under the room's code, or memory when the browser forbids it.
// A page on which somebody else is entered keeps it in its own tab, apart from any phone of this browser.
const memory = new Map();
let durable = true;
let shelf = null;
try {
  shelf = document.body.dataset.entry === undefined ? localStorage : sessionStorage;
  shelf.setItem("fac.probe", "1");
  shelf.removeItem("fac.probe");
} catch {
  durable = false;
}
const code = () => document.body.dataset.code || "room";
const full = (key) => `fac.${code()}.${key}`;

export const store = {
  get durable() { return durable; },
  get(key) {
    const raw = durable ? shelf.getItem(full(key)) : memory.get(full(key));
    try { return raw == null ? null : JSON.parse(raw); } catch { return null; }
  },
  set(key, value) {
    const raw = JSON.stringify(value);
    try {
      if (durable) shelf.setItem(full(key), raw); else memory.set(full(key), raw);
    } catch {
      durable = false; // full or forbidden in the middle of an evening: go on in memory, and say so
      memory.set(full(key), raw);
    }
  },
  remove(key) { if (durable) shelf.removeItem(full(key)); memory.delete(full(key)); },
  keys(prefix) {
    const all = durable ? Object.keys(shelf) : [...memory.keys()];
    const start = full(prefix);
    return all.filter((key) => key.startsWith(start)).map((key) => key.slice(full("").length));
  },
};

// For one person's eyes: the tab's own memory, which goes with the tab. In no other key, so that nothing sends it.
const own = (key) => full(`own.${key}`);
export const tab = {
  get(key) { try { return sessionStorage.getItem(own(key)); } catch { return memory.get(own(key)); } },
  set(key, text) { try { sessionStorage.setItem(own(key), text); } catch { memory.set(own(key), text); } },
  clear() {
    for (const key of [...memory.keys()]) if (key.startsWith(own(""))) memory.delete(key);
    try { for (const key of Object.keys(sessionStorage)) if (key.startsWith(own(""))) sessionStorage.removeItem(key); } catch { /* nothing was kept */ }
  },
};

// For the reader, not for a room: language and text size.
export const taste = {
  get(key) { try { return localStorage.getItem(`fac.${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`fac.${key}`, value); } catch { /* a taste is not worth a word */ } },
};
