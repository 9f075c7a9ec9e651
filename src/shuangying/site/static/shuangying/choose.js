/** Fields in which one of many records or divisions is chosen by typing; without it the text itself is sent. */

import { ask } from "./post.js";
import { suggest } from "./suggest.js";

/** Lets the choosing fields within an element offer what may be chosen. @param {ParentNode} within */
export function chooseByTyping(within) {
  for (const place of within.querySelectorAll("[data-choose]")) {
    const [value, shown, box] = place.querySelectorAll("input");
    if (!(place instanceof HTMLElement) || !box) continue;
    const find = async (/** @type {string} */ text) =>
      (await ask(place.dataset.choose ?? "", { q: text === shown.value ? "" : text }))?.choices ?? null;
    const take = (/** @type {import("./suggest.js").Offer} */ offer) => {
      value.value = offer.value;
      shown.value = box.value = offer.label;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    };
    suggest(box, find, take, { atOnce: true, none: document.body.dataset.nothingFound });
  }
}
