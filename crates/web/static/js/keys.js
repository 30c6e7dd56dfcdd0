// @ts-check

/** Up and down (or k and j) walk the first links of the rows of `[data-keys]`; Enter follows as always. */
export function arrowKeys() {
  for (const table of document.querySelectorAll("[data-keys]")) {
    table.addEventListener("keydown", (event) => {
      const key = /** @type {KeyboardEvent} */ (event).key;
      const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[key];
      const at = /** @type {HTMLElement} */ (event.target);
      if (!step || at.matches("input, select, textarea")) return;
      /** @type {HTMLElement[]} */
      const links = [...table.querySelectorAll("tbody tr")].flatMap((row) => row.querySelector("a") ?? []);
      const now = links.findIndex((link) => link.closest("tr") === at.closest("tr"));
      const next = links[now + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }
}
