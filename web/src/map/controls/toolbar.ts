/** Zoom, whole area and own location. The location is asked for only on press and stays in the page. */

import { Control, DomEvent, type Map as LeafletMap } from "leaflet";
import { type TextKey, t } from "../../i18n";
import { h, ICONS, icon } from "../../ui/dom";

export interface ToolbarEvents {
  onHome: () => void;
  onLocate: () => void;
}

export class ToolbarControl extends Control {
  private readonly root = h("div", { class: "toolbar", role: "group" });
  private readonly labels: [HTMLButtonElement, TextKey][] = [];

  constructor(private readonly events: ToolbarEvents) {
    super({ position: "bottomleft" });
  }

  override onAdd(map: LeafletMap): HTMLElement {
    this.add(icon(ICONS.locate), "map.locate", "locate", () => this.events.onLocate());
    this.add(icon(ICONS.home), "map.home", "home", () => this.events.onHome());
    this.add(icon("M12 5v14M5 12h14"), "map.zoomIn", "zoom-in", () => map.zoomIn());
    this.add(icon("M5 12h14"), "map.zoomOut", "zoom-out", () => map.zoomOut());
    DomEvent.disableClickPropagation(this.root);
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    this.render();
    return this.root;
  }

  render(): void {
    for (const [button, key] of this.labels) {
      button.setAttribute("aria-label", t(key));
      button.title = t(key);
    }
  }

  setLocating(busy: boolean): void {
    this.root.querySelector(".locate")?.classList.toggle("is-busy", busy);
  }

  private add(picture: SVGSVGElement, key: TextKey, name: string, onclick: () => void): void {
    const button = h("button", { type: "button", class: name, onclick }, picture);
    this.labels.push([button, key]);
    this.root.appendChild(button);
  }
}
