/** The Leaflet map: panes, bounds of Korea, optional base tiles, attribution. */

import { LatLngBounds, type LatLngBoundsExpression, Map as LeafletMap, Point, TileLayer } from "leaflet";
import type { Basemap } from "../api/types";

/** West, south, east, north. */
export type Box = [number, number, number, number];

/** The south of Jeju, and the degrees of latitude from which a register counts as the whole country. */
const JEJU_SOUTH = 33.1;
const COUNTRY_DEGREES = 3;

/** The box of a register; one of the whole country takes in Jeju, with cameras there or without. */
export function homeBox([west, south, east, north]: Box): Box {
  const whole = north - south >= COUNTRY_DEGREES;
  return whole ? [Math.min(west, 126), Math.min(south, JEJU_SOUTH), east, north] : [west, south, east, north];
}

/** Corners that the view may not leave: Korea, with room to move it clear of a phone's sheet. */
const KOREA_BOUNDS: LatLngBoundsExpression = [
  [14, 117],
  [43, 140],
];

/** Bottom to top; Leaflet's own panes lie between 200 and 700. */
const PANES: readonly [string, number][] = [
  ["boundaries", 250],
  ["cameras", 400],
  ["labels", 420],
  ["answer", 450],
];

export function createMap(container: HTMLElement): LeafletMap {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new LeafletMap(container, {
    attributionControl: false,
    zoomControl: false,
    minZoom: 5,
    maxZoom: 19,
    maxBounds: KOREA_BOUNDS,
    maxBoundsViscosity: 0.8,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    inertia: !calm,
    center: [36.3, 127.9],
    zoom: 7,
  });
  for (const [name, zIndex] of PANES) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(zIndex);
    pane.style.pointerEvents = "none";
  }
  return map;
}

/** Base tiles are off unless the service names some; they lie under everything else. */
export function addBasemap(map: LeafletMap, basemap: Basemap): void {
  new TileLayer(basemap.url, {
    maxZoom: 19,
    maxNativeZoom: basemap.max_zoom,
    referrerPolicy: "no-referrer",
  }).addTo(map);
}

/** Pixels of the map that something else covers. */
export interface Covered {
  right: number;
  below: number;
}

/** Shows a box given as west, south, east, north in the part of the map that nothing covers. */
export function showBox(map: LeafletMap, box: Readonly<Box>, { right, below }: Covered): void {
  const bounds = new LatLngBounds([box[1], box[0]], [box[3], box[2]]);
  const zoomBeside = (covered: number): number =>
    map.getBoundsZoom(bounds, false, new Point(48 + covered, 48 + below));
  // Clear of what is on the right, unless that would cost a whole zoom level.
  const aside = zoomBeside(right) < zoomBeside(0) ? 0 : right;
  map.fitBounds(bounds, {
    paddingTopLeft: [24, 24],
    paddingBottomRight: [24 + aside, 24 + below],
    maxZoom: 14,
  });
}
