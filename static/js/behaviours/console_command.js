// command: one command under way at a time, checked against the revision on the page; a stale one is not guessed at.
import { Controller } from "@hotwired/stimulus";
import { api, word } from "../api.js";
import { now } from "../live.js";

let busy = false;
let own = 0; // where the last command of this console led, if nothing of others lies between: known before its page comes
let refused = null;

export function commandId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export async function command(wanted, rev = Math.max(now.seq, own)) {
  if (busy) return false;
  busy = true;
  const cmd_id = commandId();
  const body = { cmd_id, expect_rev: rev, do: wanted };
  let reply = await api("POST", "/api/console/commands", body);
  if (reply.status === 0) reply = await api("POST", "/api/console/commands", body); // same id: carried out once
  busy = false;
  if (reply.ok && reply.data.rev - reply.data.events.length === rev) own = reply.data.rev;
  const code = reply.status === 0 ? "offline" : reply.data && reply.data.error;
  // Asked for once more, it holds for what was looked at here and for nothing that came meanwhile.
  if (code === "protected") { refused = { wanted, rev }; document.getElementById("sure").showModal(); return false; }
  const line = document.getElementById("status");
  line.hidden = reply.ok;
  if (!reply.ok) {
    line.textContent = word(code);
    document.dispatchEvent(new CustomEvent("resync"));
  }
  return reply.ok;
}

export class ConsoleCommand extends Controller {
  run({ currentTarget }) {
    if (currentTarget.getAttribute("aria-disabled") === "true") return;
    command(JSON.parse(currentTarget.dataset.do));
  }
  open({ currentTarget }) { document.getElementById(currentTarget.dataset.dialog).showModal(); }
  shut({ currentTarget }) { currentTarget.closest("dialog").close(); }
  sure({ currentTarget }) { currentTarget.closest("dialog").close(); command({ ...refused.wanted, sure: true }, refused.rev); }
  async runAndShut(event) { event.currentTarget.closest("dialog").close(); this.run(event); }
}
