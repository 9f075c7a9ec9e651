/** The as-of day: choosing a day in the calendar shows it without a second click. */

/** Submits the form of the day when a whole day was picked by pointer; typing waits for Enter. */
export function followDay() {
  for (const form of document.querySelectorAll("form[data-as-of]")) {
    const day = form.querySelector("input[type=date]");
    if (!(form instanceof HTMLFormElement) || !(day instanceof HTMLInputElement)) continue;
    let typed = false;
    day.addEventListener("keydown", () => (typed = true));
    day.addEventListener("pointerdown", () => (typed = false));
    day.addEventListener("change", () => {
      if (!typed && day.value && day.validity.valid) form.requestSubmit();
    });
  }
}
