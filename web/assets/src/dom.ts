// Small words for the DOM, shared by the modules.

/** all lists the elements below root that match. */
export const all = <T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] =>
  Array.from(root.querySelectorAll<T>(selector));

/** one finds the first element below root that matches. */
export const one = <T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T | null =>
  root.querySelector<T>(selector);

/** on listens on the document and calls back with the element that matches, so
 * that parts brought by htmx later are served too. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  handle: (element: HTMLElement, event: DocumentEventMap[K]) => void,
): void {
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (target) handle(target, event);
  });
}

/** visible tells whether a person can see the element (layout, not scroll). */
export const visible = (element: HTMLElement): boolean => element.getClientRects().length > 0;

/** typing tells whether the element takes text, so that plain keys are its own. */
export const typing = (element: Element | null): boolean =>
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(element.type)) ||
  (element instanceof HTMLElement && element.isContentEditable);

/** fold removes accents and case, so that "hai chau" finds "Hải Châu". */
export const fold = (text: string): string =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
