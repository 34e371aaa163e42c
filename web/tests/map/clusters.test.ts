import { describe, expect, it } from "vitest";
import { PURPOSE_CODES } from "../../src/api/types";
import { mergeClusters } from "../../src/map/layers/clusters";
import { hiddenIndexes } from "../../src/map/layers/visiblePoints";
import type { ClusterTile } from "../../src/map/tiles/decode";

const VIEW = { scale: 1, originX: 0, originY: 0, width: 1000, height: 1000 };

function tile(
  cells: { x: number; y: number; crime: number; child?: number; sample?: boolean }[],
): ClusterTile {
  const sites = new Uint32Array(cells.length * PURPOSE_CODES.length);
  cells.forEach((cell, i) => {
    sites[i * PURPOSE_CODES.length] = cell.crime;
    sites[i * PURPOSE_CODES.length + 2] = cell.child ?? 0;
  });
  return {
    kind: "clusters",
    count: cells.length,
    x: Float64Array.from(cells, (c) => c.x),
    y: Float64Array.from(cells, (c) => c.y),
    sites,
    sample: Uint8Array.from(cells, (c) => (c.sample === true ? 1 : 0)),
  };
}

describe("mergeClusters", () => {
  it("loses no site, however cells are merged", () => {
    const cells = Array.from({ length: 400 }, (_, i) => ({
      x: (i * 37) % 1000,
      y: (i * 91) % 1000,
      crime: 1 + (i % 7),
    }));
    const total = cells.reduce((sum, cell) => sum + cell.crime, 0);
    const merged = mergeClusters([tile(cells)], VIEW, hiddenIndexes(new Set()));
    expect(merged.reduce((sum, cluster) => sum + cluster.sites, 0)).toBe(total);
    expect(merged.length).toBeLessThan(300);
  });

  it("counts by the filter and drops what becomes empty", () => {
    const cells = [
      { x: 100, y: 100, crime: 5, child: 2 },
      { x: 700, y: 700, crime: 3 },
    ];
    const merged = mergeClusters([tile(cells)], VIEW, hiddenIndexes(new Set(["crime"])));
    expect(merged.map((cluster) => cluster.sites)).toEqual([2]);
  });

  it("is a sample only when all of it is", () => {
    const cells = [
      { x: 100, y: 100, crime: 5, sample: true },
      { x: 104, y: 100, crime: 1 },
      { x: 700, y: 700, crime: 3, sample: true },
    ];
    const merged = mergeClusters([tile(cells)], VIEW, hiddenIndexes(new Set()));
    expect(merged.map((cluster) => cluster.sample)).toEqual([true, false]);
  });
});
