// control: an announcement, and a part that is not in the plan. Fields name themselves; no kind is known here.
import { Controller } from "@hotwired/stimulus";
import { command } from "./console_command.js";

const shapes = {
  number: (text) => Number(text),
  lines: (text) => text.split("\n").map((line) => line.trim()).filter(Boolean),
};

export class ConsoleControl extends Controller {
  static targets = ["words", "screen", "field", "said"];

  async announce() {
    const words = this.wordsTarget.value.trim();
    if (!words) { this.wordsTarget.focus(); return; }
    if (await command({ name: "announce", words, screen: this.screenTarget.checked })) this.wordsTarget.value = "";
  }

  async insert({ currentTarget }) {
    const fields = {};
    for (const { value, dataset } of this.fieldTargets) {
      const text = value.trim();
      if (text) fields[dataset.field] = dataset.shape ? shapes[dataset.shape](text) : text;
    }
    const kind = currentTarget.closest("[data-kind]").dataset.kind;
    const done = await command({ name: "insert", after: "current", kind, fields });
    this.saidTarget.hidden = !done;
    if (done) for (const field of this.fieldTargets) field.value = field.defaultValue;
  }
}
