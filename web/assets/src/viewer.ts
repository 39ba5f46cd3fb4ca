import { all, on, one } from "./dom";

// The document viewer shows page images one below the other; without script
// the page links are anchors. Here: the page counter, zoom, and the boxes that
// light up with the field that has the focus.

const zooms = ["50", "75", "fit", "125", "150", "200"];

function step(viewer: HTMLElement, by: number): void {
  const at = zooms.indexOf(viewer.dataset["zoom"] ?? "fit");
  viewer.dataset["zoom"] = zooms[Math.min(zooms.length - 1, Math.max(0, at + by))];
}

function go(viewer: HTMLElement, by: number): void {
  const pages = all(".viewer__page", viewer);
  const at = Number(viewer.dataset["at"] ?? "1") - 1;
  pages[Math.min(pages.length - 1, Math.max(0, at + by))]?.scrollIntoView({ block: "start" });
}

function watch(viewer: HTMLElement): void {
  const stage = one(".viewer__stage", viewer);
  const label = one("[data-page-at]", viewer);
  if (!stage || !label) return;
  const seen = new IntersectionObserver(
    (entries) => {
      const top = entries.filter((e) => e.isIntersecting).pop();
      if (!top) return;
      const page = (top.target as HTMLElement).dataset["page"] ?? "1";
      viewer.dataset["at"] = page;
      label.textContent = page;
    },
    { root: stage, rootMargin: "-40% 0px -55% 0px" },
  );
  all(".viewer__page", viewer).forEach((page) => seen.observe(page));
  const first = viewer.dataset["start"];
  if (first && first !== "1") one(`[data-page="${CSS.escape(first)}"]`, viewer)?.scrollIntoView({ block: "start" });
}

export function viewers(): void {
  all(".viewer").forEach(watch);
  document.addEventListener("htmx:load", (event) => all(".viewer", event.target as ParentNode).forEach(watch));
  on("click", "[data-zoom-by]", (button) => step(button.closest(".viewer") as HTMLElement, Number(button.dataset["zoomBy"])));
  on("click", "[data-page-by]", (link, event) => {
    event.preventDefault();
    go(link.closest(".viewer") as HTMLElement, Number(link.dataset["pageBy"]));
  });
  const light = (id: string, state: boolean): void => {
    if (!id) return;
    for (const box of all<SVGElement>(`.ocr[data-field="${CSS.escape(id)}"]`)) {
      box.classList.toggle("is-focus", state);
      if (state) box.scrollIntoView({ block: "nearest" });
    }
  };
  document.addEventListener("focusin", (event) => light((event.target as Element).id, true));
  document.addEventListener("focusout", (event) => light((event.target as Element).id, false));
  light(document.activeElement?.id ?? "", true);
}
