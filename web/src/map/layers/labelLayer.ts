/** Names of regions (far out) and municipalities (nearer), placed so that they cover no cluster and no other name. */

import { overlaps } from "../mercator";
import { CanvasLayer, type Frame } from "./canvasLayer";
import type { Outlines } from "./outlines";
import { type Box, placeLabels } from "./placeLabels";

/** Regions below this zoom, municipalities from it on. */
const MUNICIPALITY_ZOOM = 9;
const LAST_ZOOM = 14;

interface Name {
  text: string;
  x: number;
  y: number;
  weight: number;
}

export interface LabelNames {
  municipality: (institution: string, nameKo: string) => string;
  region: (nameKo: string) => string;
}

export class LabelLayer extends CanvasLayer {
  private outlines: Outlines | null = null;
  private names: LabelNames;
  private readonly obstacles: () => Box[];

  constructor(names: LabelNames, obstacles: () => Box[]) {
    super("labels", "labels");
    this.names = names;
    this.obstacles = obstacles;
  }

  update(outlines: Outlines | null, names: LabelNames): void {
    this.outlines = outlines;
    this.names = names;
    this.scheduleRedraw();
  }

  protected override draw(frame: Frame): void {
    const { outlines } = this;
    if (outlines === null || frame.zoom > LAST_ZOOM) return;
    const far = frame.zoom < MUNICIPALITY_ZOOM;
    const size = far ? 13 : frame.zoom >= 12 ? 15 : 12;
    const { ctx } = frame;
    ctx.font = `${far ? 700 : 600} ${size}px system-ui, "Noto Sans KR", "Malgun Gothic", sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    const names = far ? this.regionNames(outlines) : this.municipalityNames(outlines, frame);
    const wanted = names
      .map((name) => ({
        text: name.text,
        x: name.x * frame.scale - frame.originX,
        y: name.y * frame.scale - frame.originY,
        width: ctx.measureText(name.text).width + 6,
        height: size + 6,
        weight: name.weight,
      }))
      .sort((a, b) => b.weight - a.weight);
    for (const label of placeLabels(wanted, this.obstacles(), frame)) {
      ctx.lineWidth = 3.5;
      ctx.strokeStyle = "rgba(255,255,255,0.92)";
      ctx.strokeText(label.text, label.x, label.y);
      ctx.fillStyle = far ? "#3c4653" : "#4a4438";
      ctx.fillText(label.text, label.x, label.y);
    }
  }

  private municipalityNames(outlines: Outlines, frame: Frame): Name[] {
    return outlines.municipalities
      .filter((m) => overlaps(m.box, frame.box))
      .map((m) => ({
        text: this.names.municipality(m.institution, m.nameKo),
        x: m.labelX,
        y: m.labelY,
        weight: m.area,
      }));
  }

  /** One name per region, at its largest municipality. */
  private regionNames(outlines: Outlines): Name[] {
    const regions = new Map<string, Name>();
    for (const m of outlines.municipalities) {
      const known = regions.get(m.regionKo);
      if (known !== undefined && known.weight >= m.area) continue;
      regions.set(m.regionKo, {
        text: this.names.region(m.regionKo),
        x: m.labelX,
        y: m.labelY,
        weight: m.area,
      });
    }
    return [...regions.values()];
  }
}
