// own: a page for oneself. What is written stays in this tab, through a locked phone and a reload, and is sent nowhere.
import { Controller, tab } from "../lent.js";

export class Own extends Controller {
  static targets = ["paper"];
  static values = { part: String };

  connect() {
    if (this.paperTargets.some((paper) => paper.value)) this.kept(); // typed before this behaviour was here
    else this.paperTargets.forEach((paper, n) => { paper.value = tab.get(this.place(n)) || ""; });
  }
  kept() { this.paperTargets.forEach((paper, n) => tab.set(this.place(n), paper.value)); }
  place(n) { return `${this.partValue}/${n}`; }
}
