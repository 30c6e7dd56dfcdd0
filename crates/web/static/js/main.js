// @ts-check
// The garnish: every page works without it.
import { poll } from "./progress.js";
import { countCharacters } from "./count.js";
import { arrowKeys } from "./keys.js";
import { guardTyping } from "./guard.js";

poll();
countCharacters();
arrowKeys();
guardTyping();

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
// The summary of errors is what a reader must hear first.
/** @type {HTMLElement | null} */ (document.querySelector(".errors"))?.focus();
