// The shelf of past workshops: searched while typing, one deleted after a second question.
import { api, word } from "../api.js";
import { parsed } from "../live.js";

const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export async function fillShelf(shelf) {
  const reply = await api("GET", "/api/console/past");
  if (reply.ok) shelf.replaceChildren(parsed(reply.data.html));
  return reply.ok;
}

export function searchable(page) {
  const field = page.querySelector("[type=search]");
  const found = page.querySelector("[data-found]");
  const sift = () => {
    const terms = folded(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const run of page.querySelectorAll("[data-find]")) {
      const words = folded(run.dataset.find);
      run.hidden = !terms.every((term) => words.includes(term));
      if (!run.hidden) count += 1;
    }
    for (const year of page.querySelectorAll("[data-year]")) year.hidden = !year.querySelector("[data-find]:not([hidden])");
    found.textContent = count;
  };
  field.addEventListener("input", sift);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    page.querySelector("[data-find]:not([hidden]) > .links a")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, dialog[open]")) return;
    event.preventDefault();
    field.focus();
  });
  sift();
  return sift;
}

export function deletable(page, dialog, after) {
  const line = document.getElementById("status");
  const say = (words) => { line.hidden = false; line.textContent = words; };
  page.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-delete]");
    if (!button) return;
    dialog.dataset.code = button.dataset.delete;
    dialog.querySelector("[data-named]").textContent = button.dataset.name;
    dialog.showModal();
  });
  dialog.addEventListener("click", async ({ target }) => {
    const answer = target.closest("[data-answer]");
    if (!answer) return;
    dialog.close();
    if (answer.dataset.answer !== "yes") return;
    const reply = await api("POST", "/api/console/purge", { code: dialog.dataset.code });
    await after();
    say(reply.ok ? dialog.dataset[reply.data.left ? "left" : "done"] : word(reply.data ? reply.data.error : "offline"));
  });
}
