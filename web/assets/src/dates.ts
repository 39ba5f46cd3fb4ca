import { on } from "./dom";

// Dates are typed as digits: 2311 becomes 23/11/2026, 231127 becomes
// 23/11/2027. The year comes from the server's day (data-today on <html>), so
// that page and book agree at midnight and in a demonstration.

const today = (): string => document.documentElement.dataset["today"] ?? new Date().toISOString().slice(0, 10);

const pad = (part: string): string => part.padStart(2, "0");

/** complete turns what was typed into dd/MM/yyyy; text it does not understand is left alone. */
export function complete(typed: string, day: string = today()): string {
  const [date = "", ...rest] = typed.trim().split(/\s+/);
  const parts = /^(\d{1,2})[\/.\-](\d{1,2})(?:[\/.\-](\d{2}|\d{4}))?$/.exec(date) ?? /^(\d{2})(\d{2})(\d{2}|\d{4})?$/.exec(date);
  if (!parts) return typed;
  const [, d = "", m = "", y] = parts;
  const year = y === undefined ? day.slice(0, 4) : y.length === 2 ? "20" + y : y;
  const at = new Date(Date.UTC(Number(year), Number(m) - 1, Number(d)));
  if (at.getUTCDate() !== Number(d) || at.getUTCMonth() !== Number(m) - 1) return typed; // 31/02: the server says what is wrong
  return [`${pad(d)}/${pad(m)}/${year}`, ...rest].join(" ");
}

export function dates(): void {
  on("focusout", "input[data-date]", (element) => {
    const input = element as HTMLInputElement;
    input.value = complete(input.value);
  });
}
