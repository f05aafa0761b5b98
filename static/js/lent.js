// What later.js borrows from the phone that fetched it: one store and one outbox, not a second one of each.
export const { Controller, api, came, lately, outbox, parsed, store, tab, word } = window.facilitator;
