// console-keys: arrows, the two keys of a clicker (PageDown, PageUp), R and B, unless somebody is typing. In right-to-left, left is next.
import { Controller } from "@hotwired/stimulus";

export class ConsoleKeys extends Controller {
  connect() {
    this.press = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
      const rtl = document.documentElement.dir === "rtl";
      const names = { ArrowRight: rtl ? "back" : "next", ArrowLeft: rtl ? "next" : "back", PageDown: "next", PageUp: "back", r: "reveal", R: "reveal", b: "black", B: "black" };
      const wanted = names[event.key];
      const button = wanted && document.querySelector(`[data-key="${wanted}"]`);
      if (button && button.getAttribute("aria-disabled") !== "true") { event.preventDefault(); button.click(); }
    };
    document.addEventListener("keydown", this.press);
  }
  disconnect() { document.removeEventListener("keydown", this.press); }
}
