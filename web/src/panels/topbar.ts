/** Name of the service, language, API; and the banner that says when data are a sample. */

import { lang, t } from "../i18n";
import type { AppState } from "../state/store";
import { h, replaceChildren } from "../ui/dom";

export interface TopbarEvents {
  onLang: () => void;
}

export class Topbar {
  readonly element = h("div", { class: "topbar" });
  readonly banner = h("p", { class: "sample-banner", role: "note", hidden: true });

  constructor(private readonly events: TopbarEvents) {}

  render(state: AppState): void {
    const other = lang() === "ko" ? "en" : "ko";
    replaceChildren(
      this.element,
      h(
        "div",
        { class: "brand" },
        h("img", { src: "/favicon.svg", alt: "", width: 28, height: 28 }),
        h("h1", {}, lang() === "ko" ? "시야" : "Siya"),
        h("span", {}, t("app.tagline")),
      ),
      h(
        "nav",
        {},
        h("a", { href: "/api/docs" }, t("app.api")),
        h(
          "button",
          {
            type: "button",
            class: "lang",
            lang: other,
            "aria-label": t("app.switchLangLabel"),
            onclick: () => this.events.onLang(),
          },
          t("app.switchLang"),
        ),
      ),
    );
    this.banner.hidden = state.config?.sample !== true;
    this.banner.textContent = t("app.sampleBanner");
  }
}
