// door: language, text size, and the one tap that takes a seat.
import { Controller } from "@hotwired/stimulus";
import { api, word } from "../api.js";
import { leaveNothing } from "../drafts.js";
import { store, taste } from "../store.js";

export class Door extends Controller {
  static targets = ["enter", "problem"];

  connect() {
    for (const b of this.element.querySelectorAll("[data-size]")) b.setAttribute("aria-pressed", String(b.dataset.size === (taste.get("size") || "normal")));
  }

  language({ currentTarget }) {
    taste.set("lang", currentTarget.lang);
    const url = new URL(location.href);
    url.searchParams.set("lang", currentTarget.lang);
    location.replace(url.toString());
  }

  size({ currentTarget }) {
    taste.set("size", currentTarget.dataset.size);
    document.documentElement.dataset.size = currentTarget.dataset.size;
    for (const b of currentTarget.parentElement.children) b.setAttribute("aria-pressed", String(b === currentTarget));
  }

  async enter() {
    this.enterTarget.disabled = true;
    const reply = await api("POST", "/api/join", { code: document.body.dataset.code });
    this.enterTarget.disabled = false;
    if (reply.ok) {
      store.set("token", reply.data.token);
      document.dispatchEvent(new CustomEvent("joined", { detail: reply.data.token }));
    } else {
      // Asleep at the seal: what it kept for the evening goes now.
      if (reply.data && reply.data.error === "sealed") leaveNothing();
      this.problemTarget.hidden = false;
      this.problemTarget.textContent = word(reply.status === 0 ? "offline" : reply.data && reply.data.error);
    }
  }
}
