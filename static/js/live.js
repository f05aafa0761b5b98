// Frames: the first by GET, later ones pushed; each is morphed in. Snapshot first, newest wins, and every frame set
// that was applied is acknowledged with a sync.
import { io } from "socket.io-client";
import { Idiomorph } from "idiomorph";
import { api, language, token, useToken } from "./api.js";

const policy = window.trustedTypes
  ? window.trustedTypes.createPolicy("facilitator-frames", { createHTML: (html) => html })
  : { createHTML: (html) => html };

export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content;
}

// What a person is working on is left alone: an element with the same data-keep is never touched by a push, and a fold
// stays as they put it, even if the push comes before anybody heard of it.
const callbacks = {
  beforeNodeMorphed: (old, fresh) =>
    !(old.dataset && old.dataset.keep && fresh.dataset && fresh.dataset.keep === old.dataset.keep),
  beforeAttributeUpdated: (name, node) => !(name === "open" && node.dataset.keepOpen !== undefined),
};

// A field that somebody is writing in keeps its words and its caret; whatever else has the focus is drawn anew like the
// rest, or the button that was just pressed would go on saying what it said before.
const WRITTEN_IN = "textarea, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range]), [contenteditable]";

function morph(region, html) {
  const { activeElement } = document;
  Idiomorph.morph(region, [...parsed(html).childNodes], { morphStyle: "innerHTML", ignoreActiveValue: activeElement.matches(WRITTEN_IN), callbacks });
  if (document.activeElement !== activeElement && activeElement.id) document.getElementById(activeElement.id)?.focus({ preventScroll: true });
}

let have = { epoch: null, rev: -1, beat: -1 };
export let now = {};

function apply(payload) {
  const same = payload.epoch === have.epoch;
  if (same && (payload.rev < have.rev || (payload.rev === have.rev && payload.beat < have.beat))) return;
  have = { epoch: payload.epoch, rev: payload.rev, beat: payload.beat };
  now = payload.now;
  for (const [name, html] of Object.entries(payload.frames)) {
    const region = document.getElementById(`frame-${name}`);
    if (region) morph(region, html);
  }
  document.dispatchEvent(new CustomEvent("frames", { detail: payload }));
}

export function startLive({ audience, unsent = () => false, refused = () => {} }) {
  let socket = null;

  const sync = () => {
    if (socket && socket.connected) socket.emit("sync", { epoch: have.epoch || "", rev: have.rev, beat: have.beat, unsent: unsent() });
  };
  const load = async () => {
    const reply = await api("GET", `/api/${audience}/frames`);
    if (reply.ok) apply(reply.data);
    else if (reply.status === 401 || reply.status === 403) { useToken(null); refused(reply.data && reply.data.error); }
    return reply.ok;
  };
  // Back after a new seat was taken: the line may have ended with the old one.
  const again = async () => { await load(); if (socket && !socket.connected) socket.connect(); else sync(); };
  const line = (up) => document.dispatchEvent(new CustomEvent("line", { detail: { up } }));

  function connect() {
    socket = io({
      transports: ["websocket"], auth: (give) => give({ token: token(), audience, lang: language() }),
      reconnectionDelay: 300, reconnectionDelayMax: 3000, randomizationFactor: 0.7, timeout: 8000,
    });
    socket.on("connect", () => line(true));
    socket.on("disconnect", (why) => { line(false); if (why === "io server disconnect") setTimeout(() => socket.connect(), 1000); });
    socket.on("connect_error", () => {
      line(false);
      if (!socket.active) load().then((ok) => { if (ok) setTimeout(() => socket.connect(), 2000 + 2000 * Math.random()); }); // refused: 401 says the seat is gone
    });
    socket.on("continued", () => { socket.disconnect(); useToken(null); refused("continued_elsewhere"); });
    socket.on("frames", (payload) => { apply(payload); sync(); });
  }

  const wake = async () => {
    if (document.visibilityState === "hidden") return;
    if (socket && socket.connected) sync(); else { await load(); if (socket) socket.connect(); }
  };
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", (event) => { if (event.persisted) wake(); });

  // First paint does not wait for the socket; a whole room does not connect in the same instant.
  const ready = load().then((ok) => { setTimeout(connect, Math.random() * (ok ? 700 : 1500)); return ok; });
  return { ready, sync, load, again };
}
