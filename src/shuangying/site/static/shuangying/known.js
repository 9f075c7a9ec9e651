/** Tells beside what is typed about a person whether that person is known; without it saving finds out. */

import { ask } from "./post.js";

/** Listens to the fields that name a record inline. */
export function tellKnown() {
  document.addEventListener("change", (event) => {
    const place = event.target instanceof Element ? event.target.closest("[data-known]") : null;
    if (place instanceof HTMLElement) tell(place);
  });
}

/** @param {HTMLElement} place a group of fields, or a line of a grid */
async function tell(place) {
  const text = place.querySelector("[data-known-text]");
  if (!(text instanceof HTMLElement)) return;
  const prefix = place.dataset.prefix ?? "";
  /** @type {Record<string, string>} */
  const values = {};
  for (const field of place.querySelectorAll("input[name], select[name]")) {
    if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.name.startsWith(prefix)) {
      values[field.name.slice(prefix.length)] = field.value;
    }
  }
  const answer = await ask(place.dataset.known ?? "", values);
  text.textContent = answer?.text ?? "";
  text.dataset.state = answer?.state ?? "";
}
