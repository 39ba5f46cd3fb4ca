import { all, fold, on, one, typing, visible } from "./dom";
import { complete } from "./dates";

// Forms: a press counts once, Enter leads on to the next doubtful field, F4
// takes the previous document's values.

/** once stops a second press while the first is on its way. The server holds
 * the same form token against it too; this only spares the error. */
function once(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset["busy"]) return event.preventDefault();
    for (const input of all<HTMLInputElement>("input[data-date]", form)) input.value = complete(input.value);
    if (form.method === "get") return;
    form.dataset["busy"] = "1";
    // Later, so that the pressed button still sends its name.
    setTimeout(() => buttonsOf(form).forEach((button) => button.setAttribute("aria-disabled", "true")), 0);
  });
  const release = (form: HTMLElement): void => {
    delete form.dataset["busy"];
    buttonsOf(form).forEach((button) => button.removeAttribute("aria-disabled"));
  };
  // Back button: the page comes from memory with its forms still busy.
  window.addEventListener("pageshow", () => all("form[data-busy]").forEach(release));
  document.addEventListener("htmx:afterRequest", () => all("form[data-busy]").forEach(release));
}

const buttonsOf = (form: HTMLElement): HTMLElement[] => [
  ...all("button[type=submit]", form),
  ...(form.id ? all(`button[form="${CSS.escape(form.id)}"]`) : []),
];

/** advance: Enter accepts a doubtful field and goes to the next doubtful one,
 * then to the primary button; in a sure field it goes to the next field. */
function advance(): void {
  on("keydown", "form[data-enter=next]", (form, event) => {
    const field = event.target as HTMLElement;
    if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    if (!typing(field) || (field instanceof HTMLTextAreaElement && event.shiftKey)) return;
    event.preventDefault();
    const fields = all("input:not([type=hidden]),select,textarea", form).filter((f) => visible(f) && !f.hasAttribute("readonly"));
    const weak = field.closest(".field--weak");
    weak?.classList.remove("field--weak");
    const next = weak
      ? (fields.find((f) => f.closest(".field--weak")) ?? buttonsOf(form).find((b) => b.classList.contains("btn--primary")))
      : fields[fields.indexOf(field) + 1];
    next?.focus();
    if (next instanceof HTMLInputElement) next.select();
  });
}

/** previous: F4 fills the empty fields of the form from its data-previous (JSON, name → value). */
export function previous(): boolean {
  const form = one<HTMLFormElement>("form[data-previous]");
  if (!form) return false;
  const values = JSON.parse(form.dataset["previous"] ?? "{}") as Record<string, string>;
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) continue;
    if (field.value && !field.closest(".field--weak")) continue;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return true;
}

/** matrix: one lead a document, and a box that finds people without accents. */
function matrix(): void {
  on("change", "[data-matrix] input[type=radio]", (element) => {
    const chosen = element as HTMLInputElement;
    const root = chosen.closest<HTMLElement>("[data-matrix]");
    if (!root || chosen.value !== "lead") return;
    for (const other of all<HTMLInputElement>("input[value=lead]:checked", root)) {
      if (other === chosen) continue;
      const none = all<HTMLInputElement>("input[type=radio]", other.closest("tr") ?? root).find((r) => r.value === "");
      if (none) none.checked = true;
    }
  });
  on("input", "[data-filter-rows]", (element) => {
    const root = element.closest<HTMLElement>("[data-matrix]");
    if (!root) return;
    const wanted = fold((element as HTMLInputElement).value.trim());
    for (const row of all("tbody tr", root)) {
      const chosen = one<HTMLInputElement>("input:checked", row);
      row.hidden = !fold(row.dataset["name"] ?? "").includes(wanted) && !chosen?.value;
    }
  });
}

export function forms(): void {
  once();
  advance();
  matrix();
  all<HTMLElement>(".js-only[hidden]").forEach((element) => (element.hidden = false));
  on("click", "[data-show-password]", (button) => {
    const input = one<HTMLInputElement>(`#${button.dataset["showPassword"]}`);
    if (!input) return;
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
  });
  // Radios and switches that act at once when script is here.
  on("change", "[data-submit-on-change]", (element) => (element.closest("form") as HTMLFormElement | null)?.requestSubmit());
  one(".summary")?.focus();
}
