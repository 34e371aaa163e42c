/** The cameras of a view, picked out of the tiles: culled to the view and to the filter. */

import { PURPOSE_CODES, type PurposeCode } from "../../api/types";
import { grow, overlaps, unitsPerMetre, type WorldBox } from "../mercator";
import { FLAG_SAMPLE, FLAG_STATED, FLAG_SUSPECT, POINT_ZOOM, type PointTile } from "../tiles/decode";
import { boxOf, type TileAddress, type TileStore } from "../tiles/tileStore";

/** Ranges from here on are a layer of their own (forest fire watch). */
export const LONG_RANGE_M = 1000;

/** A tile and the part of it that stands for the view; a coarser tile stands in for one still to come. */
export interface Piece {
  tile: PointTile;
  part: WorldBox | null;
}

export interface VisiblePoint {
  id: number;
  /** CSS pixels of the canvas. */
  x: number;
  y: number;
  radius: number;
  purpose: number;
  stated: boolean;
  suspect: boolean;
  sample: boolean;
  long: boolean;
}

export function collectPieces(store: TileStore, addresses: readonly TileAddress[]): Piece[] {
  const pieces: Piece[] = [];
  for (const address of addresses) {
    const tile = store.get(address);
    if (tile?.kind === "points") pieces.push({ tile, part: null });
    if (tile !== undefined) continue;
    for (let up = 1; address.z - up >= POINT_ZOOM; up++) {
      const parent = store.get({ z: address.z - up, x: address.x >> up, y: address.y >> up });
      if (parent?.kind !== "points") continue;
      pieces.push({ tile: parent, part: boxOf(address) });
      break;
    }
  }
  return pieces;
}

export function hiddenIndexes(hidden: ReadonlySet<PurposeCode>): Uint8Array {
  return Uint8Array.from(PURPOSE_CODES, (code) => (hidden.has(code) ? 1 : 0));
}

export interface Projection {
  scale: number;
  originX: number;
  originY: number;
  box: WorldBox;
}

/** Calls `visit` for each camera that shows in the view, either its symbol or its circle. The object is reused. */
export function forEachVisible(
  pieces: readonly Piece[],
  view: Projection,
  hidden: Uint8Array,
  visit: (point: VisiblePoint) => void,
): void {
  const point: VisiblePoint = {
    id: 0,
    x: 0,
    y: 0,
    radius: 0,
    purpose: 0,
    stated: false,
    suspect: false,
    sample: false,
    long: false,
  };
  const { minX, minY, maxX, maxY } = view.box;
  const metre = unitsPerMetre((minY + maxY) / 2);
  for (const { tile, part } of pieces) {
    if (part !== null && !overlaps(part, grow(view.box, 3200 * metre))) continue;
    for (let i = 0; i < tile.count; i++) {
      const purpose = tile.purpose[i] ?? 0;
      if (hidden[purpose] === 1) continue;
      const wx = tile.x[i] ?? 0;
      const wy = tile.y[i] ?? 0;
      if (part !== null && (wx < part.minX || wx >= part.maxX || wy < part.minY || wy >= part.maxY)) continue;
      const rangeM = tile.rangeM[i] ?? 0;
      const reach = rangeM * metre * 1.02;
      if (wx + reach < minX || wx - reach > maxX || wy + reach < minY || wy - reach > maxY) continue;
      const flags = tile.flags[i] ?? 0;
      point.id = tile.id[i] ?? -1;
      point.x = wx * view.scale - view.originX;
      point.y = wy * view.scale - view.originY;
      point.radius = rangeM * unitsPerMetre(wy) * view.scale;
      point.purpose = purpose;
      point.stated = (flags & FLAG_STATED) !== 0;
      point.suspect = (flags & FLAG_SUSPECT) !== 0;
      point.sample = (flags & FLAG_SAMPLE) !== 0;
      point.long = rangeM >= LONG_RANGE_M;
      visit(point);
    }
  }
}
