// groups: whether this person sits at a table, with whom rather not, and then at which.
import { outbox, store } from "../lent.js";
import { turn } from "../turn.js";
import { Table } from "./table.js";

export class Groups extends Table {
  static targets = ["page", "ask", "wait", "apart", "own"];

  connect() {
    super.connect();
    if (this.hasWaitTarget && store.get(`done.${this.key}`)) turn(this.waitTarget, this.askTarget);
  }

  here() {
    const apart = (this.apartTarget.value.match(/\d+/g) || []).slice(0, 2).map(Number);
    this.sit({ here: true, apart, own_case: this.hasOwnTarget && this.ownTarget.checked });
  }
  out() { this.sit({ here: false }); }
  sit(body) {
    outbox.put(this.partValue, this.roundValue, 0, body);
    store.set(`done.${this.key}`, true);
    turn(this.waitTarget, this.askTarget);
  }
  again() { turn(this.askTarget, this.waitTarget); }
}
