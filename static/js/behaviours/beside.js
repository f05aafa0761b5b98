// beside: a tap that can be taken back, beside whatever part is on. A new round begins untapped.
import { Controller, outbox, store, word } from "../lent.js";

export class Beside extends Controller {
  static targets = ["said"];
  static values = { part: String, round: Number };

  connect() { this.draw(); }
  roundValueChanged() { this.draw(); }

  get key() { return `done.${this.partValue}/${this.roundValue}/0`; }

  async tap({ currentTarget }) {
    const body = currentTarget.getAttribute("aria-pressed") === "true" ? null : currentTarget.dataset.body;
    store.set(this.key, body);
    this.draw();
    this.saidTarget.textContent = word("unsent");
    const state = await outbox.put(this.partValue, this.roundValue, 0, body && JSON.parse(body), { sideless: true });
    if (this.element.isConnected) this.saidTarget.textContent = word(state);
  }

  draw() {
    const on = store.get(this.key);
    for (const button of this.element.querySelectorAll("[data-body]")) button.setAttribute("aria-pressed", String(button.dataset.body === on));
    if (!on) this.saidTarget.textContent = "";
  }
}
