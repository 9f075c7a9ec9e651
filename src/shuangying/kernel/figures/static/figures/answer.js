/** Answering the numbers of a day: a zero at a touch, the next line with Enter, no number lost by leaving the page. */

/** Lets the buttons write 0 into their line instead of sending the page at once. */
export function answerNumbers() {
  const form = document.querySelector("form[data-answer]");
  if (!(form instanceof HTMLFormElement)) return;
  const inputs = [...form.querySelectorAll("input[data-answer-input]")].filter((one) => one instanceof HTMLInputElement);
  for (const button of form.querySelectorAll("button[data-zero]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.addEventListener("click", (event) => {
      const input = document.getElementById(button.dataset.zero ?? "");
      if (!(input instanceof HTMLInputElement)) return;
      event.preventDefault();
      write(input, "0");
      inputs[inputs.indexOf(input) + 1]?.focus();
    });
  }
  form.querySelector("button[data-zero-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const input of inputs) if (input.value.trim() === "") write(input, "0");
    const save = form.querySelector("button.button-main");
    if (save instanceof HTMLButtonElement) save.focus();
  });
  form.addEventListener("keydown", (event) => {
    const position = inputs.indexOf(/** @type {HTMLInputElement} */ (event.target));
    if (event.key !== "Enter" || position < 0 || position === inputs.length - 1) return;
    event.preventDefault();
    inputs[position + 1].focus();
    inputs[position + 1].select();
  });
  keepUnsaved(form, inputs);
}

/**
 * @param {HTMLInputElement} input
 * @param {string} text
 */
function write(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Asks before a page with unsaved numbers is left.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement[]} inputs
 */
function keepUnsaved(form, inputs) {
  let sent = false;
  form.addEventListener("submit", () => (sent = true));
  window.addEventListener("beforeunload", (event) => {
    if (!sent && inputs.some((input) => input.value !== input.defaultValue)) event.preventDefault();
  });
}

answerNumbers();
