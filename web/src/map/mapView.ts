/** The map as the rest of the page sees it: it draws the state and tells what the reader did on it. */

import { DomEvent, type Map as LeafletMap, type LeafletMouseEvent } from "leaflet";
import type { PurposeCode } from "../api/types";
import { nameOf, t } from "../i18n";
import type { LonLat } from "../state/coordinates";
import type { AppState } from "../state/store";
import type { MapView as ViewPort } from "../state/url";
import { h } from "../ui/dom";
import { AttributionControl } from "./controls/attribution";
import { LegendControl } from "./controls/legend";
import { ToolbarControl } from "./controls/toolbar";
import { addBasemap, type Box, type Covered, createMap, homeBox, showBox } from "./createMap";
import { AnswerLayer } from "./layers/answerLayer";
import { BoundaryLayer } from "./layers/boundaryLayer";
import { CameraLayer } from "./layers/cameraLayer";
import { LabelLayer, type LabelNames } from "./layers/labelLayer";
import type { Outlines } from "./layers/outlines";
import { unitsPerMetre, worldY } from "./mercator";
import type { FetchTile } from "./tiles/tileStore";

export interface MapEvents {
  /** `tapWidthM`: ground width of a fingertip, 0 from the keyboard. */
  onAsk: (place: LonLat, tapWidthM: number) => void;
  onSelect: (id: number) => void;
  onHidden: (hidden: ReadonlySet<PurposeCode>) => void;
  onLongRange: (on: boolean) => void;
  onLocate: () => void;
  onView: (view: ViewPort) => void;
  onProgress: (pending: number, failed: boolean) => void;
}

/** A fingertip or a pointer, in pixels. */
const TAP_PX = 8;
/** Near enough to see single houses: where a place typed in is shown. */
const PLACE_ZOOM = 17;

export class MapView {
  readonly toolbar: ToolbarControl;
  private readonly map: LeafletMap;
  private readonly legend: LegendControl;
  private readonly attribution = new AttributionControl();
  private readonly cameras: CameraLayer;
  private readonly answer = new AnswerLayer();
  private readonly labels: LabelLayer;
  private boundaries: BoundaryLayer | null = null;
  private outlines: Outlines | null = null;
  private homeBox: Box | null = null;

  constructor(
    private readonly container: HTMLElement,
    fetchTile: FetchTile,
    private readonly events: MapEvents,
    private readonly coveredBelow: () => number,
    wide: boolean,
  ) {
    this.map = createMap(container);
    this.legend = new LegendControl(events, wide);
    this.toolbar = new ToolbarControl({ onHome: () => this.home(), onLocate: events.onLocate });
    this.cameras = new CameraLayer(fetchTile, {
      onProgress: events.onProgress,
      onDrawn: () => this.labels.scheduleRedraw(),
    });
    this.labels = new LabelLayer(plainNames, () => this.obstacles());
    for (const layer of [this.cameras, this.labels, this.answer]) layer.addTo(this.map);
    for (const control of [this.attribution, this.toolbar, this.legend]) control.addTo(this.map);
    this.listen();
    // The banner or the address bar of a phone changes the frame without a resize of the window.
    new ResizeObserver(() => this.measure()).observe(container);
    this.render();
  }

  /** Draws the state again after any change of it. */
  update(state: AppState, previous: AppState | null): void {
    const changed = (key: keyof AppState): boolean => previous === null || state[key] !== previous[key];
    if (changed("config") && state.config !== null) this.configure(state);
    if (changed("config") || changed("purposes") || changed("hidden") || changed("longRange")) {
      this.legend.update(state);
      this.cameras.update(state.hidden, state.longRange);
    }
    if (changed("institutions") || changed("lang")) this.updateBoundaries(state);
    if (changed("question") || changed("answer") || changed("selected")) this.updateAnswer(state);
    if (changed("lang")) this.render();
  }

  setOutlines(outlines: Outlines, state: AppState): void {
    this.outlines = outlines;
    this.updateBoundaries(state);
  }

  setView(view: ViewPort): void {
    this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
  }

  home(): void {
    if (this.homeBox === null) return;
    this.showBox(this.homeBox);
  }

  showBox(box: Box): void {
    this.measure();
    showBox(this.map, box, this.covered());
  }

  /** Brings a place into the part of the map that nothing covers. */
  goTo(place: LonLat, minZoom = PLACE_ZOOM): void {
    this.measure();
    const zoom = Math.max(this.map.getZoom(), minZoom);
    const { right, below } = this.covered();
    const target = this.map.project([place.lat, place.lon], zoom).add([right / 2, below / 2]);
    this.map.setView(this.map.unproject(target, zoom), zoom);
  }

