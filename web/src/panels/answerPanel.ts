/** The answer: one sentence first, then holders by urgency, then what was searched. */

import type { CaptureAnswer, CaptureGroup } from "../api/types";
import { t, tn } from "../i18n";
import { formatDateTime, formatDistance } from "../i18n/format";
import { formatCoordinates } from "../state/coordinates";
import type { Question } from "../state/query";
import type { AppState } from "../state/store";
import { h, ICONS, icon, replaceChildren } from "../ui/dom";
import { errorCard } from "./errorCard";
import { type GroupContext, groupCard } from "./groupCard";
import { searchedSection } from "./searchedSection";
import { footageSentence, institutionName, purposeName, summaryOf } from "./words";

export interface AnswerEvents {
  onSelect: (id: number) => void;
  /** `null`: the question, not a camera. */
  onRetry: (id: number | null) => void;
  onCopyLink: () => Promise<boolean>;
}

export class AnswerPanel {
  readonly element = h("section", { class: "answer", "aria-labelledby": "answer-title" });
  /** Hears of the outcome without moving the reader's focus. */
  readonly announcer = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });

  constructor(private readonly events: AnswerEvents) {}

  update(state: AppState, errorPlaced: boolean): void {
    const { answer } = state;
    this.element.hidden = answer.kind === "idle";
    this.element.setAttribute("aria-busy", String(answer.kind === "loading"));
    if (answer.kind === "idle") replaceChildren(this.element);
    else if (answer.kind === "loading") this.showLoading();
    else if (answer.kind === "done") this.showAnswer(answer.value, state);
    else if (errorPlaced) this.element.hidden = true;
    else
      replaceChildren(
        this.element,
        heading(),
        errorCard(answer.error, () => this.events.onRetry(null)),
      );
  }

  focus(): void {
    this.element.querySelector<HTMLElement>("#answer-title")?.focus();
  }

  private showLoading(): void {
    this.announcer.textContent = t("answer.loading");
    replaceChildren(
      this.element,
      heading(),
      h(
        "p",
        { class: "loading" },
        h("span", { class: "spinner", "aria-hidden": "true" }),
        t("answer.loading"),
      ),
      h("div", { class: "skeleton", "aria-hidden": "true" }),
      h("div", { class: "skeleton", "aria-hidden": "true" }),
    );
  }

  private showAnswer(answer: CaptureAnswer, state: AppState): void {
    const summary = summaryOf(answer);
    this.announcer.textContent = t("answer.announce", { summary });
    const context: GroupContext = {
      purposes: state.purposes,
      features: new Map(answer.features.map((feature) => [Number(feature.id), feature])),
      asked: answer.question.from !== null,
      onSelect: (id) => this.events.onSelect(id),
    };
    const near = answer.groups.filter((group) => !group.long_range);
    const far = answer.groups.filter((group) => group.long_range);
    replaceChildren(
      this.element,
      heading(),
      answer.sample && h("p", { class: "sample-mark strong" }, t("answer.sample")),
      h("p", { class: "summary" }, summary),
      ...facts(answer, near),
      this.tools(),
      asked(state.question, answer),
      near.length > 0 && h("h3", {}, t("answer.groups")),
      near.length > 0 && groupList(near, context),
      ...longRange(far, context),
      ...mobile(answer, state),
      searchedSection(answer),
      h("p", { class: "limits" }, t("answer.limits")),
    );
  }

  private tools(): HTMLElement {
    const note = h("span", { class: "small", role: "status" });
    const copy = async (): Promise<void> => {
      note.textContent = (await this.events.onCopyLink()) ? t("answer.copied") : t("answer.copyFailed");
    };
    return h(
      "div",
      { class: "answer-tools" },
      h(
        "button",
        { type: "button", class: "secondary with-icon", onclick: () => window.print() },
        icon(ICONS.print, 16),
        t("answer.print"),
      ),
      h(
        "button",
        { type: "button", class: "secondary with-icon", onclick: () => void copy() },
        icon(ICONS.link, 16),
        t("answer.copyLink"),
      ),
      note,
    );
  }
}

function heading(): HTMLElement {
  return h("h2", { id: "answer-title", tabindex: -1 }, t("answer.title"));
}

function facts(answer: CaptureAnswer, near: readonly CaptureGroup[]): (HTMLElement | false)[] {
  const footage = footageSentence(answer);
  const within = near.reduce((sum, group) => sum + group.within, 0);
  const possible = near.reduce((sum, group) => sum + group.possible, 0);
  const empty = answer.groups.length === 0;
  return [
    near.length > 0 &&
      h(
        "p",
        { class: "split" },
        h("strong", {}, t("answer.split", { within, possible })),
        h("small", {}, t("answer.splitHint")),
      ),
    footage !== null && h("p", { class: "footage-sentence" }, footage),
    empty && h("p", { class: "warning" }, t("answer.emptyNotNone")),
    answer.numberMatched > answer.numberReturned &&
      h(
        "p",
        { class: "warning" },
        t("answer.tooMany", { matched: answer.numberMatched, returned: answer.numberReturned }),
      ),
  ];
}

/** The question in words, for print and for links opened later. */
function asked(question: Question | null, answer: CaptureAnswer): HTMLElement | null {
  if (question === null) return null;
  const { from, to } = answer.question;
  const time =
    from === null || to === null
      ? t("answer.askedNoTime")
      : t("answer.askedTime", { from: formatDateTime(from), to: formatDateTime(to) });
  return h(
    "p",
    { class: "asked small muted" },
    t("answer.askedPlace", {
      place: formatCoordinates(question.place),
      accuracy: formatDistance(answer.question.accuracy_m),
    }),
    " · ",
    time,
  );
}

function groupList(groups: readonly CaptureGroup[], context: GroupContext): HTMLElement {
  return h("ol", { class: "groups" }, ...groups.map((group) => h("li", {}, groupCard(group, context))));
}

/** 3 km forest fire cameras and the like: folded, because they seldom help. */
function longRange(groups: readonly CaptureGroup[], context: GroupContext): HTMLElement[] {
  if (groups.length === 0) return [];
  const cameras = groups.reduce((sum, group) => sum + group.cameras, 0);
  return [
    h(
      "details",
      { class: "long-range" },
      h("summary", {}, `${t("answer.longRange")} (${tn("n.sites", cameras)})`),
      h("p", { class: "hint" }, t("answer.longRangeHint")),
      groupList(groups, context),
    ),
  ];
}

function mobile(answer: CaptureAnswer, state: AppState): HTMLElement[] {
  if (answer.mobile_units.length === 0) return [];
  const rows = answer.mobile_units.map((unit) =>
    h(
      "li",
      {},
      [
        institutionName(unit),
        unit.equipment,
        unit.purpose === null ? unit.purpose_raw : purposeName(unit.purpose, state.purposes),
        unit.units === null ? null : tn("n.units", unit.units),
      ]
        .filter((part) => part !== null)
        .join(" · "),
    ),
  );
  return [
    h("h3", {}, t("answer.mobile")),
    h("p", { class: "hint" }, t("answer.mobileHint")),
    h("ul", { class: "mobile-units" }, ...rows),
  ];
}
