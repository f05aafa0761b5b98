// text: one text of the queue; what is decided about it. A panel folds when its command was carried out.
import { Controller } from "@hotwired/stimulus";
import { command } from "./console_command.js";

const OPEN = new Set(["held", "ready", "shown", "aside"]);

export class ConsoleText extends Controller {
  static targets = ["body", "handle", "into", "translation", "language"];
  static values = { id: String };

  show() { command({ name: "show", texts: [this.idValue] }); }
  save({ currentTarget }) { this.then(currentTarget, { name: "soften", text: this.idValue, body: this.bodyTarget.value }); }
  name({ currentTarget }) { this.then(currentTarget, { name: "name_text", text: this.idValue, handle: this.handleTarget.value.trim() }); }
  merge({ currentTarget }) { if (this.intoTarget.value) this.then(currentTarget, { name: "merge", text: this.idValue, into: this.intoTarget.value }); }
  translate({ currentTarget }) {
    this.then(currentTarget, { name: "translate", text: this.idValue, body: this.translationTarget.value, language: this.languageTarget.value });
  }
  async then(button, wanted) { if (await command(wanted)) button.closest("details").open = false; }

  // The other texts of the same part, read from the page when the panel is opened: a list in every text would be long.
  others({ currentTarget }) {
    if (!currentTarget.open) return;
    const { part, textIdValue } = this.element.dataset;
    const rows = [...document.querySelectorAll("li.item[data-part]")].filter((item) => item.dataset.part === part && item.dataset.textIdValue !== textIdValue && OPEN.has(item.dataset.status));
    this.intoTarget.replaceChildren(new Option("–", ""), ...rows.map((item) => new Option(item.dataset.name, item.dataset.textIdValue)));
  }
}
