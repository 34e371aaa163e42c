/** Facts of an answer in plain words. Pure: text in the reader's language, no elements. */

import type {
  CameraProperties,
  CaptureAnswer,
  CaptureFacts,
  CaptureGroup,
  Footage,
  PolicyLink,
  Procedure,
  Purpose,
  PurposeCode,
  RetentionFact,
} from "../api/types";
import { nameOf, t, textFor, tn } from "../i18n";
import { formatDate, formatDistance, formatNumber, formatPixels } from "../i18n/format";

/** The one sentence that answers the question. Never "captured": only that it lies inside the possible range. */
export function summaryOf(answer: CaptureAnswer): string {
  const near = answer.groups.filter((group) => !group.long_range);
  const sites = sumOf(near);
  if (sites > 0) {
    return t("answer.summary", { cameras: tn("n.sitesFound", sites), groups: tn("n.groups", near.length) });
  }
  const far = sumOf(answer.groups);
  if (far > 0) return t("answer.summaryLong", { cameras: tn("n.sitesFound", far) });
  return t("answer.summaryEmpty");
}

/** What to know about the footage: the soonest loss, or why nothing can be said. */
export function footageSentence(answer: CaptureAnswer): string | null {
  if (answer.groups.length === 0) return null;
  if (answer.question.from === null) return t("answer.noTime");
  const near = answer.groups.filter((group) => !group.long_range);
  const groups = near.length > 0 ? near : answer.groups;
  if (groups.some((group) => group.footage === "last_day")) return t("answer.firstLossToday");
  const stored = groups
    .filter((group) => group.footage === "stored" && group.stored_until !== null)
    .sort((a, b) => (a.days_left ?? 0) - (b.days_left ?? 0))[0];
  if (stored?.stored_until !== undefined && stored.stored_until !== null) {
    const days = t("footage.stored", { days: tn("n.days", stored.days_left ?? 0) });
    return t("answer.firstLoss", { date: formatDate(stored.stored_until), days });
  }
  return groups.every((group) => group.footage === "probably_gone") ? t("answer.allGone") : null;
}

function sumOf(groups: readonly CaptureGroup[]): number {
  return groups.reduce((sum, group) => sum + group.cameras, 0);
}

/** The state of footage as a short badge. */
export function footageBadge(footage: Footage, daysLeft: number | null, asked: boolean): string {
  if (footage === "stored" && daysLeft !== null) return t("footage.stored", { days: tn("n.days", daysLeft) });
  if (footage === "stored") return t("footage.stored", { days: "" }).trim();
  if (footage === "unknown" && !asked) return t("footage.noTime");
  return t(`footage.${footage}`);
}

/** A reason in plain words, with the day that it is about where it has one. */
export function reasonText(code: string, facts: CaptureFacts): string {
  const day: Record<string, string | null | undefined> = {
    moved_since: facts.moved_since,
    view_changed_since: facts.view_changed_since,
    removed_since: facts.removed_on,
    first_registered_after: facts.first_registered,
  };
  const date = day[code];
  return textFor("reason", code, { date: date ? formatDate(date) : t("reason.later") }) ?? code;
}

export function purposeName(code: PurposeCode, purposes: readonly Purpose[]): string {
  const purpose = purposes.find((p) => p.code === code);
  return purpose === undefined ? code : nameOf({ ko: purpose.name_ko, en: purpose.name_en });
}

export function institutionName(names: {
  institution_name_ko: string | null;
  institution_name_en?: string | null;
}): string {
  const name = nameOf({ ko: names.institution_name_ko, en: names.institution_name_en ?? null });
  return name === "" ? t("group.unknownInstitution") : name;
}

export function retentionText(fact: Pick<RetentionFact, "rule" | "days">): string {
  if (fact.rule === "exact" || fact.rule === "within") {
    return t(`retention.${fact.rule}`, { days: fact.days === null ? "?" : formatNumber(fact.days) });
  }
  return t(`retention.${fact.rule}`);
}

export function policyText(policy: PolicyLink): string {
  if (policy.version_date === null) return `${policy.title} (${t("policy.undated")})`;
  const kind = policy.version_kind === null ? null : textFor("policy", policy.version_kind);
  return `${policy.title} (${formatDate(policy.version_date)}${kind === null ? "" : ` ${kind}`})`;
}

