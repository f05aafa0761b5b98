// reply: the requests addressed to this phone's own side, which it alone knows; the others stay hidden. Where there is
// none, the page says so and goes on like any other.
import { store } from "../lent.js";
import { Ballot } from "./ballot.js";

export class Reply extends Ballot {
  get field() { return "answers"; }

  give({ currentTarget: { dataset } }) {
    this.given[dataset.text] = dataset.answer;
    this.changed();
  }

  draw() {
    const side = store.get("side");
    let asked = false;
    for (const list of this.listTarget.querySelectorAll("[data-side]")) {
      const items = list.querySelectorAll("[data-item]");
      list.hidden = !items.length || list.dataset.side !== side;
      asked = asked || !list.hidden;
      if (list.hidden) for (const item of items) delete this.given[item.dataset.item];
    }
    for (const none of this.listTarget.querySelectorAll("[data-none]")) none.hidden = asked;
    for (const button of this.listTarget.querySelectorAll("[data-answer]")) button.setAttribute("aria-pressed", String(this.given[button.dataset.text] === button.dataset.answer));
  }
}
