// keep: a folded part that somebody opened stays open through every push.
export function keepOpen() {
  const open = new Set();
  document.addEventListener("toggle", ({ target }) => {
    if (target.dataset.keepOpen === undefined) return;
    if (target.open) open.add(target.id); else open.delete(target.id);
  }, true);
  document.addEventListener("frames", () => {
    for (const id of open) {
      const fold = document.getElementById(id);
      if (fold && !fold.open) fold.open = true;
    }
  });
}
