// safeguard: a neutral note to every phone. invite: a link for one more console. watch: names and words of tonight.
import { Controller } from "@hotwired/stimulus";
import { api, word } from "../api.js";
import { parsed } from "../live.js";
import { command } from "./console_command.js";

const dialog = (id) => document.getElementById(id);

export class ConsoleSafeguard extends Controller {
  static targets = ["note"];

  open({ currentTarget }) {
    dialog("safeguard").dataset.text = currentTarget.dataset.text;
    dialog("safeguard").showModal();
  }
  shut() { dialog("safeguard").close(); }
  async pin() {
    const { text } = dialog("safeguard").dataset;
    const note = this.noteTarget.value;
    if (await command({ name: "safeguard", note, ...(text ? { text } : {}) })) this.shut();
  }
}

export class ConsoleInvite extends Controller {
  async ask({ currentTarget }) {
    const reply = await api("POST", "/api/console/invitations", { role: currentTarget.dataset.role });
    if (!reply.ok) {
      const line = document.getElementById("status");
      line.hidden = false;
      line.textContent = word(reply.status === 0 ? "offline" : reply.data && reply.data.error);
      return;
    }
    document.getElementById("invitation-body").replaceChildren(parsed(reply.data.html));
    dialog("invitation").showModal();
  }
}

const lines = (field) => [...new Set(field.value.split("\n").map((line) => line.trim()).filter(Boolean))];

export class ConsoleWatch extends Controller {
  static targets = ["names", "words"];

  async save() {
    if (await command({ name: "watch", names: lines(this.namesTarget), words: lines(this.wordsTarget) })) this.element.open = false;
  }
}
