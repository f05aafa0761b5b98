// clock: counts down by itself between two pushes; the server's figure replaces it whenever one comes.
import { Controller } from "@hotwired/stimulus";

export class Clock extends Controller {
  static values = { left: Number, total: Number, running: Boolean };
  static targets = ["figure", "rest"];

  connect() {
    this.again = () => this.began();
    this.again();
    this.timer = setInterval(() => this.draw(), 250);
    document.addEventListener("frames", this.again); // the same figure a minute later is a new figure
  }
  disconnect() { clearInterval(this.timer); document.removeEventListener("frames", this.again); }
  began() { this.start = performance.now(); this.draw(); }
  leftValueChanged() { this.began(); }
  runningValueChanged() { this.began(); }

  draw() {
    const gone = this.runningValue ? (performance.now() - this.start) / 1000 : 0;
    const left = Math.ceil(this.leftValue - gone);
    const shown = Math.abs(Math.max(left, this.element.dataset.over ? left : 0));
    const text = `${left < 0 && this.element.dataset.over ? "+" : ""}${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
    for (const figure of this.figureTargets) if (figure.textContent !== text) figure.textContent = text;
    const share = this.totalValue > 0 ? Math.max(0, Math.min(100, (100 * left) / this.totalValue)) : 0;
    for (const rest of this.restTargets) rest.setAttribute("width", share.toFixed(1));
    const open = this.totalValue > 0;
    this.element.classList.toggle("is-low", open && share <= 20 && share > 5);
    this.element.classList.toggle("is-last", open && share <= 5);
    this.element.classList.toggle("is-late", open && left <= 0);
  }
}
