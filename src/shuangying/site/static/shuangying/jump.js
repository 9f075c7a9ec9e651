/** The search box jumps to registers and figures by name, initials or id; without it the form searches. */

import { suggest } from "./suggest.js";

/**
 * @typedef {{ label: string, note: string, url: string, keys: string }} Name
 */

const MOST = 8;

/** @type {Promise<Name[]> | undefined} */
let asked;

/** All names that the person may open, asked for once a page. @param {string} address @returns {Promise<Name[]>} */
function names(address) {
  asked ??= fetch(address, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { names: [] }))
    .then((answer) => answer.names)
    .catch(() => []);
  return asked;
}

/**
 * The names with all the words, those that begin with them first.
 *
 * @param {Name[]} all
 * @param {string} text
 */
function matching(all, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found = all.filter((name) => words.every((word) => name.keys.includes(word)));
  const rank = (/** @type {Name} */ name) => (` ${name.keys}`.includes(` ${words[0]}`) ? 0 : 1);
  return found.sort((one, other) => rank(one) - rank(other)).slice(0, MOST);
}

/** Lets each search box offer names as one types. */
export function jumpToNames() {
  for (const box of document.querySelectorAll("input[data-names]")) {
    if (!(box instanceof HTMLInputElement)) continue;
    const address = box.dataset.names ?? "";
    const find = async (/** @type {string} */ text) =>
      matching(await names(address), text).map(({ label, note, url }) => ({ label, note, value: url }));
    suggest(box, find, (offer) => location.assign(offer.value));
    box.addEventListener("focus", () => names(address));
  }
}
