// @ts-check

// Word's 字数: a Han character or full-width mark counts one, an unbroken run of anything else counts one.
const WORD = /[\p{Script=Han}\u3001-\u303f\uff01-\uff60\uffe0-\uffe6\u2014\u2018\u2019\u201c\u201d\u2026\u00b7]|[^\s\p{C}\p{Script=Han}\u3001-\u303f\uff01-\uff60\uffe0-\uffe6\u2014\u2018\u2019\u201c\u201d\u2026\u00b7]+/gu;

/** @param {string} text */
export function characters(text) {
  return text.match(WORD)?.length ?? 0;
}

/** Keeps `<output>` beside each `textarea[data-at-least]` up to date. */
export function countCharacters() {
  for (const area of /** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll("textarea[data-at-least]"))) {
    const out = document.getElementById(`${area.id}-count`);
    if (!out) continue;
    const least = Number(area.dataset.atLeast);
    const show = () => {
      const n = characters(area.value);
      const rest = n < least ? `还差 ${(least - n).toLocaleString("zh-CN")} 字` : "已够";
      out.textContent = `已写 ${n.toLocaleString("zh-CN")} 字，${rest}`;
    };
    area.addEventListener("input", show);
    show();
  }
}
