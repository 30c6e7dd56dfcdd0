// @ts-check

/** Leaving a `form[data-guard]` with unsaved typing asks first. */
export function guardTyping() {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let typed = false;
    form.addEventListener("input", () => (typed = true));
    form.addEventListener("submit", () => (typed = false));
    window.addEventListener("beforeunload", (event) => {
      if (typed) event.preventDefault();
    });
  }
}
