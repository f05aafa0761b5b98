// What a phone may still hold of a round, and when it forgets. After a close it keeps no version, no mark and no draft.
import { api } from "./api.js";
import { store, tab } from "./store.js";

const KEPT = ["v.", "done.", "draft."];
let asked = new Set();
let at = "";

// "v.choose/1/0" belongs to "choose/1".
const round = (key) => key.slice(key.indexOf(".") + 1).split("/", 2).join("/");
const held = () => KEPT.flatMap((start) => store.keys(start));

function forget(over) {
  const draft = store.get(`draft.${over}`);
  if (draft) store.set(`late.${over}/draft`, draft); // unsent words stay to be copied; they are never sent by themselves
  for (const key of held()) if (round(key) === over) store.remove(key);
}

// Forgets the rounds that are over. Back may have left an open round behind, so of others than the one on the page the
// laptop is asked, once for each part the room stands on.
export async function settle({ part, round: number, phase }) {
  const here = `${part}/${number}`;
  if (at !== here) { at = here; asked = new Set(); }
  for (const one of new Set(held().map(round))) {
    if (one === here) { if (phase !== "open" && phase !== "closing") forget(one); continue; }
    if (asked.has(one)) continue;
    asked.add(one);
    const reply = await api("GET", `/api/parts/${one}`);
    if (reply.status === 409 || reply.status === 404) forget(one);
  }
}

// The evening is over: nothing but words that were never counted stays, and those until their owner deletes them.
export function leaveNothing() {
  tab.clear();
  for (const key of store.keys("")) if (!key.startsWith("late.")) store.remove(key);
}
