// The start page: a tap on a plan runs it and leads to its console.
import { api, useToken, word } from "./api.js";

export function offerPlans(page) {
  useToken(new URLSearchParams(location.hash.slice(1)).get("k"));
  page.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-plan]");
    if (!button) return;
    const reply = await api("POST", "/api/plans", { plan: Number(button.dataset.plan) });
    if (reply.ok) { location.replace(reply.data.console_url); return; }
    const line = document.getElementById("status");
    line.hidden = false;
    line.textContent = word(reply.data ? reply.data.error : "offline");
  });
}
