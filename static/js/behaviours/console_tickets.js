// tickets: making new ones, which are shown once, and taking one back that was lost.
import { Controller } from "@hotwired/stimulus";
import { api, word } from "../api.js";
import { parsed } from "../live.js";

export class ConsoleTickets extends Controller {
  static targets = ["count", "print", "lost", "said"];

  async make(event) {
    event.preventDefault();
    const reply = await api("POST", "/api/console/tickets", { count: Number(this.countTarget.value) });
    this.told(reply);
    if (!reply.ok) return;
    document.getElementById("slips").append(parsed(reply.data.html));
    this.printTarget.hidden = false;
  }

  print() { window.print(); }

  async void() {
    const ticket = this.lostTarget.value.trim();
    if (!ticket) return;
    const reply = await api("POST", "/api/console/tickets/void", { ticket });
    this.told(reply);
    this.saidTarget.hidden = !reply.ok;
    if (reply.ok) this.lostTarget.value = "";
  }

  told(reply) {
    const line = document.getElementById("status");
    line.hidden = reply.ok;
    if (!reply.ok) line.textContent = word(reply.status === 0 ? "offline" : reply.data && reply.data.error);
  }
}
