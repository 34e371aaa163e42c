/** The question: place, accuracy and time, with each error beside its field. */

import type { ApiError } from "../api/client";
import { type TextKey, t } from "../i18n";
import { formatCoordinates, type LonLat, parseCoordinates } from "../state/coordinates";
import { DEFAULT_ACCURACY_M, MAX_ACCURACY_M, parseAccuracy, type Question } from "../state/query";
import { fieldsOf, localOf, readInterval } from "../state/time";
import { h, ICONS, icon } from "../ui/dom";
import { Field } from "../ui/field";

export interface QuestionEvents {
  onAsk: (question: Question) => void;
  onClear: () => void;
  onLocate: () => void;
}

const COORDINATE_ERRORS = {
  empty: "error.placeEmpty",
  not_two_numbers: "error.placeNumbers",
  outside_korea: "error.placeOutside",
} as const satisfies Record<string, TextKey>;

/** Parameters of the service -> fields of the form. */
const PARAMETER_FIELDS: Readonly<Record<string, FieldName>> = {
  geometry: "place",
  "geometry.coordinates": "place",
  accuracy_m: "accuracy",
  from: "from",
  to: "to",
};

type FieldName = "place" | "accuracy" | "date" | "from" | "endDate" | "to";

export class QuestionPanel {
  readonly element: HTMLElement;
  private readonly fields: Record<FieldName, Field>;
  private readonly otherDay = h("input", { type: "checkbox", id: "ends-other-day" });
  private readonly submitButton = h("button", { type: "submit", class: "primary" });
  private readonly note = h("p", { class: "form-note", role: "status" });

  constructor(private readonly events: QuestionEvents) {
    const today = localOf(Date.now()).slice(0, 10);
    this.fields = {
      place: new Field({
        name: "place",
        label: t("question.placeLabel"),
        hint: t("question.placeHint"),
        attributes: { type: "text", inputmode: "text", placeholder: "127.0847,37.5385", spellcheck: "false" },
      }),
      accuracy: new Field({
        name: "accuracy",
        label: t("question.accuracy"),
        attributes: {
          type: "number",
          min: 0,
          max: MAX_ACCURACY_M,
          step: "any",
          inputmode: "decimal",
          title: t("question.accuracyHint"),
        },
      }),
      date: new Field({ name: "date", label: t("question.date"), attributes: { type: "date", max: today } }),
      from: new Field({ name: "from", label: t("question.from"), attributes: { type: "time" } }),
      endDate: new Field({
        name: "endDate",
        label: t("question.endDate"),
        attributes: { type: "date", max: today },
      }),
      to: new Field({ name: "to", label: t("question.to"), attributes: { type: "time" } }),
    };
    this.fields.accuracy.value = String(DEFAULT_ACCURACY_M);
    this.otherDay.addEventListener("change", () => this.showEndDate());
    this.element = this.build();
    this.showEndDate();
    this.setBusy(false);
  }

  /** Writes a question from a link or the map into the fields. */
  show(question: Question | null): void {
    this.clearErrors();
    if (question === null) return;
    this.fields.place.value = formatCoordinates(question.place);
    this.fields.accuracy.value = String(question.accuracyM);
    const time = fieldsOf(question.interval);
    if (question.interval === null) return;
    this.fields.date.value = time.date;
    this.fields.from.value = time.fromTime;
    this.fields.to.value = time.toTime;
    this.otherDay.checked = time.endDate !== "";
    this.fields.endDate.value = time.endDate;
    this.showEndDate();
  }

  /** Takes a place from the map or the device and asks with what the form says. */
  askAbout(place: LonLat, accuracyM: number | null = null): void {
    this.fields.place.value = formatCoordinates(place);
    if (accuracyM !== null)
      this.fields.accuracy.value = String(Math.min(MAX_ACCURACY_M, Math.ceil(accuracyM)));
    this.submit();
  }

  submit(): void {
    this.clearErrors();
    const place = parseCoordinates(this.fields.place.value);
    const accuracyM = parseAccuracy(this.fields.accuracy.value);
    const time = readInterval(
      {
        date: this.fields.date.value,
        fromTime: this.fields.from.value,
        endDate: this.otherDay.checked ? this.fields.endDate.value : "",
        toTime: this.fields.to.value,
      },
      Date.now(),
    );
    if (!place.ok) this.fields.place.setError(t(COORDINATE_ERRORS[place.error]));
    if (accuracyM === null) this.fields.accuracy.setError(t("error.accuracy"));
    if (!time.ok) this.fields[time.field].setError(t(`error.${time.error}`));
    if (!place.ok || accuracyM === null || !time.ok) {
      this.focusFirstError();
      return;
    }
    if (place.swapped) this.setNote(t("question.swapped"));
    this.events.onAsk({ place: place.place, accuracyM, interval: time.interval });
  }

