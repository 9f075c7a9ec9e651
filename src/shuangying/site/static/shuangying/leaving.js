/** A form that was filled in is not left by a slip: the browser asks first. */

/** Asks before a page is left whose form holds something that was typed and not sent. */
export function askBeforeLeaving() {
  let typed = false;
  for (const form of document.querySelectorAll("form[data-form]")) {
    form.addEventListener("input", () => (typed = true));
    form.addEventListener("submit", () => (typed = false));
    for (const link of form.querySelectorAll(".form-buttons a")) link.addEventListener("click", () => (typed = false));
  }
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
