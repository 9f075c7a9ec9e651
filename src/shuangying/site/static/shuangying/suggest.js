/** A text box that offers a list while one types: arrows choose, Enter takes, Escape closes. */

/**
 * @typedef {{ value: string, label: string, note: string }} Offer
 */

let made = 0;

/**
 * Lets a box offer what is found for its text.
 *
 * @param {HTMLInputElement} box
 * @param {(text: string) => Promise<Offer[] | null>} find what to offer; null: nothing, and keep quiet about it
 * @param {(offer: Offer) => void} take what a choice does
 * @param {{ atOnce?: boolean, none?: string }} [how] atOnce: offer before anything is typed; none: what to say where nothing is found
 */
export function suggest(box, find, take, { atOnce = false, none = "" } = {}) {
  const list = document.createElement("ul");
  list.id = `offers-${++made}`;
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.getAttribute("aria-label") ?? box.labels?.[0]?.textContent ?? "");
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  /** @type {Offer[]} */
  let offers = [];
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (/** @type {number} */ at) => {
    chosen = Math.max(-1, Math.min(offers.length - 1, at));
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const pick = (/** @type {number} */ at) => {
    const offer = offers[at];
    close();
    if (offer) take(offer);
  };
  const show = async () => {
    const text = box.value;
    const found = await find(text);
    if (text !== box.value || document.activeElement !== box) return;
    offers = found ?? [];
    list.replaceChildren(...offers.map((offer, place) => option(offer, `${list.id}-${place}`)));
    if (found && offers.length === 0 && none) list.append(remark(none));
    if (list.children.length === 0) return close();
    list.hidden = false;
    lay(box, list);
    box.setAttribute("aria-expanded", "true");
    choose(-1);
  };

  box.addEventListener("input", show);
  if (atOnce) box.addEventListener("focus", show);
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      event.stopPropagation();
      pick(chosen);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const item = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (item) pick([...list.children].indexOf(item));
  });
}

/**
 * Lays the list over everything, under its box, so that no scrolling table cuts it.
 *
 * @param {HTMLElement} box
 * @param {HTMLElement} list
 */
function lay(box, list) {
  const at = box.getBoundingClientRect();
  const below = innerHeight - at.bottom;
  list.style.setProperty("--offers-left", `${Math.min(at.left, innerWidth - Math.max(at.width, 260) - 8)}px`);
  list.style.setProperty("--offers-width", `${Math.max(at.width, 260)}px`);
  list.style.setProperty("--offers-top", below > 240 || below > at.top ? `${at.bottom + 2}px` : "auto");
  list.style.setProperty("--offers-bottom", below > 240 || below > at.top ? "auto" : `${innerHeight - at.top + 2}px`);
}

/**
 * @param {Offer} offer
 * @param {string} id
 */
function option(offer, id) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  const label = document.createElement("span");
  label.textContent = offer.label;
  const note = document.createElement("span");
  note.className = "muted";
  note.textContent = offer.note;
  item.append(label, note);
  return item;
}

/** @param {string} text */
function remark(text) {
  const item = document.createElement("li");
  item.className = "muted";
  item.setAttribute("role", "presentation");
  item.textContent = text;
  return item;
}
