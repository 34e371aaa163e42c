/**
 * Purpose -> colour and shape: the one source for the map and its legend. No two purposes share a colour
 * or a shape, so neither is ever the only sign. Shapes are SVG paths around the origin with radius 10.
 */

import type { PurposeCode } from "../api/types";

export interface PurposeSymbol {
  color: string;
  path: string;
}

/** The radius for which the paths are written. */
export const SYMBOL_RADIUS = 10;

export const SYMBOLS: Readonly<Record<PurposeCode, PurposeSymbol>> = {
  crime: { color: "#1d5fc4", path: "M9 0A9 9 0 1 1-9 0 9 9 0 1 1 9 0Z" },
  vehicle_crime: { color: "#5a3fc0", path: "M-8-8H8V8H-8Z" },
  child: { color: "#b86200", path: "M0-10 10 8H-10Z" },
  multi: { color: "#00796b", path: "M0-11 11 0 0 11-11 0Z" },
  traffic_enforcement: { color: "#c01f2e", path: "M0 10-10-8H10Z" },
  parking_enforcement: { color: "#a81d6a", path: "M-5-10H5L10 0 5 10H-5L-10 0Z" },
  traffic_info: { color: "#0277a3", path: "M0-10 10-2.500 6.200 9H-6.200L-10-2.500Z" },
  facility: {
    color: "#55606e",
    path: "M-3.500-10H3.500V-3.500H10V3.500H3.500V10H-3.500V3.500H-10V-3.500H-3.500Z",
  },
  heritage: { color: "#7a4a17", path: "M-10-3 0-10 10-3V0H7V9H2V2H-2V9H-7V0H-10Z" },
  park: { color: "#2b7d2f", path: "M-9 9V-1A10 10 0 0 1 1-10H9V1A10 10 0 0 1-1 9Z" },
  parking_lot: { color: "#24466e", path: "M-5-10H5V10H-5Z" },
  waste: {
    color: "#6b6600",
    path: "M-9-5-5-9 0-4 5-9 9-5 4 0 9 5 5 9 0 4-5 9-9 5-4 0Z",
  },
  disaster: {
    color: "#8a24a8",
    path: "M0-11 2.900-3.600 10.500-3.400 4.600 1.500 6.500 8.900 0 4.800-6.500 8.900-4.600 1.500-10.500-3.400-2.900-3.600Z",
  },
  forest_fire: { color: "#cf3f00", path: "M0-11C2-6 8-2 8 4A8 7 0 0 1-8 4C-8 0-5-2-4-5-2-4-1-6 0-11Z" },
  other: { color: "#3b3b3b", path: "M-10-5H10V5H-10Z" },
};
