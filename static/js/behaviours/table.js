// table: what this phone alone is told of its table. Asked for again whenever somebody sits elsewhere, and now and then
// by those who read along while their scribe writes.
import { Controller, api, lately, parsed, word } from "../lent.js";

const READING = 10000; // milliseconds between two looks at what the scribe has written
const SPREAD = 1000; // over which the phones of a room ask when somebody was seated

export class Table extends Controller {
  static targets = ["page"];
  static values = { part: String, round: Number };

  connect() {
    this.key = `${this.partValue}/${this.roundValue}`;
    this.look = () => {
      const { seated, texts } = lately();
      const seen = `${seated}/${texts}`, before = this.seen;
      if (seen === before) return;
      this.seen = seen;
      if (before === undefined) this.fetch(); else this.soon(SPREAD * Math.random());
    };
    document.addEventListener("frames", this.look);
    this.look();
  }
  disconnect() { clearTimeout(this.timer); document.removeEventListener("frames", this.look); }

  soon(milliseconds) { clearTimeout(this.timer); this.timer = setTimeout(() => this.fetch(), milliseconds); }

  async fetch() {
    clearTimeout(this.timer);
    const reply = await api("GET", `/api/parts/${this.key}/mine`);
    if (!this.element.isConnected || !this.hasPageTarget) return; // the same element may be another page by now
    if (reply.ok) this.draw(parsed(reply.data.html));
    const again = reply.ok ? this.pageTarget.querySelector("[data-reads]") : reply.status !== 409;
    if (again) this.soon(READING * (0.8 + 0.4 * Math.random()));
  }

  draw(fresh) { this.pageTarget.replaceChildren(fresh); }

  foot(page) { return page.querySelector("[data-foot]"); }

  pen() { this.ask("POST", "pen"); }
  help({ currentTarget: { dataset } }) { this.ask("PUT", "help", { on: dataset.on === "true" }); }
  async ask(method, what, body) {
    const reply = await api(method, `/api/parts/${this.partValue}/${what}`, body);
    if (reply.ok) { this.fetch(); return; }
    const line = document.getElementById("status");
    line.hidden = false;
    line.textContent = word(reply.status === 0 ? "offline" : reply.data && reply.data.error);
  }
}
