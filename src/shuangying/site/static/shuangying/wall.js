/** The wall: renews itself every minute while it can be reached, each time with the next map, and lets its line of days be pulled. */

const PERIOD_MS = 60 * 1000;

/** Lets the line of days be pulled to another day. */
function pullDays() {
  const slider = document.querySelector("[data-wall-days]");
  const days = [...document.querySelectorAll("[data-day]")].filter((day) => day instanceof HTMLElement);
  if (!(slider instanceof HTMLInputElement) || days.length === 0) return;
  const say = () => {
    days.forEach((day, place) => day.classList.toggle("is-shown", place === slider.valueAsNumber));
    slider.setAttribute("aria-valuetext", days[slider.valueAsNumber].dataset.day ?? "");
  };
  const shown = days.findIndex((day) => day.classList.contains("is-shown"));
  slider.valueAsNumber = shown < 0 ? days.length - 1 : shown;
  slider.hidden = false;
  if (shown >= 0) say();
  slider.addEventListener("input", say);
  slider.addEventListener("change", () => location.assign(days[slider.valueAsNumber].dataset.url ?? ""));
}

/** Loads the page anew, with the next map, if the server answers as before; else the last picture stays, marked. */
async function renew() {
  const next = document.querySelector("[data-next]");
  const address = next instanceof HTMLElement ? next.dataset.next ?? "" : location.href;
  try {
    const answer = await fetch(address);
    if (answer.ok && !answer.redirected) location.replace(address);
  } catch {
    document.documentElement.classList.add("is-offline");
  }
}

pullDays();
setInterval(renew, PERIOD_MS);
