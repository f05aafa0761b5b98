// door: language, text size, and the one tap that takes a seat.
import { Controller } from "@hotwired/stimulus";
import { api, useToken, word } from "../api.js";
import { store, taste } from "../store.js";

// A seat for somebody without a phone: only a browser that holds the console gets it.
function entered() { useToken(taste.get("console")); return api("POST", "/api/console/entry"); }

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
    const reply = await (document.body.dataset.entry === undefined ? api("POST", "/api/join", { code: document.body.dataset.code }) : entered());
    this.enterTarget.disabled = false;
    if (reply.ok) {
      store.set("token", reply.data.token);
      document.dispatchEvent(new CustomEvent("joined", { detail: reply.data.token }));
    } else {
      this.problemTarget.hidden = false;
      this.problemTarget.textContent = word(reply.status === 0 ? "offline" : reply.data && reply.data.error);
    }
  }
}
