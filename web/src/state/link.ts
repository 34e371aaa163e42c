/** Keeps the URL fragment in step with the page: a new question is a step in the history, a pan is not. */

import { sameQuestion } from "./query";
import type { Store } from "./store";
import { formatFragment, type LinkState, parseFragment } from "./url";

const VIEW_DELAY_MS = 300;

export class LinkSync {
  private timer = 0;

  constructor(
    private readonly store: Store,
    onNavigate: (link: LinkState) => void,
  ) {
    window.addEventListener("popstate", () => onNavigate(this.read()));
  }

  read(): LinkState {
    return parseFragment(window.location.hash);
  }

  /** Starts to follow the store. */
  start(): void {
    this.store.on(["question"], (state, previous) => {
      const isNew = state.question !== null && !sameQuestion(state.question, previous.question);
      this.write(isNew && !sameQuestion(state.question, this.read().question) ? "push" : "replace");
    });
    this.store.on(["view", "hidden", "longRange", "lang"], () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.write("replace"), VIEW_DELAY_MS);
    });
  }

  private write(how: "push" | "replace"): void {
    window.clearTimeout(this.timer);
    const { view, question, hidden, longRange, lang } = this.store.get();
    const fragment = formatFragment({ view, question, hidden, longRange, lang });
    if (fragment === window.location.hash) return;
    const address = `${window.location.pathname}${fragment}`;
    if (how === "push") window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }
}
