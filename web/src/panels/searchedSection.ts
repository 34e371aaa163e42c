/** What an answer was computed from, and what it cannot know: empty is not none. */

import type { CaptureAnswer, PlaceName } from "../api/types";
import { nameOf, t, tn } from "../i18n";
import { formatDate, formatDateTime, formatDistance } from "../i18n/format";
import { h } from "../ui/dom";
import { qualityLink } from "../ui/qualityLink";
import { institutionName } from "./words";

/** Registers shown before the rest is folded: those of the place come first. */
const FIRST = 5;

export function searchedSection(answer: CaptureAnswer): HTMLElement {
  const { searched } = answer;
  const places = searched.place.map(placeName).join(", ");
  return h(
    "section",
    { class: "searched", "aria-labelledby": "searched-title" },
    h("h3", { id: "searched-title" }, t("searched.title")),
    h("p", {}, places === "" ? t("searched.noPlace") : t("searched.place", { list: places })),
    ...registers(answer),
    ...notLoaded(answer),
    h(
      "p",
      { class: "muted small" },
      t("searched.total", { n: searched.registers_total }),
      " ",
      t("answer.computed", { time: formatDateTime(answer.computed_at), dataset: answer.dataset }),
    ),
  );
}

function registers({ searched }: CaptureAnswer): HTMLElement[] {
  if (searched.registers.length === 0) return [h("p", { class: "warning" }, t("searched.noRegisters"))];
  const here = new Set(searched.place.map((place) => place.code));
  const ordered = [...searched.registers].sort(
    (a, b) => Number(here.has(b.institution)) - Number(here.has(a.institution)),
  );
  const rows = ordered.map((register) =>
    h(
      "li",
      {},
      t("searched.register", {
        name: institutionName(register),
        sites: tn("n.sites", register.sites),
        date: formatDateTime(register.imported_at),
      }),
      register.reference_date !== null &&
        h("small", {}, t("searched.referenceDate", { date: formatDate(register.reference_date) })),
      register.sample && h("span", { class: "sample-tag" }, t("app.sampleShort")),
      " ",
      qualityLink(register.institution, institutionName(register)),
    ),
  );
  const radius = formatDistance(searched.radius_m);
  return [
    h("h4", {}, t("searched.registers", { radius })),
    h("ul", {}, ...rows.slice(0, FIRST)),
    ...(rows.length > FIRST
      ? [
          h(
            "details",
            {},
            h("summary", {}, t("searched.more", { n: rows.length - FIRST })),
            h("ul", {}, ...rows.slice(FIRST)),
          ),
        ]
      : []),
  ];
}

function notLoaded({ searched }: CaptureAnswer): HTMLElement[] {
  if (searched.not_loaded.length === 0) return [];
  const rows = [...searched.not_loaded]
    .sort((a, b) => Number(b.at_point) - Number(a.at_point))
    .map((place) =>
      h(
        "li",
        { class: place.at_point ? "at-point" : "" },
        placeName(place),
        place.at_point && h("strong", {}, ` — ${t("searched.atPoint")}`),
      ),
    );
  return [
    h("h4", {}, t("searched.notLoaded")),
    h("p", { class: "warning" }, t("searched.notLoadedHint")),
    h("ul", { class: "inline-list" }, ...rows),
  ];
}

function placeName(place: PlaceName): string {
  const name = nameOf({ ko: place.name_ko, en: place.name_en });
  return place.region_ko === null || place.name_en === name ? name : `${place.region_ko} ${name}`;
}
