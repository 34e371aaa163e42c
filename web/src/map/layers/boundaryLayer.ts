/** The offline base map: land, municipality and region borders; land without a loaded register is greyed. */

import { overlaps } from "../mercator";
import { CanvasLayer, type Frame } from "./canvasLayer";
import type { Municipality, Outlines } from "./outlines";

export const LAND = { loaded: "#fdfcf9", notLoaded: "#e9e7e1" } as const;
const BORDER = { inner: "#cfcabf", region: "#a39c8d", coast: "#8fa9b8" } as const;

export class BoundaryLayer extends CanvasLayer {
  private outlines: Outlines | null = null;
  private loaded: ReadonlySet<string> = new Set();
  /** Above base tiles only the borders are drawn. */
  private readonly fillLand: boolean;

  constructor(fillLand: boolean) {
    super("boundaries", "boundaries");
    this.fillLand = fillLand;
  }

  update(outlines: Outlines | null, loadedInstitutions: ReadonlySet<string>): void {
    this.outlines = outlines;
    this.loaded = loadedInstitutions;
    this.scheduleRedraw();
  }

  protected override draw(frame: Frame): void {
    const { outlines } = this;
    if (outlines === null) return;
    const seen = outlines.municipalities.filter((m) => overlaps(m.box, frame.box));
    if (this.fillLand) {
      fill(
        frame,
        seen.filter((m) => !this.loaded.has(m.institution)),
        LAND.notLoaded,
      );
      fill(
        frame,
        seen.filter((m) => this.loaded.has(m.institution)),
        LAND.loaded,
      );
    }
    const near = frame.zoom >= 9;
    stroke(frame, outlines.inner, BORDER.inner, near ? 1.1 : 0.6);
    stroke(frame, outlines.regions, BORDER.region, near ? 1.8 : 1);
    stroke(frame, outlines.coast, BORDER.coast, near ? 1.2 : 0.7);
  }
}

function fill(frame: Frame, municipalities: readonly Municipality[], color: string): void {
  const { ctx } = frame;
  ctx.beginPath();
  for (const { rings } of municipalities) {
    for (const ring of rings) {
      trace(frame, ring);
      ctx.closePath();
    }
  }
  ctx.fillStyle = color;
  ctx.fill("evenodd");
}

function stroke(frame: Frame, lines: readonly Float64Array[], color: string, width: number): void {
  const { ctx } = frame;
  ctx.beginPath();
  for (const line of lines) trace(frame, line);
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.lineJoin = "round";
  ctx.stroke();
}

/** Adds a line to the path, without the vertices that fall on the pixel of the one before. */
function trace(frame: Frame, line: Float64Array): void {
  const { ctx, scale, originX, originY } = frame;
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  for (let i = 0; i < line.length; i += 2) {
    const x = (line[i] ?? 0) * scale - originX;
    const y = (line[i + 1] ?? 0) * scale - originY;
    if (i === 0) ctx.moveTo(x, y);
    else if (i + 2 >= line.length || Math.abs(x - lastX) + Math.abs(y - lastY) > 0.7) ctx.lineTo(x, y);
    else continue;
    lastX = x;
    lastY = y;
  }
}
