// table: what this phone alone is told of its table. Asked for again whenever somebody sits elsewhere, and now and then
// by those who read along while their scribe writes.
import { Controller, api, lately, parsed } from "../lent.js";

const READING = 10000; // milliseconds between two looks at what the scribe has written

export class Table extends Controller {
  static targets = ["page"];
  static values = { part: String, round: Number };

  connect() {
    this.key = `${this.partValue}/${this.roundValue}`;
    this.look = () => {
      const { seated, texts } = lately();
      const seen = `${seated}/${texts}`;
      if (seen !== this.seen) { this.seen = seen; this.fetch(); }
    };
    document.addEventListener("frames", this.look);
    this.look();
  }
  disconnect() { clearTimeout(this.timer); document.removeEventListener("frames", this.look); }

  async fetch() {
    clearTimeout(this.timer);
    const reply = await api("GET", `/api/parts/${this.key}/mine`);
    if (!this.element.isConnected || !this.hasPageTarget) return; // the same element may be another page by now
    if (reply.ok) this.draw(parsed(reply.data.html));
    const again = reply.ok ? this.pageTarget.querySelector("[data-reads]") : reply.status !== 409;
    if (again) this.timer = setTimeout(() => this.fetch(), READING * (0.8 + 0.4 * Math.random()));
  }

  draw(fresh) { this.pageTarget.replaceChildren(fresh); }

  pen() { api("POST", `/api/parts/${this.partValue}/pen`); }
  help({ currentTarget }) { api("PUT", `/api/parts/${this.partValue}/help`, { on: currentTarget.dataset.on === "true" }); }
}
