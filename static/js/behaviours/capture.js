// capture: the form of a table. While this phone holds the pen its page is not drawn anew, so that nothing typed is lost.
import { outbox, store } from "../lent.js";
import { Table } from "./table.js";

export class Capture extends Table {
  connect() {
    this.received = ({ detail: { key, body } }) => {
      if (!key.startsWith(this.key) || !body) return;
      if (JSON.stringify(this.fields()) === JSON.stringify(body.fields)) this.forget();
    };
    document.addEventListener("received", this.received);
    super.connect();
  }
  disconnect() { super.disconnect(); document.removeEventListener("received", this.received); }

  draw(fresh) {
    const [old, next] = [this.pageTarget, fresh].map((page) => page.querySelector("[data-holds]"));
    if (old && next && old.dataset.seat === next.dataset.seat) return;
    super.draw(fresh);
    if (!next) { this.forget(); return; } // somebody else writes now
    const typed = store.get(`done.${this.key}/form`) || {};
    for (const paper of this.papers) if (paper.dataset.field in typed) paper.value = typed[paper.dataset.field];
  }

  get papers() { return this.pageTarget.querySelectorAll("[data-field]"); }
  forget() { store.remove(`done.${this.key}/form`); store.remove(`draft.${this.key}`); }
  kept() {
    const words = Object.fromEntries([...this.papers].map((paper) => [paper.dataset.field, paper.value]));
    store.set(`done.${this.key}/form`, words);
    store.set(`draft.${this.key}`, Object.values(words).filter(Boolean).join("\n"));
  }

  pick({ currentTarget }) {
    const { most } = currentTarget.parentElement.dataset;
    const taken = currentTarget.parentElement.querySelectorAll('[aria-pressed="true"]');
    const on = currentTarget.getAttribute("aria-pressed") !== "true";
    if (on && taken.length >= Number(most) && most !== "1") return;
    if (on && most === "1") for (const other of taken) other.setAttribute("aria-pressed", "false");
    currentTarget.setAttribute("aria-pressed", String(on));
  }

  fields() {
    const found = {};
    for (const paper of this.papers) found[paper.dataset.field] = paper.value.trim();
    for (const group of this.pageTarget.querySelectorAll("[data-picks]")) found[group.dataset.picks] = [...group.querySelectorAll('[aria-pressed="true"]')].map((one) => one.dataset.pick);
    return found;
  }
  save() { this.put(false); }
  done() { this.put(true); }
  put(done) { outbox.put(this.partValue, this.roundValue, 0, { fields: this.fields(), done }, { sideless: true }); }
}
