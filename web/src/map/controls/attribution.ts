/** Who made what the map shows. Text from the service is written as text; links only if they are http(s). */

import { Control, DomEvent } from "leaflet";
import { h, replaceChildren } from "../../ui/dom";

export interface Credits {
  boundaries: string;
  basemap: string | null;
}

export class AttributionControl extends Control {
  private readonly root = h("div", { class: "attribution" });
  private credits: Credits = { boundaries: "", basemap: null };

  constructor() {
    // The corner of the tools, added before them: however long it gets, they stand above it.
    super({ position: "bottomleft" });
  }

  override onAdd(): HTMLElement {
    DomEvent.disableClickPropagation(this.root);
    return this.root;
  }

  update(credits: Credits): void {
    this.credits = credits;
    this.render();
  }

  render(): void {
    const { boundaries, basemap } = this.credits;
    replaceChildren(
      this.root,
      boundaries !== "" && h("span", {}, boundaries),
      basemap !== null && h("span", {}, ...readMarkup(basemap)),
      h("a", { href: "https://leafletjs.com", rel: "noreferrer" }, "Leaflet"),
    );
  }
}

/** Attributions of base tiles usually hold a link: text and http(s) links are kept, all else is dropped. */
export function readMarkup(markup: string): (string | HTMLAnchorElement)[] {
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  return [...parsed.body.childNodes].map((node) => {
    const text = node.textContent ?? "";
    const href = node instanceof HTMLAnchorElement ? node.getAttribute("href") : null;
    return href !== null && /^https?:\/\//.test(href) ? h("a", { href, rel: "noreferrer" }, text) : text;
  });
}
