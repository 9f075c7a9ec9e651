/** Menus made of <details>: one open at a time, closed by Escape or a click elsewhere. */

const MENUS = "details.popover, details.drawer";

/** Closes open menus except the given one. @param {Element | null} kept */
function closeOthers(kept) {
  for (const menu of document.querySelectorAll(MENUS)) if (menu !== kept) menu.removeAttribute("open");
}

/** Listens for what closes a menu. */
export function openMenus() {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element) closeOthers(event.target.closest(MENUS));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.popover[open], details.drawer[open]");
    open?.removeAttribute("open");
    open?.querySelector("summary")?.focus();
  });
}
