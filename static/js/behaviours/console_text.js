// text: one text of the queue; showing, softening, naming. A panel folds when its command was carried out.
import { Controller } from "@hotwired/stimulus";
import { command } from "./console_command.js";

export class ConsoleText extends Controller {
  static targets = ["body", "handle"];
  static values = { id: String };

  show() { command({ name: "show", texts: [this.idValue] }); }
  save({ currentTarget }) { this.then(currentTarget, { name: "soften", text: this.idValue, body: this.bodyTarget.value }); }
  name({ currentTarget }) { this.then(currentTarget, { name: "name_text", text: this.idValue, handle: this.handleTarget.value.trim() }); }

  async then(button, wanted) {
    if (await command(wanted)) button.closest("details").open = false;
  }
}
