// Turns a page over inside a part: one side is seen, the others are hidden, and whoever was on a hidden side goes along.
export function turn(shown, ...others) {
  const hidden = others.filter((side) => side !== shown);
  const was = hidden.some((side) => side.contains(document.activeElement));
  for (const side of hidden) side.hidden = true;
  shown.hidden = false;
  window.scrollTo(0, 0);
  const title = was && shown.querySelector("h1");
  if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); }
}
