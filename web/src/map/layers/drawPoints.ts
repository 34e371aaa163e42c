/** Draws single cameras: filled ranges as one flat area, outlines, then symbols. */

import { PURPOSE_CODES } from "../../api/types";
import type { Frame } from "./canvasLayer";
import { type SpriteCache, stamp, strokeRange, symbolColor } from "./sprites";
import { forEachVisible, type Piece, type VisiblePoint } from "./visiblePoints";

/** Circles are drawn from this zoom on. */
export const CIRCLE_ZOOM = 13;
/** Larger circles are few on a screen: drawn directly instead of stamped. */
const MAX_SPRITE_RADIUS = 80;
const FILL_STATED = 0.13;
const FILL_ASSUMED = 0.05;

export interface PointStyle {
  sprites: SpriteCache;
  hidden: Uint8Array;
  longRange: boolean;
}

/** Radius of the symbols in pixels. */
export function dotRadius(zoom: number): number {
  if (zoom <= 12) return 3;
  if (zoom <= 13) return 3.8;
  if (zoom <= 14) return 4.6;
  if (zoom <= 15) return 5.5;
  if (zoom <= 16) return 6.5;
  return 8;
}

/** Returns where samples were drawn, for the watermark: x, y, x, y, … */
export function drawPoints(frame: Frame, pieces: readonly Piece[], style: PointStyle): Float32Array {
  const wantsCircle = (p: VisiblePoint): boolean =>
    p.radius > 0 && (p.long ? style.longRange : frame.zoom >= CIRCLE_ZOOM);
  const crowd = perMegapixel(frame, pieces, style.hidden);
  if (frame.zoom >= CIRCLE_ZOOM || style.longRange) {
    fillRanges(frame, pieces, style, (p) => !p.stated && wantsCircle(p), FILL_ASSUMED);
    fillRanges(frame, pieces, style, (p) => p.stated && wantsCircle(p), FILL_STATED);
    // Hundreds of outlines would be all that one sees: they fade as they get many.
    frame.ctx.globalAlpha = Math.min(1, Math.max(0.35, 250 / crowd));
    outlineRanges(frame, pieces, style, wantsCircle);
    frame.ctx.globalAlpha = 1;
  }
  return drawSymbols(frame, pieces, style, crowd);
}

/** Overlapping ranges are painted opaque on a canvas aside and laid over the map once, so they do not darken. */
function fillRanges(
  frame: Frame,
  pieces: readonly Piece[],
  style: PointStyle,
  wanted: (point: VisiblePoint) => boolean,
  alpha: number,
): void {
  const aside = asideCanvas(frame);
  const seen = new CellSet(frame, 5);
  let any = false;
  forEachVisible(pieces, frame, style.hidden, (point) => {
    if (!wanted(point)) return;
    const radius = Math.round(point.radius);
    if (radius < 2 || (radius <= MAX_SPRITE_RADIUS && !seen.add(point.x, point.y, point.purpose))) return;
    any = true;
    if (radius <= MAX_SPRITE_RADIUS) {
      stamp(aside, style.sprites.disc(point.purpose, radius), point.x, point.y);
    } else {
      aside.fillStyle = symbolColor(point.purpose);
      aside.beginPath();
      aside.arc(point.x, point.y, point.radius, 0, 2 * Math.PI);
      aside.fill();
    }
  });
  if (!any) return;
  frame.ctx.globalAlpha = alpha;
  frame.ctx.drawImage(aside.canvas, 0, 0, frame.width, frame.height);
  frame.ctx.globalAlpha = 1;
}

function outlineRanges(
  frame: Frame,
  pieces: readonly Piece[],
  style: PointStyle,
  wanted: (point: VisiblePoint) => boolean,
): void {
  const seen = new CellSet(frame, 3);
  forEachVisible(pieces, frame, style.hidden, (point) => {
    // Small dashed rings would only be noise: their light fill says enough.
    if (!wanted(point) || point.radius < (point.stated ? 5 : 9)) return;
    if (point.radius > MAX_SPRITE_RADIUS) {
      strokeRange(frame.ctx, point.x, point.y, point.radius, point.purpose, point.stated);
    } else if (seen.add(point.x, point.y, point.purpose)) {
      const sprite = style.sprites.ring(point.purpose, Math.round(point.radius), point.stated);
      stamp(frame.ctx, sprite, point.x, point.y);
    }
  });
}

function drawSymbols(frame: Frame, pieces: readonly Piece[], style: PointStyle, crowd: number): Float32Array {
  // Symbols shrink where there are thousands of them, so that the pattern stays readable.
  const radius = dotRadius(frame.zoom) * (crowd > 4000 ? 0.7 : crowd > 1500 ? 0.85 : 1);
  const seen = new CellSet(frame, crowd > 4000 ? 4 : crowd > 1500 ? 3 : 2);
  const samples: number[] = [];
  forEachVisible(pieces, frame, style.hidden, (point) => {
    if (point.x < -12 || point.y < -12 || point.x > frame.width + 12 || point.y > frame.height + 12) return;
    if (!seen.add(point.x, point.y, point.purpose)) return;
    if (point.sample) samples.push(point.x, point.y);
    stamp(frame.ctx, style.sprites.dot(point.purpose, radius, point.suspect), point.x, point.y);
  });
  return Float32Array.from(samples);
}

/** Cameras in the view for every million pixels of it. */
function perMegapixel(frame: Frame, pieces: readonly Piece[], hidden: Uint8Array): number {
  let count = 0;
  forEachVisible(pieces, frame, hidden, () => {
    count += 1;
  });
  return count / ((frame.width * frame.height) / 1e6);
}

/** Small cells of the screen, one bit per purpose: a symbol that would hide under its twin is not drawn. */
class CellSet {
  private readonly columns: number;
  private readonly rows: number;
  private readonly cells: Uint16Array;

  constructor(
    frame: Frame,
    private readonly side: number,
  ) {
    this.columns = Math.ceil(frame.width / side);
    this.rows = Math.ceil(frame.height / side);
    this.cells = new Uint16Array(this.columns * this.rows);
  }

  /** False when the cell already has this purpose; outside the screen always true. */
  add(x: number, y: number, purpose: number): boolean {
    const column = Math.floor(x / this.side);
    const row = Math.floor(y / this.side);
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return true;
    const at = row * this.columns + column;
    const bit = 1 << (purpose % PURPOSE_CODES.length);
    const before = this.cells[at] ?? 0;
    this.cells[at] = before | bit;
    return (before & bit) === 0;
  }
}

let aside: CanvasRenderingContext2D | null = null;

function asideCanvas(frame: Frame): CanvasRenderingContext2D {
  aside ??= document.createElement("canvas").getContext("2d");
  if (aside === null) return frame.ctx;
  const { canvas } = aside;
  if (canvas.width !== frame.width * frame.ratio || canvas.height !== frame.height * frame.ratio) {
    canvas.width = frame.width * frame.ratio;
    canvas.height = frame.height * frame.ratio;
  }
  aside.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
  aside.clearRect(0, 0, frame.width, frame.height);
  return aside;
}
