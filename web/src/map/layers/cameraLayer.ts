/** All cameras on one canvas: clusters below zoom 12, symbols from there, true capture circles from zoom 13. */

import type { LatLng } from "leaflet";
import type { PurposeCode } from "../../api/types";
import { t } from "../../i18n";
import { grow, latOf, lonOf, unitsPerMetre } from "../mercator";
import { type ClusterTile, POINT_ZOOM } from "../tiles/decode";
import { type FetchTile, TileStore, tilesOver } from "../tiles/tileStore";
import { CanvasLayer, type Frame } from "./canvasLayer";
import { type Cluster, drawClusters, mergeClusters } from "./clusters";
import { CIRCLE_ZOOM, dotRadius, drawPoints } from "./drawPoints";
import { SpriteCache } from "./sprites";
import { collectPieces, forEachVisible, hiddenIndexes, type Piece } from "./visiblePoints";
import { drawWatermark } from "./watermark";

export type Hit = { kind: "camera"; id: number } | { kind: "cluster"; lat: number; lng: number };

export interface CameraLayerEvents {
  onProgress: (pending: number, failed: boolean) => void;
  /** After each drawing; labels keep clear of the clusters. */
  onDrawn: () => void;
}

/** Metres beyond the view whose circles may still reach into it. */
const REACH_M = 300;
const LONG_REACH_M = 3000;

export class CameraLayer extends CanvasLayer {
  private readonly store: TileStore;
  private readonly events: CameraLayerEvents;
  private hidden = hiddenIndexes(new Set());
  private longRange = false;
  private sprites = new SpriteCache(1);
  private spriteRatio = 1;
  private clusters: Cluster[] = [];
  private pieces: Piece[] = [];

  constructor(fetchTile: FetchTile, events: CameraLayerEvents) {
    super("cameras", "cameras");
    this.events = events;
    this.store = new TileStore(fetchTile, {
      onTile: () => this.scheduleRedraw(),
      onProgress: events.onProgress,
    });
  }

  update(hidden: ReadonlySet<PurposeCode>, longRange: boolean): void {
    this.hidden = hiddenIndexes(hidden);
    this.longRange = longRange;
    this.scheduleRedraw();
  }

  /** Steps back while an answer is shown. */
  setFaint(faint: boolean): void {
    const pane = this.map?.getPane("cameras");
    if (pane !== undefined) pane.style.opacity = faint ? "0.5" : "1";
  }

  /** The clusters drawn last, in pixels of the canvas. */
  drawnClusters(): readonly Cluster[] {
    return this.clusters;
  }

  /** What is drawn at a place of the map: a camera within reach of a finger, or a cluster. */
  hit(at: LatLng, tolerance: number): Hit | null {
    const frame = this.currentFrame();
    if (frame === null || this.map === null) return null;
    const world = this.map.project(at, 0);
    const x = world.x * frame.scale - frame.originX;
    const y = world.y * frame.scale - frame.originY;
    if (frame.zoom < POINT_ZOOM) {
      const cluster = this.clusters.findLast((c) => Math.hypot(c.x - x, c.y - y) <= c.radius + 2);
      if (cluster === undefined) return null;
      return {
        kind: "cluster",
        lat: latOf((cluster.y + frame.originY) / frame.scale),
        lng: lonOf((cluster.x + frame.originX) / frame.scale),
      };
    }
    let best = dotRadius(frame.zoom) + tolerance;
    let id = -1;
    forEachVisible(this.pieces, frame, this.hidden, (point) => {
      const distance = Math.hypot(point.x - x, point.y - y);
      if (distance >= best || point.id < 0) return;
      best = distance;
      id = point.id;
    });
    return id < 0 ? null : { kind: "camera", id };
  }

  protected override draw(frame: Frame): void {
    this.useRatio(frame.ratio);
    const metre = unitsPerMetre((frame.box.minY + frame.box.maxY) / 2);
    const reach = this.longRange ? LONG_REACH_M : frame.zoom >= CIRCLE_ZOOM ? REACH_M : 0;
    const box = frame.zoom >= POINT_ZOOM ? grow(frame.box, reach * metre) : frame.box;
    const addresses = tilesOver(box, frame.zoom);
    this.store.want(addresses);
    this.clusters = [];
    this.pieces = [];
    if (frame.zoom < POINT_ZOOM) {
      const tiles = addresses.map((address) => this.store.get(address));
      const ready = tiles.filter((tile): tile is ClusterTile => tile?.kind === "clusters");
      this.clusters = mergeClusters(ready, frame, this.hidden);
      drawClusters(frame, this.clusters);
    } else {
      this.pieces = collectPieces(this.store, addresses);
      const { sprites, hidden, longRange } = this;
      const samples = drawPoints(frame, this.pieces, { sprites, hidden, longRange });
      drawWatermark(frame, samples, t("app.sampleShort"));
    }
    this.events.onDrawn();
  }

  private useRatio(ratio: number): void {
    // Sprites of many zooms pile up: start afresh before they take much memory.
    if (ratio === this.spriteRatio && this.sprites.size < 1500) return;
    this.spriteRatio = ratio;
    this.sprites = new SpriteCache(ratio);
  }
}
