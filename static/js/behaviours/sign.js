// sign: the sentences that this phone was dealt, each with one of three answers, and perhaps the word to change.
import { Ballot } from "./ballot.js";

export class Sign extends Ballot {
  get field() { return "signs"; }

  give({ currentTarget: { dataset } }) {
    this.given[dataset.text] = JSON.parse(dataset.sign);
    this.changed();
  }

  draw() {
    for (const button of this.listTarget.querySelectorAll("[data-sign]")) {
      const own = JSON.parse(button.dataset.sign);
      const mine = this.given[button.dataset.text];
      const change = own === "changed" && (mine === own || mine >= 0);
      button.setAttribute("aria-pressed", String(change || mine === own));
      if (own === "changed") button.parentElement.nextElementSibling.hidden = !change;
    }
  }
}