/** The stated procedure, one sentence per fact, police first because it costs the most time. */
export function procedureLines(procedure: Procedure): string[] {
  const lines: string[] = [];
  const add = (condition: unknown, text: () => string): void => {
    if (condition !== null && condition !== undefined && condition !== false) lines.push(text());
  };
  const police = procedure.police_report_first;
  if (police !== null) {
    lines.push(t(`procedure.police.${police.rule}`));
    add(police.applies_to, () => t("procedure.police.applies", { text: police.applies_to ?? "" }));
    add(police.police, () => t("procedure.police.office", { text: police.police ?? "" }));
    add(police.route, () => t("procedure.police.route", { text: police.route ?? "" }));
  }
  add(procedure.contact_first, () => t("procedure.contactFirst"));
  add(procedure.contact, () => t("procedure.contact", { text: procedure.contact ?? "" }));
  if (procedure.visit_in_person === true) lines.push(t("procedure.visitInPerson"));
  else add(procedure.visit_required, () => t("procedure.visit"));
  add(procedure.id_required, () => t("procedure.id"));
  formLines(procedure, lines);
  add(procedure.submit_to, () => t("procedure.submitTo", { text: procedure.submit_to ?? "" }));
  add(procedure.requesters.length > 0, () =>
    t("procedure.requesters", { list: listText("requester", procedure.requesters) }),
  );
  add(procedure.request_types.length > 0, () =>
    t("procedure.types", { list: listText("request", procedure.request_types) }),
  );
  for (const limit of procedure.limits) lines.push(textFor("limit", limit) ?? limit);
  add(procedure.refusal_notice_days, () =>
    t("procedure.refusal", { days: procedure.refusal_notice_days ?? "" }),
  );
  add(procedure.procedure_law, () => t("procedure.law", { text: procedure.procedure_law ?? "" }));
  return lines;
}

function formLines(procedure: Procedure, lines: string[]): void {
  const { form } = procedure;
  const name = [form?.name, form?.annex].filter((part) => part !== null && part !== undefined).join(", ");
  if (procedure.form_required === true) {
    lines.push(t("procedure.formRequired", { name: name === "" ? t("procedure.formUnnamed") : name }));
  } else if (name !== "") {
    lines.push(t("procedure.form", { name }));
  }
  if (form?.electronic_allowed === true) lines.push(t("procedure.electronic"));
  if (form?.attached_on_page === true) lines.push(t("procedure.attached"));
}

function listText(prefix: string, codes: readonly string[]): string {
  return codes.map((code) => textFor(prefix, code) ?? code).join(", ");
}

export function rangeText(camera: CameraProperties): string {
  const { range_min_m: min, range_max_m: max } = camera;
  if (max === null) return t("camera.rangeUnknown");
  const distance =
    min !== null && min !== max ? `${formatDistance(min)} – ${formatDistance(max)}` : formatDistance(max);
  return `${distance} · ${t(`camera.basis.${camera.range_basis}`)}`;
}

const COMPASS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;

/** Where the camera looks, by the eight winds, when the register states a bearing. */
export function viewText({ bearing_deg: bearing }: CameraProperties): string | null {
  if (bearing === null) return null;
  const wind = COMPASS[Math.round(bearing / 45) % COMPASS.length] ?? "n";
  return t("camera.viewValue", { point: t(`compass.${wind}`), deg: formatNumber(bearing) });
}

/** How wide it looks. */
export function angleText({ width_deg: width }: CameraProperties): string | null {
  if (width === null) return null;
  return width >= 360 ? t("camera.angleAll") : t("camera.angleValue", { deg: formatNumber(width) });
}

/** What kind of camera it is, or at least whether it turns. */
export function kindText({ camera_kind: kind, turns }: CameraProperties): string | null {
  if (kind !== null) return t(`camera.kind.${kind}`);
  if (turns === null) return null;
  return turns ? t("camera.turns") : t("camera.turnsNot");
}

/** Resolution; what the register wrote is added where it is more than the number. */
export function pixelsText(camera: CameraProperties): string | null {
  const { pixels_raw: raw, pixels_min_10k: min, pixels_max_10k: max } = camera;
  if (min === null || max === null) return raw;
  const pixels =
    min === max
      ? t("camera.pixelsValue", { pixels: formatPixels(min) })
      : t("camera.pixelsRange", { min: formatPixels(min), max: formatPixels(max) });
  const plain = raw === null || /^\s*\d+\s*(만(\s*화소)?)?\s*$/.test(raw);
  return plain ? pixels : `${pixels} (${t("camera.pixelsRaw", { raw })})`;
}
