// The screen: read-only, with a key of its own from the address's fragment.
import { Application } from "@hotwired/stimulus";
import { useToken } from "./api.js";
import { startLive } from "./live.js";
import { taste } from "./store.js";
import { Clock } from "./behaviours/clock.js";

Application.start().register("clock", Clock);

const given = new URLSearchParams(location.hash.slice(1)).get("t");
if (given) {
  taste.set("screen", given);
  history.replaceState(null, "", location.pathname + location.search); // the key leaves the address bar
}
const key = given || taste.get("screen");
const hint = document.getElementById("no-key");
if (key) {
  useToken(key);
  const live = startLive({ audience: "screen", refused: () => { hint.hidden = false; } });
  live.ready.then((ok) => { if (ok) hint.hidden = true; });
} else {
  hint.hidden = false;
}
