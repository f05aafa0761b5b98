// sentence: a sheet with blanks. The sentence is read as it will be sent; the draft is what stands in the blanks.
import { store } from "../lent.js";
import { Compose } from "./compose.js";

export class Sentence extends Compose {
  static targets = ["read"];
  static values = { between: Array };

  // The full stop belongs to the sentence, not to the blank before it.
  get blanks() { return this.paperTargets.map((blank) => blank.value.replace(/\s+/g, " ").replace(/[ .]+$/, "").trim()); }
  get paperTarget() { return this.paperTargets[Math.max(0, this.blanks.indexOf(""))]; }
  get paper() { return this.blanks.every(Boolean) ? this.filled() : ""; }
  set paper(text) {
    text.split("\n").forEach((words, i) => { if (this.paperTargets[i]) this.paperTargets[i].value = words; });
    if (!text) for (const blank of this.paperTargets) blank.value = "";
    this.kept();
  }

  filled() { return this.betweenValue.map((words, i) => words + (i < this.blanks.length ? this.blanks[i] || "___" : "")).join(""); }
  kept() {
    const key = `draft.${this.prefix}`;
    if (this.blanks.some(Boolean)) store.set(key, this.paperTargets.map((blank) => blank.value).join("\n")); else store.remove(key);
    this.readTarget.textContent = this.filled();
  }
}
