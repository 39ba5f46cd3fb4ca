import { all, on, one } from "./dom";

// Toasts: short answers in a strip under the page. The server renders them, or
// sends the event "toast" in HX-Trigger; one with an action stays longer.

const quiet = 6000;
const withAction = 10000; // the length of "Hoàn tác"

function leave(toast: HTMLElement): void {
  if (toast.dataset["sticky"] !== undefined) return;
  const wait = one("button[type=submit]", toast) ? withAction : quiet;
  setTimeout(() => (toast.matches(":hover,:focus-within") ? leave(toast) : toast.remove()), wait);
}

/** show adds a toast with plain text. */
export function show(text: string): void {
  const template = one<HTMLTemplateElement>("#toast");
  const toast = template?.content.firstElementChild?.cloneNode(true);
  if (!(toast instanceof HTMLElement)) return;
  const slot = one("[data-text]", toast);
  if (slot) slot.textContent = text;
  one("#toasts")?.append(toast);
  leave(toast);
}

export function toasts(): void {
  all("#toasts .toast").forEach(leave);
  on("click", ".toast [data-close]", (button) => button.closest(".toast")?.remove());
  document.addEventListener("toast", (event) => {
    const detail = (event as CustomEvent<{ text?: string; value?: string }>).detail;
    show(detail.text ?? detail.value ?? "");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const status = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status;
    show(`Chưa làm được, những gì đã nhập vẫn còn. Thử lại; nếu vẫn lỗi, báo mã ${status}.`);
  });
  const offline = (): void => {
    const strip = one("#offline");
    if (strip) strip.hidden = navigator.onLine;
  };
  window.addEventListener("online", offline);
  window.addEventListener("offline", offline);
  document.addEventListener("htmx:sendError", () => show("Mất kết nối với máy chủ. Những gì đã nhập vẫn còn; thử lại sau ít phút."));
  offline();
}
