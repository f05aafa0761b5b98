// choose: texts for the groups, numbered in the order in which they are tapped. A push draws the page anew and takes
// the ticks along; the order is kept here, and drawn again.
import { Controller } from "@hotwired/stimulus";
import { command } from "./console_command.js";

const MOST = 12;

export class ConsoleChoose extends Controller {
  static targets = ["text"];
  static values = { part: String };

  connect() {
    this.order = [];
    this.draw = () => this.number();
    document.addEventListener("frames", this.draw);
  }
  disconnect() { document.removeEventListener("frames", this.draw); }

  partValueChanged() { this.order = []; }

  tap({ currentTarget: { checked, value } }) {
    this.order = this.order.filter((id) => id !== value);
    if (checked && this.order.length < MOST) this.order.push(value);
    this.number();
  }

  number() {
    const there = new Set(this.textTargets.map((box) => box.value));
    this.order = this.order.filter((id) => there.has(id));
    for (const box of this.textTargets) {
      const at = this.order.indexOf(box.value);
      box.checked = at >= 0;
      box.nextElementSibling.textContent = at >= 0 ? at + 1 : "";
    }
  }

  async send() {
    if (!this.order.length || !await command({ name: "choose", part: this.partValue, texts: this.order })) return;
    this.order = [];
    this.number();
    this.element.open = false;
  }
}
