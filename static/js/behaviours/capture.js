// capture: the form of a table. While this phone holds the pen its page is not drawn anew, so that nothing typed is lost.
import { outbox, store } from "../lent.js";
import { Table } from "./table.js";

const holding = (page) => page.querySelector("[data-holds]");
const pressed = (tap) => tap.getAttribute("aria-pressed") === "true";
const press = (tap, on) => tap.setAttribute("aria-pressed", String(on));

export class Capture extends Table {
  connect() {
    this.received = ({ detail: { key, body } }) => { if (key.startsWith(this.key) && body && this.says(body.fields)) this.forget(); };
    document.addEventListener("received", this.received);
    super.connect();
  }
  disconnect() { super.disconnect(); document.removeEventListener("received", this.received); }

  draw(fresh) {
    const [old, next] = [holding(this.pageTarget), holding(fresh)];
    if (old && next && old.dataset.seat === next.dataset.seat) { this.foot(this.pageTarget).replaceWith(this.foot(fresh)); return; }
    let form = store.get(`done.${this.key}/form`);
    if (form && (!next || form.seat !== next.dataset.seat)) form = this.layAside();
    super.draw(fresh);
    if (!form) return;
    for (const paper of this.papers) paper.value = form.fields[paper.dataset.field] || "";
    for (const tap of this.taps) press(tap, (form.fields[tap.parentElement.dataset.picks] || []).includes(tap.dataset.pick));
  }

  get papers() { return [...this.pageTarget.querySelectorAll("[data-field]")]; }
  get taps() { return [...this.pageTarget.querySelectorAll("[data-picks] [data-pick]")]; }
  forget() { store.remove(`done.${this.key}/form`); store.remove(`draft.${this.key}`); }
  // Somebody else writes now: what was typed here and not shown stays to be copied, or read to them.
  layAside() {
    if (store.get(`draft.${this.key}`)) store.set(`late.${this.key}/${Date.now()}`, store.get(`draft.${this.key}`));
    this.forget();
    document.dispatchEvent(new Event("late"));
  }
  kept() {
    store.set(`done.${this.key}/form`, { seat: holding(this.pageTarget).dataset.seat, fields: this.fields() });
    store.set(`draft.${this.key}`, this.papers.map((paper) => paper.value).filter(Boolean).join("\n"));
  }
  pick({ currentTarget: tap }) {
    const { most } = tap.parentElement.dataset, taken = [...tap.parentElement.children].filter(pressed), on = !pressed(tap);
    if (on && taken.length >= Number(most) && most !== "1") return;
    if (on && most === "1") for (const other of taken) press(other, false);
    press(tap, on);
    this.kept();
  }
  fields() {
    const found = Object.fromEntries(this.papers.map((paper) => [paper.dataset.field, paper.value.trim()]));
    for (const tap of this.taps) (found[tap.parentElement.dataset.picks] ||= []).push(...(pressed(tap) ? [tap.dataset.pick] : []));
    return found;
  }
  says(fields) { return JSON.stringify(this.fields()) === JSON.stringify(fields); }
  save() { return this.put(false); }
  done() { return this.put(true); }
  async put(done) {
    const sending = { sideless: true, words: store.get(`draft.${this.key}`) };
    if (await outbox.put(this.partValue, this.roundValue, 0, { fields: this.fields(), done }, sending) === "not_scribe") this.layAside();
  }
}
