/** The word "sample" over every part of the map that shows made-up cameras. */

import type { Frame } from "./canvasLayer";

const CELL_WIDTH = 220;
const CELL_HEIGHT = 150;

/** `samples`: x, y of the sample cameras drawn, in pixels of the canvas. */
export function drawWatermark(frame: Frame, samples: Float32Array, word: string): void {
  if (samples.length === 0) return;
  const cells = new Set<string>();
  for (let i = 0; i < samples.length; i += 2) {
    // Cells are fixed to the world, so that the words stay in place while the map moves.
    const column = Math.floor(((samples[i] ?? 0) + frame.originX) / CELL_WIDTH);
    const row = Math.floor(((samples[i + 1] ?? 0) + frame.originY) / CELL_HEIGHT);
    cells.add(`${column},${row}`);
  }
  const { ctx } = frame;
  ctx.save();
  ctx.font = "700 26px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = "rgba(146, 92, 0, 0.3)";
  for (const cell of cells) {
    const [column = 0, row = 0] = cell.split(",").map(Number);
    const shift = row % 2 === 0 ? 0 : CELL_WIDTH / 2;
    ctx.save();
    ctx.translate(
      column * CELL_WIDTH + CELL_WIDTH / 2 + shift - frame.originX,
      row * CELL_HEIGHT + CELL_HEIGHT / 2 - frame.originY,
    );
    ctx.rotate(-0.3);
    ctx.fillText(word, 0, 0);
    ctx.restore();
  }
  ctx.restore();
}
