// compose: the sheet. A draft survives a locked phone; a sent text never comes back; nothing is sent by itself.
import { Controller, outbox, store } from "../lent.js";
import { turn } from "../turn.js";
import { telling } from "../tells.js";

export class Compose extends Controller {
  static targets = ["write", "wait", "nudge", "paper", "count", "marked", "leave", "tick"];
  static values = { part: String, round: Number, slots: Number, words: String };

  connect() {
    this.slot = 0;
    this.prefix = `${this.partValue}/${this.roundValue}`;
    this.onRefused = ({ detail }) => { if (detail.startsWith(`${this.prefix}/`)) this.write(); };
    document.addEventListener("refused", this.onRefused);
    if (this.paperTargets.some((paper) => paper.value)) this.kept(); // typed before this behaviour was here
    this.write();
    if (this.done && !this.paperTarget.value) this.show(this.waitTarget);
  }
  disconnect() { document.removeEventListener("refused", this.onRefused); }

  get done() { return store.get(`done.${this.prefix}`); }
  get paper() { return this.paperTarget.value.trim(); }
  set paper(text) {
    this.paperTarget.value = text;
    this.kept();
  }

  kept() {
    const text = this.paperTarget.value;
    if (text) store.set(`draft.${this.prefix}`, text); else store.remove(`draft.${this.prefix}`);
    this.countTarget.textContent = String([...text].length);
  }

  begin({ currentTarget }) { this.paper = `${this.paper}\n${currentTarget.dataset.words}`.trim(); this.paperTarget.focus(); }

  // Looks for what could point to a person; the looking happens on the phone and nowhere else.
  ready() {
    const sheet = this.paper && telling(this.paper, this.wordsValue.split("\n"));
    if (sheet) { this.markedTarget.replaceChildren(...sheet); this.show(this.nudgeTarget); }
    else if (this.paper) this.send();
    else this.paperTarget.focus();
  }
  change() { this.show(this.writeTarget); this.paperTarget.focus(); }
  send() { this.deliver({ text: this.paper, ...this.ticks }, [this.slot]); }
  get ticks() { return this.hasTickTarget ? { ticks: this.tickTargets.flatMap(({ checked }, n) => (checked ? [n] : [])) } : {}; }
  nothing() { this.deliver({ nothing: true }, [this.slot]); }
  takeBack() { this.deliver({ nothing: true }, [...Array(this.slotsValue).keys()]); }

  deliver(body, slots, words) {
    for (const slot of slots) outbox.put(this.partValue, this.roundValue, slot, body, { sideless: true, words });
    store.set(`done.${this.prefix}`, true);
    this.leave();
  }
  leave() { this.paper = ""; for (const tick of this.tickTargets) tick.checked = false; this.markedTarget.replaceChildren(); this.show(this.waitTarget); }
  again() { this.slot = 0; this.write(); this.paperTarget.focus(); }
  another() { this.slot = outbox.free(this.prefix, this.slotsValue); this.write(); this.paperTarget.focus(); }
  write() { this.paper = store.get(`draft.${this.prefix}`) || ""; this.leaveTarget.hidden = !this.done; this.show(this.writeTarget); }
  show(side) { turn(side, this.writeTarget, this.nudgeTarget, this.waitTarget); }
}
