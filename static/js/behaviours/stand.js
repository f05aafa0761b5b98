// stand: a phone that has no side yet is asked before the first part that needs one. The answer stays on the phone.
import { Controller } from "@hotwired/stimulus";
import { store } from "../store.js";

export class Stand extends Controller {
  static targets = ["first", "then"];

  connect() { this.draw(); }
  choose({ currentTarget }) { store.set("side", currentTarget.dataset.side || null); store.set("asked-side", true); this.draw(); }
  draw() {
    const asked = store.get("asked-side") === true;
    this.firstTarget.hidden = asked;
    this.thenTarget.hidden = !asked;
  }
}
