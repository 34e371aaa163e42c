/** Everything beside the map: bar, question, answer, camera details, loaded data. Rebuilt in another language. */

import { t } from "../i18n";
import type { Question } from "../state/query";
import type { AppState } from "../state/store";
import { h, replaceChildren } from "../ui/dom";
import { type AnswerEvents, AnswerPanel } from "./answerPanel";
import { type CameraEvents, CameraPanel } from "./cameraPanel";
import { type DataEvents, DataPanel } from "./dataPanel";
import { errorCard } from "./errorCard";
import { type QuestionEvents, QuestionPanel } from "./questionPanel";
import { Topbar, type TopbarEvents } from "./topbar";

export interface PageEvents extends QuestionEvents, AnswerEvents, CameraEvents, DataEvents, TopbarEvents {
  onReload: () => void;
}

export interface PageFrame {
  top: HTMLElement;
  /** Scrolls; holds question, answer and data. */
  content: HTMLElement;
  /** Lies over the content while a camera is shown. */
  overlay: HTMLElement;
}

interface Parts {
  topbar: Topbar;
  question: QuestionPanel;
  answer: AnswerPanel;
  camera: CameraPanel;
  data: DataPanel;
}

export class Page {
  private parts: Parts;
  private returnFocus: HTMLElement | null = null;
  private scrollTop = 0;

  constructor(
    private readonly frame: PageFrame,
    private readonly events: PageEvents,
  ) {
    this.parts = this.build();
  }

  get question(): QuestionPanel {
    return this.parts.question;
  }

  /** Builds all again after the language changed; what was typed stays. */
  rebuild(state: AppState): void {
    const draft = this.parts.question.draft();
    this.parts = this.build();
    this.parts.question.restore(draft);
    this.update(state, null);
  }

  showQuestion(question: Question | null): void {
    this.parts.question.show(question);
  }

  update(state: AppState, previous: AppState | null): void {
    const changed = (key: keyof AppState): boolean => previous === null || state[key] !== previous[key];
    const { topbar, question, answer, data } = this.parts;
    if (changed("config")) topbar.render(state);
    if (changed("institutions") || changed("config")) data.update(state);
    if (changed("answer") || changed("purposes")) {
      question.setBusy(state.answer.kind === "loading");
      const placed =
        changed("answer") && state.answer.kind === "error" && question.showProblem(state.answer.error);
      answer.update(state, placed);
      data.element.hidden = state.answer.kind !== "idle";
    }
    if (changed("selected")) this.showCamera(state, previous);
    if (changed("startError")) this.showStartError(state);
  }

  focusAnswer(): void {
    this.parts.answer.focus();
  }

  /** Scrolls the answer to the top of the panel. */
  showAnswer(): void {
    this.frame.content.scrollTo({ top: Math.max(0, this.parts.answer.element.offsetTop - 8) });
  }

  private build(): Parts {
    const { events } = this;
    const parts: Parts = {
      topbar: new Topbar(events),
      question: new QuestionPanel(events),
      answer: new AnswerPanel(events),
      camera: new CameraPanel(events),
      data: new DataPanel(events),
    };
    const { topbar, question, answer, camera, data } = parts;
    replaceChildren(this.frame.top, topbar.element, topbar.banner);
    replaceChildren(this.frame.content, question.element, answer.element, data.element, answer.announcer);
    replaceChildren(this.frame.overlay, camera.element);
    return parts;
  }

  private showCamera(state: AppState, previous: AppState | null): void {
    const { camera } = this.parts;
    const opens = previous !== null && previous.selectedId === null && state.selectedId !== null;
    const closes = previous !== null && previous.selectedId !== null && state.selectedId === null;
    if (opens) {
      this.returnFocus = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      this.scrollTop = this.frame.content.scrollTop;
    }
    camera.update(state);
    this.frame.content.hidden = state.selectedId !== null;
    this.frame.overlay.hidden = state.selectedId === null;
    // More that is learnt of the same camera does not take the focus again.
    const same = previous?.selected.kind === "done" && previous.selectedId === state.selectedId;
    if (state.selectedId !== null && previous !== null && !same) camera.focus();
    if (closes) {
      this.frame.content.scrollTop = this.scrollTop;
      this.returnFocus?.focus({ preventScroll: true });
      this.returnFocus = null;
    }
  }

  private showStartError(state: AppState): void {
    this.frame.content.querySelector(".start-error")?.remove();
    if (state.startError === null) return;
    const card = errorCard(state.startError, () => this.events.onReload());
    card.prepend(h("p", {}, t("app.startError")));
    card.classList.add("start-error");
    this.frame.content.prepend(card);
  }
}
