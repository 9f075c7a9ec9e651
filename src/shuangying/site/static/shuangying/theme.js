/** Light or dark: the device's choice until the person makes one, which a cookie keeps so that pages come in it at once. */

const YEAR = 365 * 86400;

/** @returns {"light" | "dark"} */
function shown() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Shows the switch in the bar and lets it turn the theme. */
export function switchTheme() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = shown() === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      document.cookie = `theme=${next}; path=/; max-age=${YEAR}; SameSite=Lax`;
    });
  }
}
