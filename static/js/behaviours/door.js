// door: language, text size, and the one tap that takes a seat.
import { Controller } from "@hotwired/stimulus";
import { api, useToken, word } from "../api.js";
import { leaveNothing } from "../drafts.js";
import { store, taste } from "../store.js";

// A seat for somebody without a phone: only a browser that holds the console gets it.
function entered() { useToken(taste.get("console")); return api("POST", "/api/console/entry"); }

export class Door extends Controller {
  static targets = ["enter", "problem", "ticket"];

  connect() {
    for (const b of this.element.querySelectorAll("[data-size]")) b.setAttribute("aria-pressed", String(b.dataset.size === (taste.get("size") || "normal")));
    this.scanned();
  }

  // A ticket that was scanned: out of the address bar, into the field, where its owner can compare it.
  scanned() {
    if (!this.hasTicketTarget || location.hash.length < 2) return;
    this.ticketTarget.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname + location.search);
  }

  language({ currentTarget }) {
    taste.set("lang", currentTarget.lang);
    const url = new URL(location.href);
    url.searchParams.set("lang", currentTarget.lang);
    if (this.hasTicketTarget && this.ticketTarget.value) url.hash = this.ticketTarget.value;
    location.replace(url.toString());
  }

  size({ currentTarget }) {
    taste.set("size", currentTarget.dataset.size);
    document.documentElement.dataset.size = currentTarget.dataset.size;
    for (const b of currentTarget.parentElement.children) b.setAttribute("aria-pressed", String(b === currentTarget));
  }

  async enter() {
    const body = { code: document.body.dataset.code };
    if (this.hasTicketTarget) body.ticket = this.ticketTarget.value;
    const was = store.get("token") || store.get("was");
    this.enterTarget.disabled = true;
    const reply = await (document.body.dataset.entry === undefined ? api("POST", "/api/join", body, was ? { "X-Token": was } : {}) : entered());
    this.enterTarget.disabled = false;
    if (reply.ok) {
      if (was && reply.data.seat === "new") for (const key of store.keys("")) store.remove(key); // another seat: another person
      store.remove("was");
      store.set("token", reply.data.token);
      this.problemTarget.hidden = true;
      if (this.hasTicketTarget) this.ticketTarget.value = "";
      document.dispatchEvent(new CustomEvent("joined", { detail: reply.data.token }));
    } else {
      // Asleep at the seal: what it kept for the evening goes now.
      if (reply.data && reply.data.error === "sealed") leaveNothing();
      this.problemTarget.hidden = false;
      this.problemTarget.textContent = word(reply.status === 0 ? "offline" : reply.data && reply.data.error);
    }
  }
}
