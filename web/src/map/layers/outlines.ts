/** Municipality outlines, read once from TopoJSON into world units. */

import type { Feature, MultiPolygon, Polygon, Position } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { type WorldBox, worldX, worldY } from "../mercator";

export interface Municipality {
  code: string;
  /** 7-digit code of the institution. */
  institution: string;
  nameKo: string;
  regionKo: string;
  box: WorldBox;
  /** Rings as x, y, x, y, … in world units. */
  rings: Float64Array[];
  /** A place well inside the largest part, for the label. */
  labelX: number;
  labelY: number;
  area: number;
}

export interface Outlines {
  municipalities: Municipality[];
  /** Borders between municipalities of one region, each drawn once. */
  inner: Float64Array[];
  /** Borders between regions. */
  regions: Float64Array[];
  coast: Float64Array[];
}

interface OutlineProperties {
  code: string;
  name_ko: string;
  region_ko: string;
  institution: string;
}

type OutlineTopology = Topology<{ sigungu: GeometryCollection<OutlineProperties> }>;

export function readOutlines(data: unknown): Outlines {
  const topology = data as OutlineTopology;
  const object = topology.objects.sigungu;
  const region = (geometry: { properties?: unknown }): string =>
    (geometry.properties as OutlineProperties | undefined)?.region_ko ?? "";
  const lines = (filter: (a: unknown, b: unknown) => boolean): Float64Array[] =>
    mesh(topology, object, filter).coordinates.map(toWorld);
  return {
    municipalities: feature(topology, object).features.flatMap((f) => readMunicipality(f)),
    inner: lines((a, b) => a !== b && region(a as object) === region(b as object)),
    regions: lines((a, b) => a !== b && region(a as object) !== region(b as object)),
    coast: lines((a, b) => a === b),
  };
}

function readMunicipality(outline: Feature): Municipality[] {
  const geometry = outline.geometry as Polygon | MultiPolygon | null;
  const properties = outline.properties as OutlineProperties;
  if (geometry === null || (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon")) return [];
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const rings = polygons.flatMap((polygon) => polygon.map(toWorld));
  const outer = polygons.flatMap((polygon) => (polygon[0] === undefined ? [] : [toWorld(polygon[0])]));
  const largest = outer.reduce<Float64Array | null>(
    (best, ring) => (best === null || ringArea(ring) > ringArea(best) ? ring : best),
    null,
  );
  if (largest === null) return [];
  const label = innerPoint(largest);
  return [
    {
      code: properties.code,
      institution: properties.institution,
      nameKo: properties.name_ko,
      regionKo: properties.region_ko,
      box: boundsOf(rings),
      rings,
      labelX: label.x,
      labelY: label.y,
      area: ringArea(largest),
    },
  ];
}

function toWorld(line: Position[]): Float64Array {
  const out = new Float64Array(line.length * 2);
  line.forEach((position, i) => {
    out[2 * i] = worldX(position[0] ?? 0);
    out[2 * i + 1] = worldY(position[1] ?? 0);
  });
  return out;
}

export function boundsOf(rings: readonly Float64Array[]): WorldBox {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const x = ring[i] ?? 0;
      const y = ring[i + 1] ?? 0;
      box.minX = Math.min(box.minX, x);
      box.maxX = Math.max(box.maxX, x);
      box.minY = Math.min(box.minY, y);
      box.maxY = Math.max(box.maxY, y);
    }
  }
  return box;
}

export function ringArea(ring: Float64Array): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    sum += (ring[j] ?? 0) * (ring[i + 1] ?? 0) - (ring[i] ?? 0) * (ring[j + 1] ?? 0);
  }
  return Math.abs(sum / 2);
}

/** The middle of the widest horizontal stretch of the ring, tried on eleven lines. */
export function innerPoint(ring: Float64Array): { x: number; y: number } {
  const box = boundsOf([ring]);
  let best = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
  let bestScore = -1;
  const height = box.maxY - box.minY;
  for (let step = 1; step <= 11; step++) {
    const y = box.minY + (height * step) / 12;
    const crossings: number[] = [];
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const y1 = ring[i + 1] ?? 0;
      const y2 = ring[j + 1] ?? 0;
      if (y1 > y === y2 > y) continue;
      const x1 = ring[i] ?? 0;
      crossings.push(x1 + ((y - y1) / (y2 - y1)) * ((ring[j] ?? 0) - x1));
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = crossings[k] ?? 0;
      const to = crossings[k + 1] ?? 0;
      // A wide stretch near the middle reads better than a slightly wider one at the edge.
      const score = (to - from) * (1 - Math.abs(step - 6) / 12);
      if (score > bestScore) {
        bestScore = score;
        best = { x: (from + to) / 2, y };
      }
    }
  }
  return best;
}
