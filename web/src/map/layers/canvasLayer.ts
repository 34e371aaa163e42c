/**
 * A layer that is one canvas over the view and a margin around it. It redraws when a movement ends (or runs
 * out of margin) and is carried along by CSS transforms in between, so panning costs nothing.
 */

import {
  DomUtil,
  Layer,
  type LeafletEventHandlerFn,
  type Map as LeafletMap,
  type ZoomAnimEvent,
} from "leaflet";
import { latOf, lonOf, type WorldBox } from "../mercator";

/** Part of the view's width and height that is drawn beyond each edge. */
const MARGIN = 0.2;

/** One drawing: `screen = world * scale - origin`, in CSS pixels of the canvas. */
export interface Frame {
  ctx: CanvasRenderingContext2D;
  zoom: number;
  scale: number;
  originX: number;
  originY: number;
  width: number;
  height: number;
  ratio: number;
  /** What the canvas covers, in world units. */
  box: WorldBox;
}

export abstract class CanvasLayer extends Layer {
  protected map: LeafletMap | null = null;
  private readonly canvas: HTMLCanvasElement;
  private readonly paneName: string;
  private frame: Frame | null = null;
  private pending = 0;

  constructor(paneName: string, className: string) {
    super();
    this.paneName = paneName;
    this.canvas = document.createElement("canvas");
    this.canvas.className = `canvas-layer leaflet-zoom-animated ${className}`;
    this.canvas.setAttribute("aria-hidden", "true");
  }

  protected abstract draw(frame: Frame): void;

  override onAdd(map: LeafletMap): this {
    this.map = map;
    map.getPane(this.paneName)?.appendChild(this.canvas);
    this.redraw();
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    this.canvas.remove();
    this.map = null;
    return this;
  }

  override getEvents(): { [name: string]: LeafletEventHandlerFn } {
    return {
      moveend: this.redraw,
      resize: this.redraw,
      viewreset: this.redraw,
      move: this.redrawBeyondMargin,
      zoom: this.followZoom,
      zoomanim: (event) => this.transform(event as ZoomAnimEvent),
    };
  }

  /** Draws again in the next animation frame, however often it is called before. */
  scheduleRedraw(): void {
    if (this.pending !== 0 || this.map === null) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.redraw();
    });
  }

  protected currentFrame(): Frame | null {
    return this.frame;
  }

  protected redraw(): void {
    const map = this.map;
    const ctx = this.canvas.getContext("2d");
    if (map === null || ctx === null) return;
    const size = map.getSize();
    // On paper, for one, the map is not shown.
    if (size.x === 0 || size.y === 0) return;
    const margin = size.multiplyBy(MARGIN).round();
    const topLeft = map.containerPointToLayerPoint(margin.multiplyBy(-1));
    const width = size.x + 2 * margin.x;
    const height = size.y + 2 * margin.y;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    DomUtil.setPosition(this.canvas, topLeft);
    if (this.canvas.width !== width * ratio || this.canvas.height !== height * ratio) {
      this.canvas.width = width * ratio;
      this.canvas.height = height * ratio;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const origin = map.getPixelOrigin().add(topLeft);
    const scale = 2 ** map.getZoom();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    this.frame = {
      ctx,
      zoom: map.getZoom(),
      scale,
      originX: origin.x,
      originY: origin.y,
      width,
      height,
      ratio,
      box: {
        minX: origin.x / scale,
        minY: origin.y / scale,
        maxX: (origin.x + width) / scale,
        maxY: (origin.y + height) / scale,
      },
    };
    this.draw(this.frame);
  }

  private redrawBeyondMargin(): void {
    const { map, frame } = this;
    if (map === null || frame === null || map.getZoom() !== frame.zoom) return;
    const seen = map.getPixelBounds();
    const { min, max } = seen;
    if (min === undefined || max === undefined) return;
    const inside =
      min.x >= frame.originX &&
      min.y >= frame.originY &&
      max.x <= frame.originX + frame.width &&
      max.y <= frame.originY + frame.height;
    if (!inside) this.scheduleRedraw();
  }

  private followZoom(): void {
    if (this.map !== null) this.transform({ center: this.map.getCenter(), zoom: this.map.getZoom() });
  }

  /** Places and scales the drawing of the old zoom where it belongs at the new one. */
  private transform(target: { center: { lat: number; lng: number }; zoom: number }): void {
    const { map, frame } = this;
    if (map === null || frame === null) return;
    const scale = map.getZoomScale(target.zoom, frame.zoom);
    const corner: [number, number] = [latOf(frame.originY / frame.scale), lonOf(frame.originX / frame.scale)];
    const pane = DomUtil.getPosition(map.getPane("mapPane") ?? this.canvas);
    const newOrigin = map
      .project([target.center.lat, target.center.lng], target.zoom)
      .subtract(map.getSize().divideBy(2))
      .add(pane);
    DomUtil.setTransform(this.canvas, map.project(corner, target.zoom).subtract(newOrigin), scale);
  }
}
