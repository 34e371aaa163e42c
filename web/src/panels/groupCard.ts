/** One holder of the answer: whom to call, until when, how to ask, and its cameras. */

import type { CaptureFeature, CaptureGroup, Purpose } from "../api/types";
import { lang, t, textFor, tn } from "../i18n";
import { formatDate } from "../i18n/format";
import { h } from "../ui/dom";
import { phoneLink } from "../ui/phone";
import { qualityLink } from "../ui/qualityLink";
import { cameraRow } from "./cameraRow";
import { footageBadge, institutionName, policyText, procedureLines, retentionText } from "./words";

export interface GroupContext {
  purposes: readonly Purpose[];
  features: ReadonlyMap<number, CaptureFeature>;
  /** The question had a time. */
  asked: boolean;
  onSelect: (id: number) => void;
}

/** Cameras shown before "more". */
const FIRST_CAMERAS = 4;

export function groupCard(group: CaptureGroup, context: GroupContext): HTMLElement {
  const titleId = `holder-${group.id}`;
  return h(
    "article",
    { class: `group footage-${group.footage}`, "aria-labelledby": titleId, "data-group": group.id },
    group.sample && h("p", { class: "sample-mark" }, t("group.sample")),
    h(
      "header",
      { class: "group-head" },
      h(
        "div",
        {},
        h("h4", { id: titleId }, institutionName(group)),
        h("p", { class: "department" }, group.department ?? t("group.noDepartment")),
      ),
      badge(group, context.asked),
    ),
    h(
      "p",
      { class: "group-count" },
      t("group.count", { sites: tn("n.cameraSites", group.cameras), units: tn("n.units", group.units) }),
      " · ",
      t("answer.split", { within: group.within, possible: group.possible }),
    ),
    group.phone === null
      ? h("p", { class: "muted" }, t("group.noPhone"))
      : // A made-up camera must not invite a call: the number is there, but not as the main button.
        h("p", { class: "call" }, phoneLink(group.phone, group.sample ? "phone" : "call-button")),
    policeNote(group),
    details(group),
    cameraList(group, context),
  );
}

function badge(group: CaptureGroup, asked: boolean): HTMLElement {
  return h(
    "p",
    { class: "badge" },
    h("strong", {}, footageBadge(group.footage, group.days_left, asked)),
    group.stored_until !== null &&
      h("span", {}, t("footage.until", { date: formatDate(group.stored_until) })),
  );
}

/** A required or recommended police report is said before anything is unfolded. */
function policeNote(group: CaptureGroup): HTMLElement | null {
  const rule = group.procedure?.police_report_first?.rule;
  if (rule === undefined || rule === "none") return null;
  return h("p", { class: `police police-${rule}` }, t(`procedure.police.${rule}`));
}

function details(group: CaptureGroup): HTMLElement {
  return h(
    "details",
    { class: "group-details" },
    h("summary", {}, t("group.details")),
    h("h5", {}, t("group.howTo")),
    ...procedure(group),
    h(
      "p",
      { class: "law" },
      t("group.law", { days: group.law.deadline_days, reference: group.law.reference }),
    ),
    ...contacts(group),
    ...places(group),
    h("h5", {}, t("group.retention")),
    h("ul", {}, ...retention(group)),
    h("h5", {}, t("group.policy")),
    ...policy(group),
    h("p", {}, qualityLink(group.institution)),
  );
}

function procedure(group: CaptureGroup): HTMLElement[] {
  if (group.procedure === null) {
    return [h("p", {}, group.policy === null ? t("group.noPolicy") : t("group.noProcedure"))];
  }
  return [
    h("p", { class: "hint" }, t("procedure.asStated")),
    h("ul", { class: "procedure" }, ...procedureLines(group.procedure).map((line) => h("li", {}, line))),
  ];
}

function contacts(group: CaptureGroup): HTMLElement[] {
  if (group.contacts.length === 0) return [];
  const rows = group.contacts.map((contact) =>
    h(
      "li",
      {},
      h("span", { class: "role" }, textFor("contact", contact.role) ?? t("contact.other")),
      [contact.department, contact.title].filter((part) => part !== null).join(" "),
      contact.phone !== null && h("span", {}, " ", phoneLink(contact.phone)),
      contact.covers !== null && h("small", {}, t("contact.covers", { text: contact.covers })),
      contact.phone_redirect !== null &&
        h("small", {}, t("contact.redirect", { text: contact.phone_redirect })),
    ),
  );
  return [h("h5", {}, t("group.contacts")), h("ul", { class: "contacts" }, ...rows)];
}

function places(group: CaptureGroup): HTMLElement[] {
  const viewing = group.viewing_places.map((place) =>
    h(
      "li",
      {},
      h("span", { class: "role" }, t("group.viewing")),
      [place.name, place.address].filter((part) => part !== null).join(", "),
      place.phone !== null && h("span", {}, " ", phoneLink(place.phone)),
    ),
  );
  const storage = group.storage_places
    .filter((place) => place.place !== null)
    .map((place) =>
      h(
        "li",
        {},
        h("span", { class: "role" }, t("group.storage")),
        place.place,
        place.applies_to !== null && h("small", {}, t("contact.covers", { text: place.applies_to })),
      ),
    );
  if (viewing.length + storage.length === 0) return [];
  return [h("h5", {}, t("group.where")), h("ul", { class: "contacts" }, ...viewing, ...storage)];
}

function retention(group: CaptureGroup): HTMLElement[] {
  if (group.retention.length === 0) return [h("li", {}, t("retention.unknown"))];
  return group.retention.map((fact) =>
    h(
      "li",
      {},
      retentionText(fact),
      fact.rule !== "unknown" && h("small", {}, t(`retention.basis.${fact.basis}`)),
    ),
  );
}

function policy(group: CaptureGroup): HTMLElement[] {
  if (group.policy === null) return [h("p", {}, t("group.noPolicy"))];
  return [
    h(
      "p",
      {},
      policyText(group.policy),
      " — ",
      h("a", { href: `${group.policy.href}?f=html&lang=${lang()}` }, t("policy.page")),
    ),
    ...(group.policy.over_a_year_old ? [h("p", { class: "warning" }, t("group.policyOld"))] : []),
  ];
}

function cameraList(group: CaptureGroup, context: GroupContext): HTMLElement {
  const cameras = group.features.flatMap((id) => context.features.get(id) ?? []);
  const rows = cameras.map((camera) => cameraRow(camera, group, context));
  for (const row of rows.slice(FIRST_CAMERAS)) row.hidden = true;
  const list = h("ol", { class: "cameras-list", "aria-label": t("group.cameras") }, ...rows);
  const hidden = rows.length - FIRST_CAMERAS;
  if (hidden <= 0) return list;
  const more = h("button", { type: "button", class: "plain more" }, t("group.more", { n: hidden }));
  more.addEventListener("click", () => {
    for (const row of rows) row.hidden = false;
    rows[FIRST_CAMERAS]?.querySelector("button")?.focus();
    more.remove();
  });
  return h("div", {}, list, more);
}
