import { all, on, one, visible } from "./dom";

// Lists and tables: [data-rows] holds [data-row]; each row has one link
// [data-open] and perhaps one checkbox [data-pick].

/** rows of the list that has the focus, else of the page's main list. */
export function rows(): HTMLElement[] {
  const list = document.activeElement?.closest("[data-rows]") ?? one("[data-rows]");
  return list ? all("[data-row]", list).filter(visible) : [];
}

const opener = (row: HTMLElement): HTMLElement => one("[data-open]", row) ?? row;

/** current is the row that has the focus. */
export const current = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>("[data-row]") ?? null;

/** move puts the focus on the next or previous row. */
export function move(step: 1 | -1): boolean {
  const list = rows();
  if (list.length === 0) return false;
  const at = list.indexOf(current() as HTMLElement);
  const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step))];
  if (!next) return false;
  opener(next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

/** pick turns the selection of the focused row over. */
export function pick(row: HTMLElement | null = current()): boolean {
  const box = row && one<HTMLInputElement>("input[data-pick]", row);
  if (!box || box.disabled) return false;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/** clear empties the selection; true if there was one. */
export function clear(): boolean {
  const picked = all<HTMLInputElement>("input[data-pick]:checked");
  picked.forEach((box) => (box.checked = false));
  all<HTMLElement>("[data-rows]").forEach(count);
  return picked.length > 0;
}

/** count says how many are selected; the bar itself appears by stylesheet. */
function count(list: HTMLElement): void {
  const boxes = all<HTMLInputElement>("input[data-pick]:not(:disabled)", list);
  const picked = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("[data-row]")?.setAttribute("aria-selected", String(box.checked));
  const every = one<HTMLInputElement>("input[data-pick-all]", list);
  if (every) {
    every.checked = picked.length > 0 && picked.length === boxes.length;
    every.indeterminate = picked.length > 0 && picked.length < boxes.length;
  }
  const label = one("[data-batch] [data-batch-count]", list);
  if (label) label.textContent = String(picked.length);
}

export function lists(): void {
  const refresh = (): void => all<HTMLElement>("[data-rows]").forEach(count);
  refresh();
  document.addEventListener("htmx:afterSettle", refresh);
  window.addEventListener("pageshow", refresh);
  on("change", "input[data-pick]", (box) => count(box.closest<HTMLElement>("[data-rows]") as HTMLElement));
  on("change", "input[data-pick-all]", (every) => {
    const list = every.closest<HTMLElement>("[data-rows]") as HTMLElement;
    for (const box of all<HTMLInputElement>("input[data-pick]:not(:disabled)", list)) box.checked = (every as HTMLInputElement).checked;
    count(list);
  });
  on("click", "[data-clear]", () => void clear());
  // The whole row opens, as people expect, but text can still be marked and
  // controls inside keep their own press.
  on("click", "[data-row]", (row, event) => {
    if ((event.target as Element).closest("a,button,input,label,select,summary,form")) return;
    if (String(getSelection()) !== "") return;
    one("a[data-open]", row)?.click();
  });
}
