/** Which registers are loaded, each a way to its place on the map. */

import type { Institution } from "../api/types";
import { nameOf, t, tn } from "../i18n";
import { formatNumber } from "../i18n/format";
import type { AppState } from "../state/store";
import { h, replaceChildren } from "../ui/dom";

export interface DataEvents {
  onShow: (box: [number, number, number, number]) => void;
}

const FIRST = 12;

export class DataPanel {
  readonly element = h("section", { class: "data", "aria-labelledby": "data-title" });

  constructor(private readonly events: DataEvents) {}

  update({ institutions, config }: AppState): void {
    const loaded = institutions
      .filter((i) => (i.sites ?? 0) > 0)
      .sort((a, b) => (b.sites ?? 0) - (a.sites ?? 0));
    replaceChildren(
      this.element,
      h("h3", { id: "data-title" }, t("data.title")),
      h(
        "p",
        { class: "muted" },
        config === null ? t("app.loading") : intro(loaded.length, institutions.length),
      ),
      h("ul", { class: "data-list" }, ...loaded.slice(0, FIRST).map((i) => this.row(i))),
      loaded.length > FIRST &&
        h(
          "details",
          {},
          h("summary", {}, t("data.more", { n: formatNumber(loaded.length - FIRST) })),
          h("ul", { class: "data-list" }, ...loaded.slice(FIRST).map((i) => this.row(i))),
        ),
      h(
        "p",
        { class: "small data-api" },
        h("a", { href: "/api/docs" }, t("data.api")),
        config !== null && h("span", { class: "muted" }, ` · Siya ${config.version}`),
      ),
    );
  }

  private row(institution: Institution): HTMLLIElement {
    const name = nameOf({ ko: institution.name_ko, en: institution.name_en });
    const { bbox } = institution;
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: "plain",
          title: t("data.show", { name }),
          disabled: bbox === null,
          onclick: () => bbox !== null && this.events.onShow(bbox),
        },
        name,
      ),
      h("span", { class: "muted" }, tn("n.sites", institution.sites ?? 0)),
      institution.sample && h("span", { class: "sample-tag" }, t("app.sampleShort")),
    );
  }
}

function intro(loaded: number, total: number): string {
  if (loaded === 0) return t("app.noData");
  return t("data.intro", { loaded: formatNumber(loaded), total: formatNumber(total) });
}
