/** Joins store, map, panels and link: what happens when the reader does something. */

import { loadBoundaries, loadConfig, loadInstitutions, loadPurposes, loadTile } from "./api/client";
import { setLang, t } from "./i18n";
import { formatDistance } from "./i18n/format";
import { LocateFailure, locate } from "./map/controls/locate";
import { readOutlines } from "./map/layers/outlines";
import { MapView } from "./map/mapView";
import { Page } from "./panels/page";
import { Sheet } from "./panels/sheet";
import { Actions, asApiError } from "./state/actions";
import { isInKorea, type LonLat } from "./state/coordinates";
import { LinkSync } from "./state/link";
import { type Question, sameQuestion } from "./state/query";
import { type AppState, type Lang, Store } from "./state/store";
import type { LinkState } from "./state/url";

/** The places of index.html that the page fills. */
export interface Shell {
  top: HTMLElement;
  panel: HTMLElement;
  content: HTMLElement;
  overlay: HTMLElement;
  map: HTMLElement;
  progress: HTMLElement;
  /** Failures of the map, in words. */
  notice: HTMLElement;
  skip: HTMLAnchorElement;
}

/** Pixels of screen height from which the legend is open at the start. */
const MIN_LEGEND_HEIGHT = 600;

export class App {
  private readonly store = new Store();
  private readonly actions = new Actions(this.store);
  private readonly link = new LinkSync(this.store, (link) => this.navigate(link));
  private readonly sheet: Sheet;
  private readonly map: MapView;
  private readonly page: Page;
  /** The next answer takes the focus: it was asked for from the form or the keyboard. */
  private focusAnswer = false;
  /** The question comes from a place on the map. */
  private pointedAt = false;

  constructor(private readonly shell: Shell) {
    const { lang, hidden, longRange } = this.link.read();
    this.store.set({ lang: lang ?? "ko", hidden, longRange });
    this.applyLang(lang ?? "ko");
    this.sheet = new Sheet(shell.panel, (covered) => {
      document.documentElement.style.setProperty("--sheet-covered", `${covered}px`);
    });
    this.map = this.createMap();
    this.page = this.createPage();
    this.page.update(this.store.get(), null);
    this.map.update(this.store.get(), null);
    this.store.onAny((state, previous) => this.changed(state, previous));
    unfoldForPrint(shell.content);
    shell.skip.addEventListener("click", (event) => {
      // Not by the fragment: that holds the view and the question.
      event.preventDefault();
      this.sheet.reveal();
      this.page.question.focus();
    });
  }

  async start(): Promise<void> {
    const link = this.link.read();
    if (link.view !== null) this.map.setView(link.view);
    this.link.start();
    await this.load();
    if (link.view === null && link.question === null) this.map.home();
    if (link.question === null) return;
    this.page.showQuestion(link.question);
    this.open(link, link.question);
  }

  private async load(): Promise<void> {
    const { signal } = new AbortController();
    const outlines = loadBoundaries(signal).then((data) => {
      this.map.setOutlines(readOutlines(data), this.store.get());
    });
    try {
      const [config, purposes, institutions] = await Promise.all([
        loadConfig(signal),
        loadPurposes(signal),
        loadInstitutions(signal),
      ]);
      this.store.set({ config, purposes, institutions, startError: null });
      await outlines;
    } catch (error) {
      this.store.set({ startError: asApiError(error) });
    }
  }

  private createPage(): Page {
    const { top, content, overlay } = this.shell;
    return new Page(
      { top, content, overlay },
      {
        onAsk: (question) => this.ask(question),
        onClear: () => this.actions.clear(),
        onLocate: () => void this.useLocation(),
        onSelect: (id) => void this.select(id),
        onRetry: (id) => this.retry(id),
        onClose: () => this.actions.deselect(),
        onAskAt: (place) => this.askAt(place, 0),
        onCopyLink: () => copyText(window.location.href),
        onShow: (box) => this.map.showBox(box),
        onReload: () => void this.load(),
        onLang: () => this.store.set({ lang: this.store.get().lang === "ko" ? "en" : "ko" }),
      },
    );
  }

  private createMap(): MapView {
    return new MapView(
      this.shell.map,
      loadTile,
      {
        onAsk: (place, tapWidthM) => this.askAt(place, tapWidthM),
        onSelect: (id) => void this.select(id),
        onHidden: (hidden) => this.store.set({ hidden }),
        onLongRange: (longRange) => this.store.set({ longRange }),
        onLocate: () => void this.useLocation(),
        onView: (view) => this.store.set({ view }),
        onProgress: (pending, failed) => this.showProgress(pending, failed),
      },
      () => this.sheet.covered(),
      !this.sheet.isNarrow() && window.innerHeight >= MIN_LEGEND_HEIGHT,
    );
  }

