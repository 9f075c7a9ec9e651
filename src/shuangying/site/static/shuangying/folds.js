/** Fields of work in the rail: what a person folds stays folded, kept in a cookie so that pages come so at once. */

const YEAR = 365 * 86400;
const COOKIE = "rail";

/** @returns {Map<string, boolean>} Which fields the person has opened or closed. */
function kept() {
  const words = (document.cookie.match(/(?:^|; )rail=([^;]*)/)?.[1] ?? "").split(".").filter(Boolean);
  return new Map(words.map((word) => [word.replace(/^-/, ""), !word.startsWith("-")]));
}

/** Remembers which fields are open. */
export function keepFolds() {
  for (const fold of document.querySelectorAll("details[data-fold]")) {
    if (!(fold instanceof HTMLDetailsElement)) continue;
    const summary = fold.querySelector("summary");
    summary?.addEventListener("click", () => {
      const open = kept().set(fold.dataset.fold ?? "", !fold.open);
      const words = [...open].map(([id, isOpen]) => (isOpen ? id : `-${id}`));
      document.cookie = `${COOKIE}=${words.join(".")}; path=/; max-age=${YEAR}; SameSite=Lax`;
    });
  }
}