  /** Puts the errors of the service beside their fields; true when every one found its field. */
  showProblem(error: ApiError): boolean {
    const { problem } = error;
    if (problem === null) return false;
    const listed = problem.errors ?? [];
    const all =
      listed.length > 0 || (problem.parameter ?? null) === null
        ? listed
        : [{ parameter: problem.parameter ?? "", detail: problem.detail ?? problem.title ?? "" }];
    let placed = 0;
    for (const { parameter, detail } of all) {
      const name = PARAMETER_FIELDS[parameter];
      if (name === undefined) continue;
      this.fields[name].setError(t("error.fieldFromServer", { detail }));
      placed += 1;
    }
    if (placed > 0) this.focusFirstError();
    return placed > 0 && placed === all.length;
  }

  setBusy(busy: boolean): void {
    this.submitButton.textContent = busy ? t("question.asking") : t("question.submit");
    this.element.setAttribute("aria-busy", String(busy));
  }

  setNote(text: string): void {
    this.note.textContent = text;
  }

  /** What the form holds, to carry it over into another language. */
  draft(): Record<string, string> {
    const entries = Object.entries(this.fields).map(([name, field]): [string, string] => [name, field.value]);
    return { ...Object.fromEntries(entries), otherDay: this.otherDay.checked ? "1" : "" };
  }

  restore(draft: Record<string, string>): void {
    for (const [name, field] of Object.entries(this.fields)) field.value = draft[name] ?? "";
    this.otherDay.checked = draft["otherDay"] === "1";
    this.showEndDate();
  }

  focus(): void {
    this.fields.place.focus();
  }

  private build(): HTMLElement {
    const { place, accuracy, date, from, endDate, to } = this.fields;
    const locate = h(
      "button",
      { type: "button", class: "secondary with-icon", onclick: () => this.events.onLocate() },
      icon(ICONS.locate, 18),
      t("map.locate"),
    );
    const clear = h(
      "button",
      { type: "button", class: "plain", onclick: () => this.clear() },
      t("question.clear"),
    );
    const form = h(
      "form",
      { novalidate: true, autocomplete: "off", "aria-labelledby": "question-title" },
      h("div", { class: "form-row place-row" }, place.element, accuracy.element),
      h("div", { class: "form-row hint-row" }, place.hint, locate),
      h(
        "fieldset",
        { class: "time" },
        h("legend", {}, t("question.time")),
        h(
          "div",
          { class: "form-row" },
          date.element,
          this.dayButton("question.today", 0),
          this.dayButton("question.yesterday", 1),
        ),
        h("div", { class: "form-row" }, from.element, to.element),
        h("label", { class: "check", for: "ends-other-day" }, this.otherDay, t("question.endsOtherDay")),
        endDate.element,
        h("p", { class: "hint" }, t("question.timeHint")),
      ),
      h("div", { class: "form-row actions" }, this.submitButton, clear),
      this.note,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    return h(
      "section",
      { class: "question", "aria-labelledby": "question-title" },
      h("h2", { id: "question-title" }, t("question.title")),
      h("p", { class: "lead" }, t("question.help")),
      form,
    );
  }

  private dayButton(key: TextKey, daysAgo: number): HTMLElement {
    const onclick = (): void => {
      this.fields.date.value = localOf(Date.now() - daysAgo * 86_400_000).slice(0, 10);
    };
    return h("button", { type: "button", class: "secondary day", onclick }, t(key));
  }

  private clear(): void {
    for (const field of Object.values(this.fields)) field.value = "";
    this.fields.accuracy.value = String(DEFAULT_ACCURACY_M);
    this.otherDay.checked = false;
    this.showEndDate();
    this.clearErrors();
    this.events.onClear();
    this.focus();
  }

  private clearErrors(): void {
    this.setNote("");
    for (const field of Object.values(this.fields)) field.setError(null);
  }

  private focusFirstError(): void {
    Object.values(this.fields)
      .find((field) => field.invalid)
      ?.focus();
  }

  private showEndDate(): void {
    this.fields.endDate.element.hidden = !this.otherDay.checked;
    if (this.otherDay.checked && this.fields.endDate.value === "") {
      this.fields.endDate.value = this.fields.date.value;
    }
  }
}