  private changed(state: AppState, previous: AppState): void {
    if (state.lang !== previous.lang) {
      this.applyLang(state.lang);
      this.sheet.render();
      this.page.rebuild(state);
    } else {
      this.page.update(state, previous);
    }
    this.map.update(state, previous);
    if (state.answer !== previous.answer) this.answered(state);
  }

  /** From a link: in the view that it names, or from near. */
  private open({ view }: LinkState, question: Question): void {
    if (view === null) this.map.goTo(question.place);
    else this.map.ensureVisible(question.place);
    void this.actions.ask(question);
  }

  /** From the form. */
  private ask(question: Question): void {
    this.focusAnswer ||= document.activeElement?.closest("form") !== null;
    this.sheet.reveal();
    const before = this.store.get().question?.place;
    const moved = before?.lon !== question.place.lon || before.lat !== question.place.lat;
    // A place that was typed is shown from near; one that was pointed at is in sight already.
    if (moved && !this.pointedAt) this.map.goTo(question.place);
    else this.map.ensureVisible(question.place);
    void this.actions.ask(question);
  }

  /** From the map or a camera: with the accuracy and time that the form holds. */
  private askAt(place: LonLat, tapWidthM: number): void {
    this.focusAnswer = tapWidthM === 0;
    this.map.closeLegendIfNarrow();
    this.pointedAt = true;
    this.page.question.askAbout(place);
    this.pointedAt = false;
    const question = this.store.get().question;
    if (tapWidthM > Math.max(2 * (question?.accuracyM ?? 0), 40)) {
      this.page.question.setNote(t("question.coarseTap", { m: formatDistance(tapWidthM) }));
    }
  }

  private answered(state: AppState): void {
    if (state.answer.kind === "idle" || state.answer.kind === "loading") return;
    this.sheet.reveal();
    this.page.showAnswer();
    if (state.answer.kind === "done" && state.question !== null) {
      this.map.ensureVisible(state.question.place);
    }
    if (this.focusAnswer && state.answer.kind === "done") this.page.focusAnswer();
    this.focusAnswer = false;
  }

  private async select(id: number): Promise<void> {
    this.sheet.reveal();
    await this.actions.select(id);
    const { selected, selectedId } = this.store.get();
    if (selectedId !== id || selected.kind !== "done") return;
    const [lon = 0, lat = 0] = selected.value.geometry.coordinates;
    this.map.ensureVisible({ lon, lat });
  }

  private retry(id: number | null): void {
    const { question } = this.store.get();
    if (id !== null) void this.actions.select(id);
    else if (question !== null) void this.actions.ask(question);
  }

  private async useLocation(): Promise<void> {
    this.sheet.reveal();
    this.map.toolbar.setLocating(true);
    this.page.question.setNote(t("map.locating"));
    try {
      const { lon, lat, accuracyM } = await locate();
      if (!isInKorea({ lon, lat })) {
        this.page.question.setNote(t("map.locateOutside"));
        return;
      }
      this.page.question.askAbout({ lon, lat }, Math.max(accuracyM, 5));
    } catch (error) {
      const denied = error instanceof LocateFailure && error.reason === "denied";
      this.page.question.setNote(t(denied ? "map.locateDenied" : "map.locateFailed"));
    } finally {
      this.map.toolbar.setLocating(false);
    }
  }

  /** Back, forward, or a link pasted into the open page. */
  private navigate(link: LinkState): void {
    this.store.set({ hidden: link.hidden, longRange: link.longRange, lang: link.lang ?? "ko" });
    if (link.view !== null) this.map.setView(link.view);
    if (sameQuestion(link.question, this.store.get().question)) return;
    this.page.showQuestion(link.question);
    if (link.question === null) this.actions.clear();
    else this.open(link, link.question);
  }

  private applyLang(lang: Lang): void {
    setLang(lang);
    document.documentElement.lang = lang;
    document.title = t("app.title");
    this.shell.skip.textContent = t("app.skip");
    this.shell.panel.setAttribute("aria-label", t("app.panel"));
  }

  private showProgress(pending: number, failed: boolean): void {
    this.shell.progress.hidden = pending === 0;
    this.shell.notice.textContent = failed && pending === 0 ? t("error.tiles") : "";
  }
}

/** On paper nothing can be unfolded: everything is, for as long as it prints. */
function unfoldForPrint(content: HTMLElement): void {
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    opened = [...content.querySelectorAll("details:not([open])")].filter(
      (d) => d instanceof HTMLDetailsElement,
    );
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
}

/** False when the browser does not allow it. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
