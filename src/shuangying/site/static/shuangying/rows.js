/** Rows of a register: a click opens the row, ticked rows bring up the bar of what can be done with them. */

/** Lets every row with an address be clicked, and counts what is selected. */
export function selectRows() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.target.closest("a, button, input, label, select, summary, .select-cell")) return;
    const row = event.target.closest("tr[data-url]");
    if (!(row instanceof HTMLElement) || !row.dataset.url || getSelection()?.toString()) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.url, "_blank", "noopener");
    else location.assign(row.dataset.url);
  });
  document.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.type !== "checkbox") return;
    if (event.target.matches("[data-select-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-select-all], [data-select]")) showSelection();
  });
}

/** @returns {HTMLInputElement[]} */
function boxes() {
  return [...document.querySelectorAll("input[data-select]")].filter((box) => box instanceof HTMLInputElement);
}

/** Marks the ticked rows and shows their number. */
export function showSelection() {
  const ticked = boxes().filter((box) => box.checked);
  for (const box of boxes()) box.closest("tr")?.classList.toggle("is-chosen", box.checked);
  for (const bar of document.querySelectorAll("[data-bulk]")) {
    if (bar instanceof HTMLElement) bar.hidden = ticked.length === 0;
    const count = bar.querySelector("[data-selected]");
    if (count) count.textContent = String(ticked.length);
  }
}
