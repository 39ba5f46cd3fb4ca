import { closeMenus, closeNav } from "./closing";
import { all, one, typing, visible } from "./dom";
import { previous } from "./forms";
import { clear, current, move, pick } from "./lists";

// The keyboard. Actions name their keys themselves: <button data-key="F9
// Ctrl+Enter">. No letter ever acts alone, because Telex and VNI send letters,
// digits and Backspace of their own; while an input method composes, nothing
// here acts.

/** name of a key press as written in data-key: "Ctrl+Enter", "Alt+ArrowLeft", "F8". */
const nameOf = (event: KeyboardEvent): string =>
  (event.ctrlKey || event.metaKey ? "Ctrl+" : "") +
  (event.altKey ? "Alt+" : "") +
  (event.shiftKey ? "Shift+" : "") +
  (event.key.length === 1 ? event.key.toUpperCase() : event.key);

const enabled = (element: HTMLElement): boolean =>
  visible(element) && !element.hasAttribute("disabled") && element.getAttribute("aria-disabled") !== "true";

const claims = (key: string): HTMLElement[] => all(`[data-key~="${CSS.escape(key)}"]`);

/** act presses what claims the key: an open dialog's first, a batch bar's before
 * the page's. With no selection the batch action takes the focused row. */
function act(key: string): boolean {
  const scope = one("dialog[open]");
  const wanted = claims(key).filter((element) => !scope || scope.contains(element));
  const target = wanted.find((e) => enabled(e) && e.closest("[data-batch]")) ?? wanted.find(enabled);
  if (target) {
    target.click();
    return true;
  }
  const batch = wanted.find((element) => element.closest("[data-batch]") && !visible(element));
  if (!batch || !pick()) return false;
  batch.click();
  return true;
}

/** ownArrows: what moves by arrows itself keeps them: radio groups, the page view. */
const ownArrows = (): boolean => {
  const element = document.activeElement;
  return typing(element) || (element instanceof HTMLInputElement && element.type === "radio") || !!element?.closest(".viewer");
};

/** onRow: the focus is on a row's own link, not on a control inside it. */
const onRow = (): boolean => !!document.activeElement?.matches("[data-open],[data-row]") && current() !== null;

/** back: the nearest thing first: dialog (the browser's own), menu, sidebar, selection, page. */
function back(): boolean {
  if (one("dialog[open]")) return false;
  if (closeMenus() || closeNav() || clear()) return true;
  if (typing(document.activeElement)) {
    (document.activeElement as HTMLElement).blur();
    return true;
  }
  const link = one("a[data-back]");
  link?.click();
  return link !== null;
}

function search(): boolean {
  const box = one<HTMLInputElement>("#q");
  box?.focus();
  box?.select();
  return box !== null;
}

function help(): boolean {
  const dialog = one<HTMLDialogElement>("#keys");
  if (!dialog) return false;
  const list = one("[data-page-keys]", dialog);
  if (list) {
    const rows = all("[data-key]").filter((e) => visible(e) && !dialog.contains(e));
    list.replaceChildren(...rows.map((element) => {
      const row = document.createElement("div");
      const key = document.createElement("dt");
      const what = document.createElement("dd");
      key.textContent = (element.dataset["key"] ?? "").split(" ").join(" · ").replace("ArrowLeft", "←").replace("ArrowRight", "→");
      what.textContent = element.dataset["label"] ?? element.getAttribute("aria-label") ?? element.textContent;
      row.append(key, what);
      return row;
    }));
  }
  dialog.showModal();
  return true;
}

function handle(event: KeyboardEvent): boolean {
  const key = nameOf(event);
  const plain = typing(document.activeElement);
  switch (key) {
    case "Ctrl+K":
      return search();
    case "Ctrl+/":
      return help();
    case "ArrowDown":
      return !ownArrows() && move(1);
    case "ArrowUp":
      return !ownArrows() && move(-1);
    case " ":
      return onRow() && pick();
    case "Escape":
      return back();
    case "F4":
      return act(key) || previous();
    case "Ctrl+A":
      return !plain && pickAll();
    case "Enter":
      // A row or a button has its own Enter; otherwise the page's first work.
      return !plain && document.activeElement === document.body && act(key);
    default:
      // Only keys with a modifier and function keys: never a letter or digit,
      // except where a page asks for digits outside text (its own phrases).
      if (/^[1-9]$/.test(key)) return !plain && act(key);
      return /^(F\d+|(Ctrl\+|Alt\+).+)$/.test(key) && act(key);
  }
}

function pickAll(): boolean {
  const every = all<HTMLInputElement>("input[data-pick-all]").find(visible);
  every?.click();
  return every !== undefined;
}

export function keys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (handle(event)) event.preventDefault();
  });
}
