// note: a private note of the facilitator. The field is emptied when the server has it on the disk, not before.
import { Controller } from "@hotwired/stimulus";
import { api, word } from "../api.js";

export class ConsoleNote extends Controller {
  static targets = ["words", "said", "count"];

  async take() {
    const words = this.wordsTarget.value.trim();
    if (!words) { this.wordsTarget.focus(); return; }
    const reply = await api("POST", "/api/console/notes", { words });
    const line = document.getElementById("status");
    line.hidden = reply.ok;
    this.saidTarget.hidden = !reply.ok;
    if (!reply.ok) { line.textContent = word(reply.status === 0 ? "offline" : reply.data && reply.data.error); return; }
    this.countTarget.textContent = reply.data.notes;
    if (this.wordsTarget.value.trim() === words) this.wordsTarget.value = "";
  }
}
