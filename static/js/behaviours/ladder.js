// ladder: two questions, one after the other; the last tap sends both answers together.
import { turn } from "../turn.js";
import { Answer } from "./answer.js";

export class Ladder extends Answer {
  static targets = ["page"];

  step({ currentTarget }) {
    const next = this.pageTargets.find((page) => page.hidden && !this.body);
    this.body = { ...this.body, ...JSON.parse(currentTarget.dataset.step) };
    if (next) turn(next, ...this.pageTargets); else this.deliver(this.body);
  }

  // Back to the first question, and after sending too: what was tapped is gone from the page.
  clear() { this.body = null; turn(this.pageTargets[0], ...this.pageTargets); }
}
