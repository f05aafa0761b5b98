// edit: words of a part that is not yet open, the sides, the head count, the address. Only what was changed is sent.
import { Controller } from "@hotwired/stimulus";
import { command } from "./console_command.js";

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 50);
const changed = (field) => field.value !== field.defaultValue;

// An id that is not taken yet: from the words where they have Latin letters, else from a number.
function fresh(text, taken) {
  const base = plain(text) || "new";
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

export class ConsoleEdit extends Controller {
  static targets = ["field", "option", "side", "said"];
  static values = { part: String };

  async part() {
    const changes = {};
    for (const field of this.fieldTargets) if (changed(field)) changes[field.name] = field.value;
    if (this.optionTargets.some(changed)) changes.options = this.rows(this.optionTargets, (o, text, id) => ({ id, text }));
    if (!Object.keys(changes).length) return;
    this.done(await command({ name: "edit", part: this.partValue, changes }), [...this.fieldTargets, ...this.optionTargets]);
  }

  async sides() {
    const sides = this.rows(this.sideTargets, (s, name, id) => ({ ...JSON.parse(s.dataset.rest || "{}"), id, name }));
    this.done(await command({ name: "edit_sides", sides }), this.sideTargets);
  }

  // Empty rows fall out; a row without an id gets one that no other row has.
  rows(fields, shape) {
    const filled = fields.filter((f) => f.value.trim());
    const taken = new Set(filled.map((f) => f.dataset.id).filter(Boolean));
    return filled.map((f) => {
      if (!f.dataset.id) f.dataset.id = fresh(f.value, taken);
      return shape(f, f.value.trim(), f.dataset.id);
    });
  }

  heads({ currentTarget }) { const n = Number(currentTarget.value); if (currentTarget.value && Number.isInteger(n) && n >= 0) command({ name: "heads", heads: n }); }
  address({ currentTarget }) { command({ name: "address", address: currentTarget.value }); }

  done(ok, fields) {
    if (ok) for (const field of fields) field.defaultValue = field.value;
    if (this.hasSaidTarget) this.saidTarget.hidden = !ok;
  }
}
