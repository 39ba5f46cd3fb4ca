import { all, on, one } from "./dom";

// Menus are <details class="menu">: they open without script. Here they close
// when something else is pressed, and the folded sidebar opens without a jump.

/** closeMenus closes open menus except the one around keep; true if one was open. */
export function closeMenus(keep?: Node | null): boolean {
  let closed = false;
  for (const menu of all<HTMLDetailsElement>("details.menu[open]")) {
    if (keep && menu.contains(keep)) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    closed = true;
    if (inside) one("summary", menu)?.focus();
  }
  return closed;
}

/** closeNav folds the sidebar away again; true if it was open. */
export function closeNav(): boolean {
  const app = one(".app.nav-open");
  if (!app) return false;
  app.classList.remove("nav-open");
  const toggle = one("[data-nav-toggle]");
  toggle?.setAttribute("aria-expanded", "false");
  if (one("#nav")?.contains(document.activeElement)) toggle?.focus();
  return true;
}

export function closing(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    closeMenus(target);
    if (!target.closest("#nav, [data-nav-toggle]")) closeNav();
  });
  on("click", "[data-nav-toggle]", (toggle, event) => {
    event.preventDefault();
    if (closeNav()) return;
    one(".app")?.classList.add("nav-open");
    toggle.setAttribute("aria-expanded", "true");
    one<HTMLAnchorElement>("#nav a")?.focus();
  });
  on("click", "[data-dialog]", (button) => one<HTMLDialogElement>(`#${button.dataset["dialog"]}`)?.showModal());
}
