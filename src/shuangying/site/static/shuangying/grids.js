/** Lines of parts in a form: Enter goes down and opens new lines, Ctrl-Enter saves, lines of a spreadsheet are pasted, new lines are dropped. */

import { chooseByTyping } from "./choose.js";
import { askForMoments } from "./moments.js";

const LATER = "__line__";
const MOST_LINES = 400;

/** @typedef {HTMLInputElement | HTMLSelectElement} Cell */

/** Brings the grids of the page to life. */
export function fillGrids() {
  for (const grid of document.querySelectorAll("[data-grid]")) if (grid instanceof HTMLElement) bring(grid);
}

/** @param {HTMLElement} grid */
function bring(grid) {
  for (const hidden of grid.querySelectorAll("[data-add-line], [data-drop-line]")) hidden.removeAttribute("hidden");
  grid.querySelector("[data-add-line]")?.addEventListener("click", () => cells(addLine(grid))[0]?.focus());
  grid.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-drop-line]") : null;
    if (button) dropLine(grid, /** @type {HTMLTableRowElement} */ (button.closest("tr")));
  });
  grid.addEventListener("keydown", (event) => {
    const cell = cellOf(event.target);
    if (!cell || event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) cell.form?.requestSubmit();
    else below(grid, cell, event.shiftKey ? -1 : 1);
  });
  grid.addEventListener("paste", (event) => {
    const cell = cellOf(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n\r]/.test(text.trim())) return;
    event.preventDefault();
    fill(grid, cell, text);
  });
  grid.addEventListener("input", (event) => {
    const details = event.target instanceof Element ? event.target.closest("details") : null;
    if (details && event.target instanceof HTMLInputElement) {
      details.closest("tr")?.classList.toggle("line-removed", event.target.value.trim() !== "");
    }
  });
}

/** @param {EventTarget | null} target @returns {Cell | null} */
function cellOf(target) {
  const cell = target instanceof Element ? target.closest("[data-column]") : null;
  return cell instanceof HTMLInputElement || cell instanceof HTMLSelectElement ? cell : null;
}

/** @param {HTMLElement} grid @returns {HTMLTableRowElement[]} */
function lines(grid) {
  return [...grid.querySelectorAll("tbody tr")].filter((line) => line instanceof HTMLTableRowElement);
}

/** @param {Element} line @returns {Cell[]} */
function cells(line) {
  return [...line.querySelectorAll("[data-column]")].map((cell) => /** @type {Cell} */ (cell));
}

/** Adds a line at the end. @param {HTMLElement} grid @returns {HTMLTableRowElement} */
function addLine(grid) {
  const template = /** @type {HTMLTemplateElement} */ (grid.querySelector("template"));
  const number = Number(grid.dataset.next);
  grid.dataset.next = String(number + 1);
  const body = /** @type {HTMLElement} */ (grid.querySelector("tbody"));
  body.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll(LATER, String(number)));
  const line = /** @type {HTMLTableRowElement} */ (body.lastElementChild);
  for (const hidden of line.querySelectorAll("[data-drop-line]")) hidden.removeAttribute("hidden");
  chooseByTyping(line);
  askForMoments(line);
  return line;
}

/**
 * @param {HTMLElement} grid
 * @param {HTMLTableRowElement} line
 */
function dropLine(grid, line) {
  const all = lines(grid);
  const beside = all[all.indexOf(line) + 1] ?? all[all.indexOf(line) - 1];
  line.remove();
  cells(beside ?? addLine(grid))[0]?.focus();
}

/**
 * Goes to the cell under a cell; under the last line a new one is opened.
 *
 * @param {HTMLElement} grid
 * @param {Cell} cell
 * @param {number} step
 */
function below(grid, cell, step) {
  const all = lines(grid);
  const line = /** @type {HTMLTableRowElement} */ (cell.closest("tr"));
  const at = all.indexOf(line) + step;
  if (at < 0) return;
  const next = all[at] ?? addLine(grid);
  const place = all[at] ? cells(line).indexOf(cell) : 0;
  cells(next)[place]?.focus();
}

/**
 * Fills cells from one on with the lines of a spreadsheet, opening lines as needed.
 *
 * @param {HTMLElement} grid
 * @param {Cell} first
 * @param {string} text
 */
function fill(grid, first, text) {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").slice(0, MOST_LINES);
  const start = /** @type {HTMLTableRowElement} */ (first.closest("tr"));
  const column = cells(start).indexOf(first);
  let at = lines(grid).indexOf(start);
  for (const row of rows) {
    const line = lines(grid)[at++] ?? addLine(grid);
    row.split("\t").forEach((value, place) => {
      const cell = cells(line)[column + place];
      if (cell) put(cell, value.trim());
    });
    cells(line)[column]?.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/**
 * @param {Cell} cell
 * @param {string} value
 */
function put(cell, value) {
  if (cell instanceof HTMLSelectElement) {
    const found = [...cell.options].find((option) => option.text.trim() === value || option.value === value);
    if (found) cell.value = found.value;
  } else if (cell.type === "datetime-local") {
    cell.value = value.replace(" ", "T");
  } else {
    cell.value = value;
  }
}
