/** On a phone the panel is a sheet over the map with three heights; on a wide screen it is a column. */

import { t } from "../i18n";
import { h } from "../ui/dom";

export type SheetState = "peek" | "half" | "full";

const ORDER: readonly SheetState[] = ["peek", "half", "full"];
/** Parts of the screen height; also in layout.css. */
const HEIGHTS: Record<SheetState, number> = { peek: 0.2, half: 0.46, full: 0.92 };
const NARROW = window.matchMedia("(max-width: 820px)");

export class Sheet {
  private readonly handle = h("button", {
    type: "button",
    class: "sheet-handle",
    onclick: () => this.toggle(),
  });
  private state: SheetState = "half";
  private dragged = false;

  constructor(
    private readonly panel: HTMLElement,
    private readonly onChange: (coveredPx: number) => void,
  ) {
    panel.prepend(this.handle);
    this.handle.addEventListener("pointerdown", (event) => this.drag(event));
    this.set("half");
    window.addEventListener("resize", () => this.onChange(this.covered()));
  }

  /** Pixels at the bottom of the screen that the sheet covers. */
  covered(): number {
    return NARROW.matches ? window.innerHeight * HEIGHTS[this.state] : 0;
  }

  isNarrow(): boolean {
    return NARROW.matches;
  }

  set(state: SheetState): void {
    this.state = state;
    this.panel.dataset["sheet"] = state;
    this.panel.style.height = "";
    this.render();
    this.onChange(this.covered());
  }

  /** Opens the sheet to at least half, for something new to read. */
  reveal(): void {
    if (this.state === "peek") this.set("half");
  }

  render(): void {
    const open = this.state !== "peek";
    this.handle.setAttribute("aria-expanded", String(open));
    this.handle.setAttribute(
      "aria-label",
      this.state === "full" ? t("app.sheetCollapse") : t("app.sheetExpand"),
    );
  }

  private toggle(): void {
    if (this.dragged) {
      this.dragged = false;
      return;
    }
    this.set(this.state === "peek" ? "half" : this.state === "half" ? "full" : "peek");
  }

  private drag(start: PointerEvent): void {
    if (!NARROW.matches) return;
    const startHeight = this.panel.getBoundingClientRect().height;
    this.dragged = false;
    this.handle.setPointerCapture(start.pointerId);
    const move = (event: PointerEvent): void => {
      const height = startHeight + start.clientY - event.clientY;
      if (Math.abs(start.clientY - event.clientY) > 6) this.dragged = true;
      if (this.dragged) this.panel.style.height = `${Math.max(80, height)}px`;
    };
    const end = (): void => {
      this.handle.removeEventListener("pointermove", move);
      this.handle.removeEventListener("pointerup", end);
      this.handle.removeEventListener("pointercancel", end);
      if (!this.dragged) return;
      const part = this.panel.getBoundingClientRect().height / window.innerHeight;
      const nearest = [...ORDER].sort((a, b) => Math.abs(HEIGHTS[a] - part) - Math.abs(HEIGHTS[b] - part))[0];
      this.set(nearest ?? "half");
    };
    this.handle.addEventListener("pointermove", move);
    this.handle.addEventListener("pointerup", end);
    this.handle.addEventListener("pointercancel", end);
  }
}
