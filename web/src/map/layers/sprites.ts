/** Drawings made once and stamped many times: one per purpose, size and state. */

import { PURPOSE_CODES } from "../../api/types";
import { SYMBOL_RADIUS, SYMBOLS } from "../symbols";

/** Paths of the symbols by purpose index, built on first use. */
const paths: Path2D[] = [];

export function symbolPath(purpose: number): Path2D {
  let path = paths[purpose];
  if (path === undefined) {
    const code = PURPOSE_CODES[purpose] ?? "other";
    path = new Path2D(SYMBOLS[code].path);
    paths[purpose] = path;
  }
  return path;
}

export function symbolColor(purpose: number): string {
  return SYMBOLS[PURPOSE_CODES[purpose] ?? "other"].color;
}

export interface Sprite {
  image: HTMLCanvasElement;
  /** Half of the side, in CSS pixels. */
  half: number;
}

export class SpriteCache {
  private readonly sprites = new Map<number, Sprite>();

  constructor(private readonly ratio: number) {}

  get size(): number {
    return this.sprites.size;
  }

  /** The symbol of a purpose with a white edge; a dashed ring when the position is suspect. */
  dot(purpose: number, radius: number, suspect: boolean): Sprite {
    const key = ((purpose * 128 + Math.round(radius * 4)) * 2 + Number(suspect)) * 8;
    return this.make(key, suspect ? radius + 5 : radius + 2, (ctx) => {
      if (suspect) {
        ctx.setLineDash([2.5, 2]);
        ctx.lineWidth = 1.4;
        ctx.strokeStyle = "#8a1c1c";
        ctx.beginPath();
        ctx.arc(0, 0, radius + 3.2, 0, 2 * Math.PI);
        ctx.stroke();
        ctx.setLineDash([]);
      }
      const factor = radius / SYMBOL_RADIUS;
      ctx.scale(factor, factor);
      if (radius >= 3) {
        ctx.lineJoin = "round";
        ctx.lineWidth = (radius < 4.5 ? 1.6 : 2.4) / factor;
        ctx.strokeStyle = "rgba(255,255,255,0.95)";
        ctx.stroke(symbolPath(purpose));
      }
      ctx.fillStyle = symbolColor(purpose);
      ctx.fill(symbolPath(purpose));
    });
  }

  /** A full disc, for the layer of filled ranges. */
  disc(purpose: number, radius: number): Sprite {
    return this.make((purpose * 256 + radius) * 8 + 1, radius + 1, (ctx) => {
      ctx.fillStyle = symbolColor(purpose);
      ctx.beginPath();
      ctx.arc(0, 0, radius, 0, 2 * Math.PI);
      ctx.fill();
    });
  }

  /** The outline of a range: solid when stated, dashed and lighter when assumed. */
  ring(purpose: number, radius: number, stated: boolean): Sprite {
    const kind = stated ? 2 : 3;
    return this.make((purpose * 256 + radius) * 8 + kind, radius + 2, (ctx) => {
      strokeRange(ctx, 0, 0, radius, purpose, stated);
    });
  }

  private make(key: number, half: number, draw: (ctx: CanvasRenderingContext2D) => void): Sprite {
    const known = this.sprites.get(key);
    if (known !== undefined) return known;
    const image = document.createElement("canvas");
    const side = Math.ceil(half * 2 * this.ratio);
    image.width = side;
    image.height = side;
    const ctx = image.getContext("2d");
    if (ctx !== null) {
      ctx.translate(side / 2, side / 2);
      ctx.scale(this.ratio, this.ratio);
      draw(ctx);
    }
    const sprite = { image, half: side / 2 / this.ratio };
    this.sprites.set(key, sprite);
    return sprite;
  }
}

export function strokeRange(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  purpose: number,
  stated: boolean,
): void {
  const before = ctx.globalAlpha;
  ctx.strokeStyle = symbolColor(purpose);
  ctx.globalAlpha = before * (stated ? 0.6 : 0.45);
  ctx.lineWidth = stated ? 1.2 : 1;
  ctx.setLineDash(stated ? [] : [4, 4]);
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = before;
}

/** On whole pixels, which copies instead of resampling: several times faster without a graphics card. */
export function stamp(ctx: CanvasRenderingContext2D, sprite: Sprite, x: number, y: number): void {
  const side = sprite.half * 2;
  ctx.drawImage(sprite.image, Math.round(x - sprite.half), Math.round(y - sprite.half), side, side);
}
