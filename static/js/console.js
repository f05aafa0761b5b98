// The console: claims its one-time link, shows its frames, keeps what is being typed through every push.
import { Application } from "@hotwired/stimulus";
import { api, useToken } from "./api.js";
import { parsed, startLive } from "./live.js";
import { taste } from "./store.js";
import { Clock } from "./behaviours/clock.js";
import { ConsoleCommand } from "./behaviours/console_command.js";
import { ConsoleEdit } from "./behaviours/console_edit.js";
import { keepOpen } from "./behaviours/console_keep.js";
import { ConsoleKeys } from "./behaviours/console_keys.js";
import { ConsoleText } from "./behaviours/console_text.js";

const application = Application.start();
for (const [name, behaviour] of Object.entries({ clock: Clock, command: ConsoleCommand, edit: ConsoleEdit, keys: ConsoleKeys, text: ConsoleText })) {
  application.register(name, behaviour);
}

const hint = document.getElementById("no-key");
const region = document.getElementById("frame-console");
const shelf = document.getElementById("shelf");

async function claim() {
  const code = new URLSearchParams(location.hash.slice(1)).get("c");
  if (!code) return;
  history.replaceState(null, "", location.pathname + location.search);
  const reply = await api("POST", "/api/console/claim", { code });
  if (reply.ok) { taste.set("console", reply.data.token); taste.set("screen-url", reply.data.screen_url); }
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
  await claim();
  const key = taste.get("console");
  if (!key) { hint.hidden = false; return; }
  useToken(key);
  document.addEventListener("click", report);
  if (shelf) {
    const reply = await api("GET", "/api/console/past");
    if (reply.ok) shelf.replaceChildren(parsed(reply.data.html)); else hint.hidden = false;
    return;
  }
  keepOpen();
  const live = startLive({ audience: "console", refused: () => { hint.hidden = false; region.hidden = true; } });
  live.ready.then((ok) => { if (ok) hint.hidden = true; });
  document.addEventListener("resync", () => live.load());
  document.addEventListener("frames", links);
  document.addEventListener("line", ({ detail }) => { document.body.classList.toggle("is-offline", !detail.up); });
}
start();
