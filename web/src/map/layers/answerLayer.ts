/** What belongs to the question: the place, how sure it is, the cameras of the answer and the one selected. */

import type { CameraFeature, CaptureFeature } from "../../api/types";
import { PURPOSE_CODES } from "../../api/types";
import { unitsPerMetre, worldX, worldY } from "../mercator";
import { CanvasLayer, type Frame } from "./canvasLayer";
import { SpriteCache, stamp, symbolColor } from "./sprites";
import { LONG_RANGE_M } from "./visiblePoints";

export interface AnswerView {
  place: { lon: number; lat: number; accuracyM: number } | null;
  cameras: readonly CaptureFeature[];
  selected: CameraFeature | null;
}

const ASKED = "#b00040";

export class AnswerLayer extends CanvasLayer {
  private view: AnswerView = { place: null, cameras: [], selected: null };
  private sprites = new SpriteCache(Math.min(window.devicePixelRatio || 1, 2));

  constructor() {
    super("answer", "answer-layer");
  }

  update(view: AnswerView): void {
    this.view = view;
    this.scheduleRedraw();
  }

  protected override draw(frame: Frame): void {
    const { place, cameras, selected } = this.view;
    for (const camera of cameras) {
      const range = camera.properties.range_max_m ?? 0;
      if (range < LONG_RANGE_M && camera.id !== selected?.id) this.drawCamera(frame, camera);
    }
    if (selected !== null) this.drawSelected(frame, selected);
    if (place !== null) drawPlace(frame, place);
  }

  private drawCamera(frame: Frame, camera: CaptureFeature): void {
    const { x, y } = screen(frame, camera.geometry.coordinates);
    const { ctx } = frame;
    const certain = camera.properties.capture.range_verdict === "within";
    ctx.beginPath();
    ctx.arc(x, y, frame.zoom >= 14 ? 12 : 8, 0, 2 * Math.PI);
    ctx.fillStyle = "rgba(255,255,255,0.85)";
    ctx.fill();
    ctx.lineWidth = certain ? 2.5 : 1.8;
    ctx.strokeStyle = ASKED;
    ctx.setLineDash(certain ? [] : [3, 2.5]);
    ctx.stroke();
    ctx.setLineDash([]);
    const radius = frame.zoom >= 14 ? 7 : 4.5;
    stamp(ctx, this.sprites.dot(purposeIndex(camera), radius, false), x, y);
  }

  private drawSelected(frame: Frame, camera: CameraFeature): void {
    const { ctx } = frame;
    const { x, y } = screen(frame, camera.geometry.coordinates);
    const { properties } = camera;
    const color = symbolColor(purposeIndex(camera));
    const metre = unitsPerMetre(worldY(camera.geometry.coordinates[1] ?? 0)) * frame.scale;
    const stated = !["assumed", "unknown"].includes(properties.range_basis);
    if (properties.range_max_m !== null) {
      ctx.beginPath();
      ctx.arc(x, y, properties.range_max_m * metre, 0, 2 * Math.PI);
      ctx.globalAlpha = 0.16;
      ctx.fillStyle = color;
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.lineWidth = 3;
      ctx.strokeStyle = color;
      ctx.setLineDash(stated ? [] : [8, 6]);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    if (this.view.place !== null && "capture" in properties) {
      const to = screen(frame, [this.view.place.lon, this.view.place.lat]);
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(to.x, to.y);
      ctx.lineWidth = 2;
      ctx.strokeStyle = ASKED;
      ctx.setLineDash([2, 4]);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    ctx.beginPath();
    ctx.arc(x, y, 15, 0, 2 * Math.PI);
    ctx.fillStyle = "#ffffff";
    ctx.fill();
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = "#10243e";
    ctx.stroke();
    stamp(ctx, this.sprites.dot(purposeIndex(camera), 9, false), x, y);
  }
}

function purposeIndex(camera: CameraFeature): number {
  return Math.max(0, PURPOSE_CODES.indexOf(camera.properties.purpose));
}

function screen(frame: Frame, position: readonly number[]): { x: number; y: number } {
  return {
    x: worldX(position[0] ?? 0) * frame.scale - frame.originX,
    y: worldY(position[1] ?? 0) * frame.scale - frame.originY,
  };
}

function drawPlace(frame: Frame, place: { lon: number; lat: number; accuracyM: number }): void {
  const { ctx } = frame;
  const { x, y } = screen(frame, [place.lon, place.lat]);
  const radius = place.accuracyM * unitsPerMetre(worldY(place.lat)) * frame.scale;
  if (radius > 4) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = "rgba(176,0,64,0.12)";
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = ASKED;
    ctx.stroke();
  }
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.bezierCurveTo(x - 4, y - 10, x - 12, y - 15, x - 12, y - 24);
  ctx.arc(x, y - 24, 12, Math.PI, 0);
  ctx.bezierCurveTo(x + 12, y - 15, x + 4, y - 10, x, y);
  ctx.closePath();
  ctx.fillStyle = ASKED;
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = "#ffffff";
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x, y - 24, 4.5, 0, 2 * Math.PI);
  ctx.fillStyle = "#ffffff";
  ctx.fill();
}
