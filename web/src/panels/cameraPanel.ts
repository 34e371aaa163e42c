/** Everything the register says about one camera, laid over the panel until closed. */

import type { CameraFeature, CaptureFacts, MemberRow } from "../api/types";
import { nameOf, t, textFor, tn } from "../i18n";
import { formatDate, formatDistance } from "../i18n/format";
import { symbolSign } from "../map/controls/signs";
import type { LonLat } from "../state/coordinates";
import type { AppState } from "../state/store";
import { type Child, h, ICONS, icon, replaceChildren } from "../ui/dom";
import { phoneLink } from "../ui/phone";
import { qualityLink } from "../ui/qualityLink";
import { errorCard } from "./errorCard";
import {
  angleText,
  kindText,
  pixelsText,
  purposeName,
  rangeText,
  reasonText,
  retentionText,
  viewText,
} from "./words";

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
        ...fact("camera.members", memberRows(camera)),
        ...fact("camera.kind", kindText(p)),
        ...fact("camera.range", rangeText(p)),
        ...fact("camera.view", viewText(p)),
        ...fact("camera.angle", angleText(p)),
        ...fact("camera.directions", p.directions === null ? null : tn("n.directions", p.directions)),
        ...fact("camera.direction", p.direction_raw),
        ...fact("camera.address", p.road_address ?? p.lot_address),
        ...fact("camera.retention", retention(camera)),
        ...fact("camera.installed", p.installed),
        ...fact("camera.firstRegistered", firstRegistered(camera)),
        ...fact("camera.pixels", pixelsText(p)),
        ...fact("camera.position", position(camera)),
        ...fact("camera.managementNo", p.management_no),
        ...fact("camera.source", source(camera)),
        ...fact("camera.quality", qualityLink(p.institution, holder)),
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
function capture({ properties }: CameraFeature): Child[] {
  const { capture: facts } = properties;
  if (facts === undefined) return [];
  const told = new Set(["removed_since", "moved_since", "view_changed_since"]);
  const reasons = [...facts.range_reasons, ...facts.footage_reasons].filter((code) => !told.has(code));
  return [
    ...history(facts),
    h(
      "p",
      { class: "camera-verdict" },
      h("span", { class: `verdict verdict-${facts.range_verdict}` }, t(`verdict.${facts.range_verdict}`)),
      t("camera.distance", { distance: formatDistance(facts.distance_m) }),
    ),
    h("ul", { class: "reasons" }, ...reasons.map((code) => h("li", {}, reasonText(code, facts)))),
  ];
}

/** What has become of the camera since the time asked about. */
function history(facts: CaptureFacts): Child[] {
  const told = (key: FactKey, date: string | null | undefined): Child[] =>
    date ? [h("p", { class: "warning" }, t(key, { date: formatDate(date) }))] : [];
  return [
    ...told("camera.removedOn", facts.removed_on),
    ...told("camera.movedSince", facts.moved_since),
    ...told("camera.viewChangedSince", facts.view_changed_since),
  ];
}

function firstRegistered({ properties }: CameraFeature): string | null {
  const date = properties.capture?.first_registered;
  return date ? formatDate(date) : null;
}

/** How many rows say the same; which ones, where that is known. */
function memberRows(camera: CameraFeature): Child {
  const { members } = camera.properties;
  if (members <= 1) return null;
  const count = t("camera.membersValue", { n: members });
  const rows = camera.member_rows ?? [];
  if (rows.length === 0) return count;
  const words = (row: MemberRow): string =>
    row.management_no === null
      ? t("camera.memberRowBare", { row: row.source_row })
      : t("camera.memberRow", { row: row.source_row, number: row.management_no });
  return h(
    "details",
    { class: "member-rows" },
    h("summary", {}, count),
    h("ul", {}, ...rows.map((row) => h("li", {}, words(row)))),
  );
}

/** Retention; what the register wrote is added where it could not be read. */
function retention({ properties: p }: CameraFeature): string {
  const rule = retentionText({ rule: p.retention_rule, days: p.retention_days });
  return p.retention_raw === null ? rule : `${rule} (“${p.retention_raw}”)`;
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
