// seating: people are moved by the signs on their phones.
import { Controller } from "@hotwired/stimulus";
import { command } from "./console_command.js";

export class ConsoleSeating extends Controller {
  static targets = ["shown", "table", "other", "said"];

  sit() { this.ask({ name: "sit", sign: Number(this.shownTarget.value), group: Number(this.tableTarget.value) }); }
  swap() { this.ask({ name: "swap", sign: Number(this.shownTarget.value), other: Number(this.otherTarget.value) }); }
  async ask(wanted) {
    const done = await command(wanted);
    this.saidTarget.hidden = !done;
    if (done) for (const field of [this.shownTarget, this.tableTarget, this.otherTarget]) field.value = "";
  }
}
