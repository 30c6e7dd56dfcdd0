// @ts-check

/** Redraws `[data-poll]` from the page's own address until the server answers without it, then reloads. */
export function poll() {
  const part = document.querySelector("[data-poll]");
  if (part) setTimeout(() => redraw(part), 1000 * Number(part.getAttribute("data-poll") || 2));
}

/** @param {Element} part */
async function redraw(part) {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-poll]");
    if (!fresh) return location.reload();
    part.replaceWith(fresh);
  } catch {
    part.querySelector("[data-poll-lost]")?.removeAttribute("hidden");
  }
  poll();
}
