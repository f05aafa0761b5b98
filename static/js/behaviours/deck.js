// deck: one card after another, in an order of this phone. At each tap the whole ballot so far travels; the page goes
// on to the next card alike whatever was tapped, and how a card was sorted never comes back into it.
import { outbox, store } from "../lent.js";
import { turn } from "../turn.js";
import { Answer } from "./answer.js";

export class Deck extends Answer {
  static targets = ["card", "at"];
  static values = { field: String, shuffled: Boolean };

  connect() {
    super.connect();
    this.cards = Object.fromEntries(this.cardTargets.map((card) => [card.dataset.card, card]));
    const ids = Object.keys(this.cards);
    if (this.shuffledValue) for (let i = ids.length; i > 1;) { const j = Math.floor(Math.random() * i--); [ids[i], ids[j]] = [ids[j], ids[i]]; }
    this.mine = store.get(`done.${this.key}/deck`) || { ids, at: 0, given: {} };
    this.show();
  }

  show() {
    store.set(`done.${this.key}/deck`, this.mine); // forgotten with the other marks of the round when it closes
    const { ids, at } = this.mine;
    this.atTarget.textContent = String(at + 1);
    turn(this.cards[ids[at]], ...this.cardTargets);
  }

  choose({ currentTarget }) {
    const { ids, at, given } = this.mine;
    const { choice } = currentTarget.dataset;
    if (choice) given[ids[at]] = choice; else delete given[ids[at]];
    outbox.put(this.partValue, this.roundValue, 0, Object.keys(given).length ? { [this.fieldValue]: given } : null, { sideless: true });
    this.next();
  }

  back() { this.mine.at = Math.max(0, this.mine.at - 1); this.show(); }
  next() {
    const over = this.mine.at + 1 >= this.mine.ids.length;
    this.mine.at = over ? 0 : this.mine.at + 1;
    this.show();
    if (over) { store.set(`done.${this.key}`, true); turn(this.waitTarget, this.askTarget); }
  }
}
