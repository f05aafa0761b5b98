// guess: one's own side first, then the sides this phone has drawn, one at a time; the last tap sends all answers.
// Which side is its own, only the phone knows: it passes over that one among the drawn, and without a side over its own.
import { store } from "../lent.js";
import { watched } from "../mine.js";
import { turn } from "../turn.js";
import { Answer } from "./answer.js";

export class Guess extends Answer {
  static targets = ["page", "list"];
  static values = { others: Number };

  connect() {
    super.connect();
    this.clear();
    this.stop = watched(`/api/parts/${this.partValue}/${this.roundValue}/mine`, this.listTarget, () => { this.drawn = true; this.draw(); });
  }
  disconnect() { this.stop(); }

  get pages() {
    const side = store.get("side");
    const [own, ...others] = this.pageTargets;
    const waits = others.pop();
    const about = others.filter((page) => page.dataset.about !== side).slice(0, this.othersValue);
    return [...(side ? [own] : []), ...(this.drawn ? about : [waits])];
  }

  step({ currentTarget }) {
    const { about } = this.pages[this.at].dataset;
    const { option } = currentTarget.dataset;
    if (option && about) this.guesses[about] = option;
    else if (option) this.own = option;
    this.at += 1;
    this.draw();
  }

  draw() {
    const page = this.pages[this.at];
    if (page) turn(page, ...this.pageTargets);
    else if (this.at) this.deliver(this.own || Object.keys(this.guesses).length ? { own: this.own, guesses: this.guesses } : null);
  }

  // Back to the first question, and after sending too: what was tapped is gone from the page.
  clear() {
    Object.assign(this, { at: 0, own: null, guesses: {} });
    this.draw();
  }
}
