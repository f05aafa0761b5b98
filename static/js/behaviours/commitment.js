// commitment: a sentence with blanks, of which the last may stay open. The blanks are sent, and whether to ask again.
import { Sentence } from "./sentence.js";

export class Commitment extends Sentence {
  static targets = ["ask"];
  static values = { badly: Array };

  get must() { return this.blanks.slice(0, 3); }
  get paperTarget() { return this.paperTargets[Math.max(0, this.must.indexOf(""))]; }
  get paper() { return this.must.every(Boolean) ? this.filled() : ""; }
  set paper(text) { super.paper = text; }

  filled() {
    const [first, rest] = this.badlyValue;
    const badly = this.blanks[3];
    return this.betweenValue.map((words, i) => words + (i < 3 ? this.must[i] || "___" : "")).join("") + (badly ? ` ${first}${badly}${rest}` : "");
  }

  toggle({ currentTarget }) { currentTarget.setAttribute("aria-pressed", String(currentTarget.getAttribute("aria-pressed") !== "true")); }

  send() {
    const words = this.paperTargets.map((blank, i) => [blank.dataset.blank, this.blanks[i]]);
    const body = Object.fromEntries(words.filter(([, said]) => said));
    if (this.hasAskTarget) body.check_in = this.askTarget.getAttribute("aria-pressed") === "true";
    this.deliver(body, [0], words.map(([, said]) => said).join("\n"));
  }

  leave() {
    if (this.hasAskTarget) this.askTarget.setAttribute("aria-pressed", "false");
    super.leave();
  }
}
