// park: a short text at any time. The draft outlives every batch; what was sent can be taken back until its batch goes.
import { Controller, outbox, store, word } from "../lent.js";

export class Park extends Controller {
  static targets = ["paper", "take", "said"];
  static values = { part: String, round: Number, slots: Number };

  connect() {
    if (this.paperTarget.value) this.kept(); // typed before this behaviour was here
    else this.paperTarget.value = store.get(`parked.${this.partValue}`) || "";
    this.draw();
  }
  roundValueChanged() { this.draw(); }

  get count() { return store.get(`done.${this.partValue}/${this.roundValue}`) || 0; }
  set count(n) { store.set(`done.${this.partValue}/${this.roundValue}`, n); this.draw(); }

  kept() { store.set(`parked.${this.partValue}`, this.paperTarget.value); }

  send() {
    const text = this.paperTarget.value.trim();
    if (!text) { this.paperTarget.focus(); return; }
    this.put(Math.min(this.count, this.slotsValue - 1), { text });
    this.count = Math.min(this.count + 1, this.slotsValue);
    this.paperTarget.value = "";
    this.kept();
  }
  takeBack() {
    for (let slot = 0; slot < this.count; slot += 1) this.put(slot, null);
    this.count = 0;
  }

  async put(slot, body) {
    this.saidTarget.textContent = word("unsent");
    const state = await outbox.put(this.partValue, this.roundValue, slot, body, { sideless: true });
    if (this.element.isConnected) this.saidTarget.textContent = word(state);
  }

  draw() { this.takeTarget.hidden = this.count === 0; }
}
