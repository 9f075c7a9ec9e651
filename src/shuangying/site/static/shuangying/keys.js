/** The keyboard: / or Ctrl-K search, j k rows, Enter open, e edit, x select, [ ] days, ? this list. */

import { showSelection } from "./rows.js";

/** True where letters are text. @param {EventTarget | null} target */
function writing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]") !== null;
}

/** @returns {HTMLAnchorElement[]} The links that name the rows, in the order of the page. */
function rowLinks() {
  return [...document.querySelectorAll("a[data-row]")].filter((link) => link instanceof HTMLAnchorElement);
}

/** Moves to another row. @param {number} step */
function move(step) {
  const links = rowLinks();
  if (links.length === 0) return;
  const row = document.activeElement?.closest("tr");
  const at = links.findIndex((link) => row && link.closest("tr") === row);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
  links[next].focus();
  links[next].closest("tr")?.scrollIntoView({ block: "nearest" });
}

/** Edits the row in focus, or what the page shows. */
function edit() {
  const row = document.activeElement?.closest("tr");
  const link = row?.querySelector("[data-edit]") ?? (row ? null : document.querySelector("a[data-key=e]"));
  const address = row instanceof HTMLElement && row.dataset.edit ? row.dataset.edit : link?.getAttribute("href");
  if (address) location.assign(address);
}

/** Ticks the row in focus. */
function tick() {
  const box = document.activeElement?.closest("tr")?.querySelector("input[data-select]");
  if (!(box instanceof HTMLInputElement)) return;
  box.checked = !box.checked;
  showSelection();
}

/** Shows the list of keys. */
function explain() {
  const list = document.querySelector("dialog[data-keys]");
  if (list instanceof HTMLDialogElement && !list.open) list.showModal();
}

/** Goes to the search box. */
function search() {
  const boxes = [...document.querySelectorAll("[data-search]")].filter((box) => box instanceof HTMLInputElement);
  boxes.find((box) => box.checkVisibility?.() ?? box.offsetParent)?.select();
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  "/": search,
  j: () => move(1),
  k: () => move(-1),
  e: edit,
  x: tick,
  "[": () => follow("["),
  "]": () => follow("]"),
  "?": explain,
};

/** Follows the link that a key stands for. @param {string} key */
function follow(key) {
  const link = document.querySelector(`a[data-key="${key}"]`);
  if (link instanceof HTMLAnchorElement) link.click();
}

/** Listens to single keys outside of text, and shows the entry that lists them. */
export function listenToKeys() {
  for (const button of document.querySelectorAll("[data-keys-open]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener("click", explain);
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      search();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target)) return;
    const act = ACTIONS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
