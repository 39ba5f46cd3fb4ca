import { all } from "./dom";

// Live pages: the server says which things changed, by id only; the parts that
// show them (data-live="document:ID list:arrivals") ask again through htmx with
// hx-trigger="live". One connection a browser: the tab that holds the lock
// listens and tells the others.

type Change = { ids: string[] } | "reload";

declare const htmx: { trigger(element: Element, event: string): void } | undefined;

// What changed since the parts last asked; everything when all is true.
const changed = { ids: new Set<string>(), all: false, waiting: false };

// Everyone in the agency hears of a change at the same moment: each page waits a
// moment of its own, so that the server is not asked by all of them at once.
const spread = 500; // ms

function apply(change: Change): void {
  if (change === "reload") changed.all = true;
  else change.ids.forEach((id) => changed.ids.add(id));
  later();
}

// A page that nobody looks at asks when it is looked at again.
function later(): void {
  if (changed.waiting || document.hidden || !(changed.all || changed.ids.size)) return;
  changed.waiting = true;
  setTimeout(ask, Math.random() * spread);
}

function ask(): void {
  changed.waiting = false;
  if (document.hidden || typeof htmx === "undefined") return;
  const { ids, all: everything } = changed;
  changed.ids = new Set();
  changed.all = false;
  for (const element of all("[data-live]")) {
    const names = (element.dataset["live"] ?? "").split(" ");
    if (everything || names.some((name) => ids.has(name))) htmx.trigger(element, "live");
  }
}

function listen(url: string, tell: (change: Change) => void): void {
  const source = new EventSource(url);
  source.addEventListener("change", (event) => {
    const data: unknown = JSON.parse((event as MessageEvent<string>).data);
    const ids = (data as { ids?: unknown }).ids;
    if (Array.isArray(ids)) tell({ ids: ids.filter((id): id is string => typeof id === "string") });
  });
  source.addEventListener("reload", () => tell("reload"));
}

export function live(): void {
  const url = document.body.dataset["liveUrl"];
  if (!url || typeof EventSource === "undefined") return;
  document.addEventListener("visibilitychange", later);
  if (typeof BroadcastChannel === "undefined" || !navigator.locks) return listen(url, apply);
  const channel = new BroadcastChannel("congvan-live");
  channel.addEventListener("message", (event: MessageEvent<Change>) => apply(event.data));
  void navigator.locks.request("congvan-live", () => {
    listen(url, (change) => {
      channel.postMessage(change);
      apply(change);
    });
    return new Promise<never>(() => undefined); // held until this tab closes
  });
}
