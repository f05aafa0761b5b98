// ballot: a few votes over what this phone was dealt, in an order of its own. The whole ballot travels each time.
import { Controller, outbox, store } from "../lent.js";
import { watched } from "../mine.js";
import { turn } from "../turn.js";

export class Ballot extends Controller {
  static targets = ["list", "left", "strokes", "ask", "wait", "before"];
  static values = { part: String, round: Number, votes: Number, each: Number };

  connect() {
    this.given = {};
    this.key = `${this.partValue}/${this.roundValue}`;
    // What was sent from this phone cannot be read back; until something is tapped it stays as it is.
    this.beforeTarget.hidden = !outbox.sent(`${this.key}/0`);
    this.flush = () => { if (this.due) this.deliver(); };
    document.addEventListener("visibilitychange", this.flush);
    if (store.get(`done.${this.key}`)) turn(this.waitTarget, this.askTarget);
    this.stop = watched(`/api/parts/${this.key}/mine`, this.listTarget, () => this.draw());
  }
  disconnect() { this.flush(); this.stop(); document.removeEventListener("visibilitychange", this.flush); }

  get field() { return "votes"; }
  spent() { return Object.values(this.given).reduce((sum, n) => sum + n, 0); }

  give({ currentTarget }) {
    const id = currentTarget.dataset.text;
    const mine = this.given[id] || 0;
    if (currentTarget.dataset.take !== undefined) delete this.given[id];
    else if (this.spent() < this.votesValue && mine < this.eachValue) this.given[id] = mine + 1;
    else return;
    this.changed();
    if (currentTarget.hidden) currentTarget.parentElement.querySelector("button:not([hidden])").focus();
  }

  changed() { this.beforeTarget.hidden = true; this.draw(); clearTimeout(this.due); this.due = setTimeout(() => this.deliver(), 400); }
  deliver() { clearTimeout(this.due); this.due = null; outbox.put(this.partValue, this.roundValue, 0, { [this.field]: { ...this.given } }); }

  draw() {
    for (const id of Object.keys(this.given)) if (!this.listTarget.querySelector(`[data-item="${id}"]`)) delete this.given[id];
    const left = this.votesValue - this.spent();
    this.leftTarget.textContent = String(left);
    [...this.strokesTarget.children].forEach((stroke, i) => stroke.classList.toggle("left", i >= this.spent()));
    for (const item of this.listTarget.querySelectorAll("[data-item]")) {
      const mine = this.given[item.dataset.item] || 0;
      const [take, give] = item.querySelectorAll("[data-take], [data-give]");
      item.classList.toggle("is-given", mine > 0);
      take.hidden = mine === 0;
      give.hidden = mine >= this.eachValue;
      give.setAttribute("aria-disabled", String(left === 0));
    }
  }

  // Supporting nothing is a ballot too, and looks the same.
  done() { if (this.due || !outbox.sent(`${this.key}/0`)) this.deliver(); store.set(`done.${this.key}`, true); turn(this.waitTarget, this.askTarget); }
  again() { turn(this.askTarget, this.waitTarget); }
}
