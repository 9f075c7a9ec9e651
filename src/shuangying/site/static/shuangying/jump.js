/** The search box jumps to registers and figures by name, initials or id; without it the form searches. */

/**
 * @typedef {{ label: string, note: string, url: string, keys: string }} Name
 */

const MOST = 8;

/** @type {Promise<Name[]> | undefined} */
let asked;

/** All names that the person may open, asked for once a page. @param {string} address @returns {Promise<Name[]>} */
function names(address) {
  asked ??= fetch(address, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { names: [] }))
    .then((answer) => answer.names)
    .catch(() => []);
  return asked;
}

/**
 * The names with all the words, those that begin with them first.
 *
 * @param {Name[]} all
 * @param {string} text
 */
export function matching(all, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found = all.filter((name) => words.every((word) => name.keys.includes(word)));
  const rank = (/** @type {Name} */ name) => (` ${name.keys}`.includes(` ${words[0]}`) ? 0 : 1);
  return found.sort((one, other) => rank(one) - rank(other)).slice(0, MOST);
}

/** Lets each search box show names as one types. */
export function jumpToNames() {
  for (const box of document.querySelectorAll("input[data-names]")) {
    const list = box.parentElement?.querySelector("[role=listbox]");
    if (box instanceof HTMLInputElement && list instanceof HTMLElement) suggest(box, list);
  }
}

/**
 * @param {HTMLInputElement} box
 * @param {HTMLElement} list
 */
function suggest(box, list) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const options = () => [...list.children].filter((child) => child instanceof HTMLElement);
  const choose = (/** @type {number} */ at) => {
    const all = options();
    chosen = Math.max(-1, Math.min(all.length - 1, at));
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", all[chosen].id);
  };
  const show = async () => {
    const text = box.value;
    const found = matching(await names(box.dataset.names ?? ""), text);
    if (text !== box.value) return;
    list.replaceChildren(...found.map((name, place) => option(name, `${list.id}-${place}`)));
    if (found.length === 0) return close();
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    choose(-1);
  };

  box.addEventListener("focus", () => names(box.dataset.names ?? ""));
  box.addEventListener("input", show);
  box.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(options()[chosen].dataset.url ?? "");
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[data-url]") : null;
    if (!(option instanceof HTMLElement)) return;
    event.preventDefault();
    location.assign(option.dataset.url ?? "");
  });
}

/**
 * @param {Name} name
 * @param {string} id
 */
function option(name, id) {
  const item = document.createElement("li");
  item.id = id;
  item.dataset.url = name.url;
  item.setAttribute("role", "option");
  const label = document.createElement("span");
  label.textContent = name.label;
  const note = document.createElement("span");
  note.className = "muted";
  note.textContent = name.note;
  item.append(label, note);
  return item;
}
