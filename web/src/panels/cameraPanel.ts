/** Everything the register says about one camera, laid over the panel until closed. */

import type { CameraFeature } from "../api/types";
import { nameOf, t, textFor, tn } from "../i18n";
import { formatDate, formatDistance } from "../i18n/format";
import { symbolSign } from "../map/controls/signs";
import type { LonLat } from "../state/coordinates";
import type { AppState } from "../state/store";
import { type Child, h, ICONS, icon, replaceChildren } from "../ui/dom";
import { phoneLink } from "../ui/phone";
import { errorCard } from "./errorCard";
import { directionText, purposeName, rangeText, reasonText, retentionText } from "./words";

export interface CameraEvents {
  onClose: () => void;
  onAskAt: (place: LonLat) => void;
  onRetry: (id: number | null) => void;
}

export class CameraPanel {
  readonly element = h("section", { class: "camera-panel", "aria-labelledby": "camera-title", hidden: true });

  constructor(private readonly events: CameraEvents) {
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.events.onClose();
    });
  }

  update(state: AppState): void {
    const { selected, selectedId } = state;
    this.element.hidden = selectedId === null;
    if (selectedId === null) {
      replaceChildren(this.element);
      return;
    }
    const back = h(
      "button",
      { type: "button", class: "plain with-icon back", onclick: () => this.events.onClose() },
      icon(ICONS.back, 18),
      t("app.back"),
    );
    if (selected.kind === "done") replaceChildren(this.element, back, ...this.details(selected.value, state));
    else if (selected.kind === "error") {
      const retry = (): void => this.events.onRetry(selectedId);
      replaceChildren(this.element, back, title(t("camera.title")), errorCard(selected.error, retry));
    } else replaceChildren(this.element, back, title(t("camera.title")), h("p", {}, t("camera.loading")));
  }

  focus(): void {
    this.element.querySelector<HTMLElement>("#camera-title")?.focus();
  }

  private details(camera: CameraFeature, state: AppState): Child[] {
    const { properties: p, geometry } = camera;
    const [lon = 0, lat = 0] = geometry.coordinates;
    const holder = holderName(camera, state);
    const purpose = purposeName(p.purpose, state.purposes);
    const raw = p.purpose_raw === null || p.purpose_raw === purpose ? "" : ` (${p.purpose_raw})`;
    return [
      p.sample && h("p", { class: "sample-mark strong" }, t("group.sample")),
      h("div", { class: "camera-heading" }, symbolSign(p.purpose), title(`${holder} · ${purpose}`)),
      ...capture(camera),
      h(
        "dl",
        { class: "facts" },
        ...fact("camera.holder", p.department === null ? holder : `${holder} ${p.department}`),
        ...fact("camera.phone", p.phone === null ? null : phoneLink(p.phone)),
        ...fact("camera.purpose", `${purpose}${raw}`),
        ...fact("camera.units", p.units === null ? null : tn("n.units", p.units)),
        ...fact("camera.members", p.members > 1 ? t("camera.membersValue", { n: p.members }) : null),
        ...fact("camera.range", rangeText(p)),
        ...fact("camera.direction", directionText(p)),
        ...fact("camera.address", p.road_address ?? p.lot_address),
        ...fact("camera.retention", retentionText({ rule: p.retention_rule, days: p.retention_days })),
        ...fact("camera.installed", p.installed),
        ...fact("camera.pixels", p.pixels_raw),
        ...fact("camera.position", position(camera)),
        ...fact("camera.managementNo", p.management_no),
        ...fact("camera.source", source(camera)),
      ),
      h(
        "button",
        { type: "button", class: "secondary", onclick: () => this.events.onAskAt({ lon, lat }) },
        t("camera.ask"),
      ),
      h("p", { class: "limits" }, t("answer.limits")),
    ];
  }
}

/** In the reader's language when the institution is known. */
function holderName({ properties: p }: CameraFeature, { institutions }: AppState): string {
  const known = institutions.find((i) => i.code === p.institution);
  const name = nameOf({ ko: p.institution_name ?? known?.name_ko ?? null, en: known?.name_en ?? null });
  return name === "" ? (p.institution_name ?? t("group.unknownInstitution")) : name;
}

function title(text: string): HTMLElement {
  return h("h2", { id: "camera-title", tabindex: -1 }, text);
}

type FactKey = Parameters<typeof t>[0];

function fact(key: FactKey, value: Child): Child[] {
  if (value === null || value === undefined || value === false || value === "") return [];
  return [h("dt", {}, t(key)), h("dd", {}, value)];
}

/** How the camera stands to the question, when it belongs to its answer. */
function capture(camera: CameraFeature): Child[] {
  const { properties } = camera;
  if (!("capture" in properties)) return [];
  const facts = properties.capture as {
    distance_m: number;
    range_verdict: "within" | "possible";
    range_reasons: string[];
    footage_reasons: string[];
  };
  return [
    h(
      "p",
      { class: "camera-verdict" },
      h("span", { class: `verdict verdict-${facts.range_verdict}` }, t(`verdict.${facts.range_verdict}`)),
      t("camera.distance", { distance: formatDistance(facts.distance_m) }),
    ),
    h(
      "ul",
      { class: "reasons" },
      ...[...facts.range_reasons, ...facts.footage_reasons].map((code) => h("li", {}, reasonText(code))),
    ),
  ];
}

function position({ properties: p }: CameraFeature): string {
  if (p.position_quality === "suspect") {
    const reasons = p.position_reasons.map((code) => textFor("position", code) ?? code);
    return [t("camera.positionSuspect"), ...reasons].join(": ");
  }
  return p.position_uncertainty_m === null
    ? "–"
    : t("camera.positionOk", { m: formatDistance(Math.max(1, p.position_uncertainty_m)) });
}

function source({ properties: p }: CameraFeature): string | null {
  if (p.source === null) return null;
  const text = t("camera.sourceValue", {
    source: textFor("searched.source", p.source) ?? p.source,
    release: p.release ?? "–",
    row: p.source_row ?? "–",
  });
  return p.reference_date === null
    ? text
    : `${text}, ${t("camera.referenceDate", { date: formatDate(p.reference_date) })}`;
}
