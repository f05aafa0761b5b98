// The console: claims its one-time link, shows its frames, keeps what is being typed through every push.
import { Application } from "@hotwired/stimulus";
import { api, useToken, word } from "./api.js";
import { startLive } from "./live.js";
import { offerPlans } from "./plans.js";
import { taste } from "./store.js";
import { Clock } from "./behaviours/clock.js";
import { ConsoleChoose } from "./behaviours/console_choose.js";
import { ConsoleCommand } from "./behaviours/console_command.js";
import { ConsoleControl } from "./behaviours/console_control.js";
import { ConsoleEdit } from "./behaviours/console_edit.js";
import { keepOpen } from "./behaviours/console_keep.js";
import { ConsoleInvite, ConsoleSafeguard, ConsoleWatch } from "./behaviours/console_help.js";
import { ConsoleKeys } from "./behaviours/console_keys.js";
import { ConsoleNote } from "./behaviours/console_note.js";
import { deletable, fillShelf, searchable } from "./behaviours/console_shelf.js";
import { ConsoleSeating } from "./behaviours/console_seating.js";
import { ConsoleText } from "./behaviours/console_text.js";
import { ConsoleTickets } from "./behaviours/console_tickets.js";

const application = Application.start();
for (const [name, behaviour] of Object.entries({ choose: ConsoleChoose, clock: Clock, command: ConsoleCommand, control: ConsoleControl, edit: ConsoleEdit, keys: ConsoleKeys, note: ConsoleNote, seating: ConsoleSeating, text: ConsoleText, tickets: ConsoleTickets, safeguard: ConsoleSafeguard, invite: ConsoleInvite, watch: ConsoleWatch })) {
  application.register(name, behaviour);
}

const hint = document.getElementById("no-key");
const region = document.getElementById("frame-console");
const shelf = document.getElementById("shelf");

// The refusal of a link that was used or is too old; it matters only to a browser that has no key yet.
async function claim() {
  const code = new URLSearchParams(location.hash.slice(1)).get("c");
  if (!code) return null;
  history.replaceState(null, "", location.pathname + location.search);
  const reply = await api("POST", "/api/console/claim", { code });
  if (!reply.ok) return reply.status === 0 ? "offline" : reply.data && reply.data.error;
  taste.set("console", reply.data.token);
  taste.set("screen-url", reply.data.screen_url);
  return null;
}

function locked(refused) {
  hint.hidden = false;
  const line = document.getElementById("status");
  line.hidden = !refused;
  if (refused) line.textContent = word(refused);
}

function links() {
  for (const a of document.querySelectorAll("[data-screen-link]")) a.href = taste.get("screen-url") || "/screen";
}

async function report(event) {
  const link = event.target.closest("[data-report]");
  if (!link) return;
  event.preventDefault();
  const page = window.open("", "_blank"); // opened by the click itself, or the browser would block it
  const reply = await api("POST", "/api/console/download");
  if (reply.ok && page) page.location = `/archive/${link.dataset.report}?t=${reply.data.token}`; else if (page) page.close();
}

async function start() {
  const plans = document.getElementById("plans");
  if (plans) { offerPlans(plans); return; }
  const refused = await claim();
  const key = taste.get("console");
  if (!key) { locked(refused); return; }
  useToken(key);
  document.addEventListener("click", report);
  if (shelf) {
    if (!(await fillShelf(shelf))) { hint.hidden = false; return; }
    const page = document.querySelector("main.shelf");
    page.querySelector("form").hidden = false;
    const sift = searchable(page);
    deletable(page, document.getElementById("delete"), async () => { await fillShelf(shelf); sift(); });
    return;
  }
  const desk = document.getElementById("ticket-desk");
  if (document.getElementById("tickets")) { desk.hidden = false; return; }
  keepOpen();
  const live = startLive({ audience: "console", refused: () => { hint.hidden = false; region.hidden = true; } });
  live.ready.then((ok) => { if (ok) hint.hidden = true; });
  document.addEventListener("resync", () => live.load());
  document.addEventListener("frames", links);
  document.addEventListener("line", ({ detail }) => { document.body.classList.toggle("is-offline", !detail.up); });
}
start();
