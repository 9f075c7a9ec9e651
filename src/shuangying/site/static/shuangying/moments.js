/** Instants: typed the county's way; where one points with a finger, the device's own picker. */

/** Gives the fields of instants within an element the device's picker on touch screens. @param {ParentNode} within */
export function askForMoments(within) {
  if (!matchMedia("(pointer: coarse)").matches) return;
  for (const field of within.querySelectorAll("input[data-moment]")) {
    if (!(field instanceof HTMLInputElement) || field.getAttribute("aria-invalid")) continue;
    const value = field.value.trim();
    if (value && !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(value)) continue;
    field.type = "datetime-local";
    field.value = value.replace(" ", "T");
  }
}
