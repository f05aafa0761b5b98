// Fetches later.js: soon after the first page stands, at once when a page needs it, and again until it is here.
// Until then such a page is inert: a tap that nobody hears would look like an answer.
import { Controller } from "@hotwired/stimulus";
import { api, word } from "./api.js";
import { now, parsed } from "./live.js";
import { outbox, pause } from "./outbox.js";
import { store, tab } from "./store.js";

const SOON = 4000;
const PATIENCE = 8000;

export function bring(application, known) {
  let here = false;
  let asked = null;
  const needs = (page) => page.dataset.controller.split(" ").some((name) => name && !known.includes(name));
  const waiting = () => [...document.querySelectorAll("[data-controller]")].filter(needs);
  const line = (up) => document.dispatchEvent(new CustomEvent("line", { detail: { up } }));

  const came = (behaviours) => {
    if (here) return;
    here = true;
    for (const page of waiting()) page.inert = false;
    for (const [name, behaviour] of Object.entries(behaviours)) application.register(name, behaviour);
  };
  window.facilitator = { Controller, api, came, lately: () => now, outbox, parsed, store, tab, word };

  async function fetched() {
    for (let tries = 0; !here; tries += 1) {
      try {
        // Another address each time, since a browser may remember that a module failed.
        await Promise.race([import(`${document.body.dataset.later}?${tries}`), new Promise((_, no) => setTimeout(no, PATIENCE))]);
        if (tries && waiting().length) line(true);
      } catch {
        if (waiting().length) line(false);
        await pause(Math.random() * Math.min(10000, 300 * 2 ** tries));
      }
    }
  }
  const need = () => { asked = asked || fetched(); };

  // What lies folded away has time until the rest is fetched, or until it is unfolded.
  const look = () => {
    const pages = here ? [] : waiting();
    for (const page of pages) page.inert = true;
    if (pages.some((page) => !page.closest("details:not([open])"))) need();
  };
  document.addEventListener("frames", look);
  document.addEventListener("toggle", look, true);
  setTimeout(need, SOON * (1 + Math.random()));
}
