// The phone: a seat, its frames, its outbox.
import { Application } from "@hotwired/stimulus";
import { useToken, word } from "./api.js";
import { bring } from "./bring.js";
import { leaveNothing, settle } from "./drafts.js";
import { startLive } from "./live.js";
import { outbox } from "./outbox.js";
import { store, taste } from "./store.js";
import { keepOpen } from "./behaviours/console_keep.js";
import { Clock } from "./behaviours/clock.js";
import { Door } from "./behaviours/door.js";
import { Pass } from "./behaviours/pass.js";
import { Stand } from "./behaviours/stand.js";

if (taste.get("size")) document.documentElement.dataset.size = taste.get("size");
const chosen = taste.get("lang");
if (chosen && chosen !== document.documentElement.lang && !new URLSearchParams(location.search).has("lang")) {
  location.replace(`${location.pathname}?lang=${encodeURIComponent(chosen)}${location.hash}`);
}

const scanned = location.hash.length > 1; // before the door takes the ticket out of the address
const application = Application.start();
const first = { clock: Clock, door: Door, pass: Pass, stand: Stand };
for (const [name, behaviour] of Object.entries(first)) application.register(name, behaviour);
bring(application, Object.keys(first));

const [door, inside, moved, status, line, box] = ["door", "inside", "moved", "status", "line", "late"].map((id) => document.getElementById(id));
const forgetful = document.getElementById("forgetful");
let live = null;
let sealed = false;
let frozen = false;
const another = document.getElementById("next-person");
const unsent = () => outbox.waiting || store.keys("draft.").length > 0;

function show(page) {
  for (const one of [door, inside, moved]) one.hidden = one !== page;
  if (another) another.hidden = page !== inside;
}

// The seat is gone: to another phone with the same ticket, or from the laptop altogether.
function refused(code) {
  if (sealed) return;
  if (code === "continued_elsewhere") store.set("was", store.get("token") || store.get("was"));
  store.remove("token");
  show(code === "continued_elsewhere" ? moved : door);
  if (!moved.hidden) moved.querySelector("h1").focus();
}

function enter(token) {
  useToken(token);
  show(inside);
  if (live) live.again(); else live = startLive({ audience: "phone", unsent, refused });
  outbox.resume();
}

function late() {
  const key = store.keys("late.")[0];
  box.hidden = !key;
  box.dataset.key = key || "";
  box.querySelector("textarea").value = key ? store.get(key) : "";
  if (key && status.dataset.state === "late") status.hidden = true; // the box says it already
  forgetful.hidden = store.durable;
}

// A side goes with later ballots, and only once it has been received itself.
document.addEventListener("received", ({ detail: { body } }) => {
  if (body && "side" in body) { store.set("side", body.side); store.set("asked-side", true); }
  if (live) live.sync();
});
document.addEventListener("late", () => { late(); if (live) live.sync(); });
document.addEventListener("joined", ({ detail }) => enter(detail));
document.addEventListener("line", ({ detail }) => {
  line.hidden = detail.up;
  line.textContent = detail.up ? "" : word("offline");
  if (detail.up) document.dispatchEvent(new Event("up"));
});
document.addEventListener("frames", async ({ detail: { now } }) => {
  sealed = now.sealed;
  if (frozen && !now.frozen) document.dispatchEvent(new Event("up")); // what waited goes out now
  frozen = now.frozen;
  if (status.dataset.part !== `${now.part}/${now.round}`) {
    status.dataset.part = `${now.part}/${now.round}`;
    if (!outbox.waiting) status.hidden = true;
  }
  if (status.dataset.state === "received" && now.phase !== "open" && now.phase !== "closing") status.hidden = true; // the card says it now
  if (sealed) leaveNothing(); else await settle(now);
  late();
});
document.getElementById("late-done").addEventListener("click", () => {
  store.remove(box.dataset.key); // the one that was seen; others come up after it
  status.hidden = true;
  late();
});

document.getElementById("moved-back").addEventListener("click", () => show(door));
window.addEventListener("hashchange", () => location.reload()); // another ticket was scanned into this page
if (another) another.addEventListener("click", () => { for (const key of store.keys("")) store.remove(key); location.reload(); });
keepOpen();

const token = store.get("token");
if (token && !scanned) enter(token); else show(store.get("was") && !scanned ? moved : door);
late();