  /** Pans only when the place is out of sight. */
  ensureVisible(place: LonLat): void {
    this.measure();
    const at = this.map.latLngToContainerPoint([place.lat, place.lon]);
    const size = this.map.getSize();
    const { right, below } = this.covered();
    const free = { right: size.x - right - 30, bottom: size.y - below - 50 };
    if (at.x > 70 && at.y > 60 && at.x < free.right && at.y < free.bottom) return;
    this.goTo(place, this.map.getZoom());
  }

  /** On a phone the legend would lie over the place asked about. */
  closeLegendIfNarrow(): void {
    if (this.coveredBelow() > 0) this.legend.setOpen(false);
  }

  private covered(): Covered {
    const below = this.coveredBelow();
    // On a phone the open legend covers the map only for as long as it is used, and a sheet over all of
    // it leaves nothing free: then the place is put where the half sheet will show it.
    if (below > 0) return { right: 0, below: Math.min(below, this.map.getSize().y / 2) };
    return { right: this.legend.coveredPx, below: 0 };
  }

  /** Leaflet remembers the size of the map: this tells it the one of now. */
  private measure(): void {
    this.map.invalidateSize({ animate: false });
  }

  private configure(state: AppState): void {
    const { config } = state;
    if (config === null || this.boundaries !== null) return;
    this.boundaries = new BoundaryLayer(config.basemap === null).addTo(this.map);
    if (config.basemap !== null) addBasemap(this.map, config.basemap);
    this.homeBox = config.bbox === null ? null : homeBox(config.bbox);
    this.attribution.update({
      boundaries: config.boundaries_attribution,
      basemap: config.basemap?.attribution ?? null,
    });
    this.updateBoundaries(state);
  }

  private updateBoundaries(state: AppState): void {
    const loaded = new Set(state.institutions.filter((i) => i.loaded).map((i) => i.code));
    this.boundaries?.update(this.outlines, loaded);
    this.labels.update(this.outlines, namesOf(state));
  }

  private updateAnswer(state: AppState): void {
    const { question, answer, selected } = state;
    // The cameras of the answer stand out from all the others.
    this.cameras.setFaint(answer.kind === "done");
    this.answer.update({
      place: question === null ? null : { ...question.place, accuracyM: question.accuracyM },
      cameras: answer.kind === "done" ? answer.value.features : [],
      selected: selected.kind === "done" ? selected.value : null,
    });
  }

  private render(): void {
    this.container.setAttribute("aria-label", t("map.label"));
    this.legend.render();
    this.toolbar.render();
    this.attribution.render();
    this.cameras.scheduleRedraw();
  }

  private listen(): void {
    this.container.setAttribute("role", "application");
    this.container.appendChild(h("div", { class: "crosshair", "aria-hidden": "true" }));
    this.map.on("click", (event: LeafletMouseEvent) => this.click(event));
    this.map.on("moveend", () => {
      const { lat, lng } = this.map.getCenter();
      this.events.onView({ zoom: this.map.getZoom(), lat, lon: lng });
    });
    this.container.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== this.container) return;
      DomEvent.preventDefault(event);
      const { lat, lng } = this.map.getCenter();
      this.events.onAsk({ lon: lng, lat }, 0);
    });
  }

  private click(event: LeafletMouseEvent): void {
    const finger = window.matchMedia("(pointer: coarse)").matches;
    const hit = this.cameras.hit(event.latlng, finger ? 8 : 2);
    if (hit?.kind === "camera") {
      this.events.onSelect(hit.id);
      return;
    }
    if (hit?.kind === "cluster") {
      this.map.setView([hit.lat, hit.lng], Math.min(this.map.getZoom() + 2, 19));
      return;
    }
    const { lat, lng } = event.latlng;
    const metrePx = unitsPerMetre(worldY(lat)) * 2 ** this.map.getZoom();
    this.events.onAsk({ lon: lng, lat }, TAP_PX / metrePx);
  }

  private obstacles(): { x: number; y: number; width: number; height: number }[] {
    return this.cameras.drawnClusters().map(({ x, y, radius }) => ({
      x,
      y,
      width: 1.8 * radius,
      height: 1.8 * radius,
    }));
  }
}

const plainNames: LabelNames = { municipality: (_, name) => name, region: (name) => name };

/** Names of the outlines in the reader's language: the outlines themselves are Korean only. */
function namesOf({ institutions }: AppState): LabelNames {
  const municipalities = new Map(institutions.map((i) => [i.code, i]));
  const regions = new Map(institutions.map((i) => [i.region_ko, i.region_en]));
  return {
    municipality: (code, ko) => nameOf({ ko, en: municipalities.get(code)?.name_en ?? null }),
    region: (ko) => nameOf({ ko, en: regions.get(ko) ?? null }),
  };
}
