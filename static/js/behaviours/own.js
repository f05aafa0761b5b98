// own: a page for oneself. What is written stays in this tab, through a locked phone and a reload, and is sent nowhere.
import { Controller } from "@hotwired/stimulus";
import { tab } from "../store.js";

export class Own extends Controller {
  static targets = ["paper"];
  static values = { part: String };

  connect() { this.paperTargets.forEach((paper, n) => { paper.value = tab.get(this.place(n)) || ""; }); }
  kept() { this.paperTargets.forEach((paper, n) => tab.set(this.place(n), paper.value)); }
  place(n) { return `${this.partValue}/${n}`; }
}
