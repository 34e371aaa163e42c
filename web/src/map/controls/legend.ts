/** The legend, which is the filter as well: one row per purpose with symbol, name, count and checkbox. */

import { Control, DomEvent } from "leaflet";
import { PURPOSE_CODES, type Purpose, type PurposeCode } from "../../api/types";
import { nameOf, t } from "../../i18n";
import { formatNumber } from "../../i18n/format";
import { h, ICONS, icon, replaceChildren } from "../../ui/dom";
import {
  answerSign,
  assumedSign,
  clusterSign,
  landSign,
  sampleSign,
  statedSign,
  suspectSign,
  symbolSign,
} from "./signs";

export interface LegendState {
  purposes: readonly Purpose[];
  hidden: ReadonlySet<PurposeCode>;
  longRange: boolean;
  config: { sample: boolean } | null;
}

export interface LegendEvents {
  onHidden: (hidden: ReadonlySet<PurposeCode>) => void;
  onLongRange: (on: boolean) => void;
}

export class LegendControl extends Control {
  private readonly root = h("section", { class: "legend" });
  private readonly body = h("div", { class: "legend-body", id: "legend-body" });
  private readonly toggle: HTMLButtonElement;
  private readonly boxes = new Map<PurposeCode, HTMLInputElement>();
  private readonly longRangeBox = h("input", { type: "checkbox", id: "legend-long-range" });
  private state: LegendState = { purposes: [], hidden: new Set(), longRange: false, config: null };

  constructor(
    private readonly events: LegendEvents,
    open: boolean,
  ) {
    super({ position: "topright" });
    this.toggle = h("button", {
      type: "button",
      class: "legend-toggle",
      "aria-controls": "legend-body",
      onclick: () => this.setOpen(this.body.hidden),
    });
    this.root.append(this.toggle, this.body);
    this.setOpen(open);
    this.longRangeBox.addEventListener("change", () => this.events.onLongRange(this.longRangeBox.checked));
  }

  override onAdd(): HTMLElement {
    DomEvent.disableClickPropagation(this.root);
    DomEvent.disableScrollPropagation(this.root);
    // Keys pressed here must not pan the map.
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    return this.root;
  }

  /** Pixels at the right of the map that the open legend covers. */
  get coveredPx(): number {
    return this.body.hidden ? 0 : this.root.offsetWidth + 10;
  }

  setOpen(open: boolean): void {
    this.body.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    this.root.classList.toggle("is-open", open);
  }

  update(state: LegendState): void {
    const sameRows = state.purposes === this.state.purposes && state.config === this.state.config;
    this.state = state;
    if (sameRows && this.boxes.size > 0) this.sync();
    else this.render();
  }

  /** Draws everything again, for new counts or another language. */
  render(): void {
    const { purposes } = this.state;
    replaceChildren(this.toggle, icon(ICONS.layers, 18), h("span", {}, t("legend.open")));
    this.root.setAttribute("aria-label", t("legend.title"));
    this.boxes.clear();
    replaceChildren(
      this.body,
      h(
        "fieldset",
        {},
        h("legend", {}, t("legend.purposes")),
        h(
          "div",
          { class: "legend-bulk" },
          h("button", { type: "button", onclick: () => this.events.onHidden(new Set()) }, t("legend.all")),
          h(
            "button",
            { type: "button", onclick: () => this.events.onHidden(new Set(PURPOSE_CODES)) },
            t("legend.none"),
          ),
        ),
        h("ul", { class: "legend-rows" }, ...purposes.map((purpose) => this.row(purpose))),
      ),
      h("p", { class: "legend-note" }, t("legend.mapOnly")),
      h(
        "label",
        { class: "legend-long", for: "legend-long-range" },
        this.longRangeBox,
        h("span", {}, t("legend.longRange"), h("small", {}, t("legend.longRangeHint"))),
      ),
      h("h3", {}, t("legend.signs")),
      h(
        "ul",
        { class: "legend-signs" },
        sign(clusterSign(), t("legend.cluster")),
        sign(statedSign(), t("legend.stated")),
        sign(assumedSign(), t("legend.assumed")),
        sign(suspectSign(), t("legend.suspect")),
        sign(answerSign(), t("legend.answer")),
        sign(landSign(), t("legend.notLoaded")),
        this.state.config?.sample === true && sign(sampleSign(), t("legend.sample")),
      ),
    );
    this.sync();
  }

  private row(purpose: Purpose): HTMLLIElement {
    const box = h("input", { type: "checkbox", id: `purpose-${purpose.code}`, "data-purpose": purpose.code });
    box.addEventListener("change", () => {
      const hidden = new Set(this.state.hidden);
      if (box.checked) hidden.delete(purpose.code);
      else hidden.add(purpose.code);
      this.events.onHidden(hidden);
    });
    this.boxes.set(purpose.code, box);
    return h(
      "li",
      { class: purpose.sites === 0 ? "is-empty" : "" },
      h(
        "label",
        { for: box.id },
        box,
        symbolSign(purpose.code),
        h("span", { class: "legend-name" }, nameOf({ ko: purpose.name_ko, en: purpose.name_en })),
        h("span", { class: "legend-count" }, formatNumber(purpose.sites)),
      ),
    );
  }

  private sync(): void {
    for (const [code, box] of this.boxes) box.checked = !this.state.hidden.has(code);
    this.longRangeBox.checked = this.state.longRange;
  }
}

function sign(picture: SVGSVGElement, text: string): HTMLLIElement {
  return h("li", {}, picture, h("span", {}, text));
}
