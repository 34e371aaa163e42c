/** Vector tile bytes -> typed arrays in world units, decoded once. Pure. */

import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { PURPOSE_CODES } from "../../api/types";
import { WORLD_SIZE } from "../mercator";

export const FLAG_SUSPECT = 1;
export const FLAG_SAMPLE = 2;
/** The range is stated by the register or the policy, not assumed. */
export const FLAG_STATED = 4;

/** Tiles from this zoom on hold single cameras; those below hold clusters. */
export const POINT_ZOOM = 12;
export const MAX_TILE_ZOOM = 14;

export interface PointTile {
  kind: "points";
  count: number;
  x: Float64Array;
  y: Float64Array;
  /** Metres; 0 when the range is not known. */
  rangeM: Float32Array;
  /** Index into `PURPOSE_CODES`. */
  purpose: Uint8Array;
  flags: Uint8Array;
  id: Float64Array;
}

export interface ClusterTile {
  kind: "clusters";
  count: number;
  x: Float64Array;
  y: Float64Array;
  /** Sites by purpose: row of 15 per cluster. */
  sites: Uint32Array;
  sample: Uint8Array;
}

export type DecodedTile = PointTile | ClusterTile;

const PURPOSES = PURPOSE_CODES.length;
const INDEX = new Map<unknown, number>(PURPOSE_CODES.map((code, index) => [code, index]));
const OTHER = PURPOSE_CODES.indexOf("other");
const STATED = new Set<unknown>(["row", "policy_purpose", "policy_class"]);

export function decodeTile(bytes: ArrayBuffer, z: number, x: number, y: number): DecodedTile {
  const layer = bytes.byteLength === 0 ? undefined : new VectorTile(new PbfReader(bytes)).layers["cameras"];
  const count = layer?.length ?? 0;
  const tile = z >= POINT_ZOOM ? emptyPoints(count) : emptyClusters(count);
  if (layer === undefined) return tile;
  const unit = WORLD_SIZE / 2 ** z / layer.extent;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const feature = layer.feature(shuffled(i, count));
    const point = feature.loadGeometry()[0]?.[0];
    // Points of the tile's margin belong to the neighbour, which has them too.
    if (point === undefined || point.x < 0 || point.y < 0) continue;
    if (point.x >= layer.extent || point.y >= layer.extent) continue;
    tile.x[kept] = (x * layer.extent + point.x + 0.5) * unit;
    tile.y[kept] = (y * layer.extent + point.y + 0.5) * unit;
    if (tile.kind === "points") readPoint(tile, kept, feature.id ?? -1, feature.properties);
    else readCluster(tile, kept, feature.properties);
    kept += 1;
  }
  tile.count = kept;
  return tile;
}

/**
 * The service writes cameras in spatial order. Where a crowded view draws only the first of each small cell,
 * that order would show as a lattice: so they are kept in a mixed order, the same each time.
 */
function shuffled(i: number, count: number): number {
  const prime = 7919;
  return count % prime === 0 ? i : (i * prime) % count;
}

type Properties = Readonly<Record<string, unknown>>;

function readPoint(tile: PointTile, at: number, id: number, properties: Properties): void {
  const range = properties["range_max_m"];
  tile.id[at] = id;
  tile.rangeM[at] = typeof range === "number" ? range : 0;
  tile.purpose[at] = INDEX.get(properties["purpose"]) ?? OTHER;
  tile.flags[at] =
    (properties["position_quality"] === "suspect" ? FLAG_SUSPECT : 0) |
    (properties["sample"] === true ? FLAG_SAMPLE : 0) |
    (STATED.has(properties["range_basis"]) ? FLAG_STATED : 0);
}

function readCluster(tile: ClusterTile, at: number, properties: Properties): void {
  for (const [name, value] of Object.entries(properties)) {
    if (!name.startsWith("n_") || typeof value !== "number") continue;
    const column = INDEX.get(name.slice(2)) ?? OTHER;
    const cell = at * PURPOSES + column;
    tile.sites[cell] = (tile.sites[cell] ?? 0) + value;
  }
  tile.sample[at] = properties["sample"] === true ? 1 : 0;
}

function emptyPoints(count: number): PointTile {
  return {
    kind: "points",
    count,
    x: new Float64Array(count),
    y: new Float64Array(count),
    rangeM: new Float32Array(count),
    purpose: new Uint8Array(count),
    flags: new Uint8Array(count),
    id: new Float64Array(count),
  };
}

function emptyClusters(count: number): ClusterTile {
  return {
    kind: "clusters",
    count,
    x: new Float64Array(count),
    y: new Float64Array(count),
    sites: new Uint32Array(count * PURPOSES),
    sample: new Uint8Array(count),
  };
}
