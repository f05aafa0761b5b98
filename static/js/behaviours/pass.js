// pass: someone else's turn on this phone. Everything of this room is forgotten and the page begins anew at the door.
import { Controller } from "@hotwired/stimulus";
import { outbox } from "../outbox.js";
import { store, tab } from "../store.js";

export class Pass extends Controller {
  static targets = ["problem"];

  shown() { if (this.element.open) this.element.scrollIntoView({ block: "end" }); }

  on() {
    this.problemTarget.hidden = !outbox.waiting;
    if (outbox.waiting) return; // an answer on its way belongs to whoever is leaving
    tab.clear();
    for (const key of store.keys("")) store.remove(key);
    location.replace(location.pathname + location.search);
  }
}
