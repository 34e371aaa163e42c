/** Clusters: the grid cells of the tiles, merged into wider ones for the screen, counted by the filter. */

import { PURPOSE_CODES } from "../../api/types";
import { formatCompact } from "../../i18n/format";
import type { ClusterTile } from "../tiles/decode";
import type { Frame } from "./canvasLayer";

export interface Cluster {
  x: number;
  y: number;
  sites: number;
  radius: number;
  sample: boolean;
}

/** Pixels of a merged cell: room for the widest bubble. */
const CELL = 56;
const PURPOSES = PURPOSE_CODES.length;

export function mergeClusters(
  tiles: readonly ClusterTile[],
  view: { scale: number; originX: number; originY: number; width: number; height: number },
  hidden: Uint8Array,
): Cluster[] {
  const cells = new Map<number, Cluster>();
  for (const tile of tiles) {
    for (let i = 0; i < tile.count; i++) {
      let sites = 0;
      for (let p = 0; p < PURPOSES; p++) if (hidden[p] !== 1) sites += tile.sites[i * PURPOSES + p] ?? 0;
      if (sites === 0) continue;
      const px = (tile.x[i] ?? 0) * view.scale;
      const py = (tile.y[i] ?? 0) * view.scale;
      const x = px - view.originX;
      const y = py - view.originY;
      if (x < -CELL || y < -CELL || x > view.width + CELL || y > view.height + CELL) continue;
      // Cells are fixed to the world, so that clusters stay the same while the map moves.
      const key = Math.floor(px / CELL) * 1_000_003 + Math.floor(py / CELL);
      const cell = cells.get(key);
      if (cell === undefined) {
        cells.set(key, { x, y, sites, radius: 0, sample: tile.sample[i] === 1 });
      } else {
        const share = sites / (sites + cell.sites);
        cell.x += (x - cell.x) * share;
        cell.y += (y - cell.y) * share;
        cell.sites += sites;
        cell.sample &&= tile.sample[i] === 1;
      }
    }
  }
  return withoutOverlaps([...cells.values()]).sort((a, b) => a.sites - b.sites);
}

/** Smaller clusters that would lie over a larger one are counted with it. */
function withoutOverlaps(clusters: Cluster[]): Cluster[] {
  const kept: Cluster[] = [];
  clusters.sort((a, b) => b.sites - a.sites);
  for (const cluster of clusters) {
    cluster.radius = clusterRadius(cluster.sites);
    const host = kept.find(
      (k) => Math.hypot(k.x - cluster.x, k.y - cluster.y) < k.radius + cluster.radius - 1,
    );
    if (host === undefined) {
      kept.push(cluster);
      continue;
    }
    host.sites += cluster.sites;
    host.sample &&= cluster.sample;
    host.radius = clusterRadius(host.sites);
  }
  return kept;
}

export function clusterRadius(sites: number): number {
  return Math.min(24, 9 + 3.6 * Math.log10(Math.max(1, sites)));
}

export function drawClusters(frame: Frame, clusters: readonly Cluster[]): void {
  const { ctx } = frame;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const cluster of clusters) {
    const { x, y, radius } = cluster;
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = shade(cluster.sites);
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = "rgba(255,255,255,0.9)";
    ctx.stroke();
    if (cluster.sample) {
      ctx.setLineDash([3, 3]);
      ctx.lineWidth = 2;
      ctx.strokeStyle = "#e0a100";
      ctx.stroke();
      ctx.setLineDash([]);
    }
    ctx.fillStyle = "#ffffff";
    ctx.font = `600 ${radius > 19 ? 12 : 11}px system-ui, sans-serif`;
    ctx.fillText(formatCompact(cluster.sites), x, y + 0.5);
  }
}

/** Darker with more sites; white figures stay readable on all of them. */
function shade(sites: number): string {
  if (sites < 30) return "rgba(64,106,158,0.92)";
  if (sites < 300) return "rgba(43,83,136,0.93)";
  if (sites < 3000) return "rgba(28,60,108,0.94)";
  return "rgba(17,40,78,0.95)";
}
