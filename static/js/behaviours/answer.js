// answer: one tap, or a few and Send. For a secret part the page afterwards is the same whatever was tapped.
import { Controller, outbox, store } from "../lent.js";
import { turn } from "../turn.js";

export class Answer extends Controller {
  static targets = ["ask", "wait", "send"];
  static values = { part: String, round: Number, secret: Boolean, max: { type: Number, default: 1 }, sideless: Boolean };

  connect() {
    this.key = `${this.partValue}/${this.roundValue}/0`;
    if (this.secretValue && store.get(`done.${this.key}`)) turn(this.waitTarget, this.askTarget);
  }

  pick({ currentTarget }) {
    if (this.maxValue > 1) {
      const on = currentTarget.getAttribute("aria-pressed") !== "true";
      if (on && this.picked().length >= this.maxValue) return;
      currentTarget.setAttribute("aria-pressed", String(on));
      if (this.hasSendTarget) this.sendTarget.disabled = this.picked().length === 0;
      return;
    }
    this.deliver(JSON.parse(currentTarget.dataset.body));
    if (!this.secretValue) {
      for (const button of this.element.querySelectorAll("[data-body]")) button.setAttribute("aria-pressed", String(button === currentTarget));
    }
  }

  picked() { return [...this.element.querySelectorAll('[data-pick][aria-pressed="true"]')].map((b) => b.dataset.pick); }
  send() { this.deliver({ picks: this.picked() }); }

  rate({ currentTarget }) {
    for (const other of currentTarget.parentElement.children) other.setAttribute("aria-pressed", String(other === currentTarget));
    if (this.hasSendTarget) this.sendTarget.disabled = false;
  }
  sendRatings() {
    const ratings = {};
    for (const b of this.element.querySelectorAll('[data-rating][aria-pressed="true"]')) ratings[b.dataset.rating] = Number(b.dataset.value);
    this.deliver({ ratings });
  }

  // Nothing chosen is sent like a choice, so that nobody can tell the two apart; it takes back what was there.
  none() { this.deliver(null); }

  deliver(body) {
    outbox.put(this.partValue, this.roundValue, 0, body, { sideless: this.sidelessValue });
    if (body === null && this.element.dataset.asksSide !== undefined) { store.remove("side"); store.remove("asked-side"); }
    if (!this.secretValue) return;
    store.set(`done.${this.key}`, true);
    this.clear();
    turn(this.waitTarget, this.askTarget);
  }

  again() { turn(this.askTarget, this.waitTarget); }
  clear() {
    for (const b of this.element.querySelectorAll('[aria-pressed="true"]')) b.setAttribute("aria-pressed", "false");
    if (this.hasSendTarget) this.sendTarget.disabled = true;
  }
}
