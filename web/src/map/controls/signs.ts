/** Small pictures of what the canvas draws, for the legend and the lists. */

import type { PurposeCode } from "../../api/types";
import { LAND } from "../layers/boundaryLayer";
import { SYMBOLS } from "../symbols";

const SVG = "http://www.w3.org/2000/svg";

type Shape = [tag: string, attributes: Record<string, string | number>, text?: string];

function picture(shapes: Shape[]): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-14 -14 28 28");
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  for (const [tag, attributes, text] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    if (text !== undefined) shape.textContent = text;
    svg.appendChild(shape);
  }
  return svg;
}

const COLOR = SYMBOLS.crime.color;

export function symbolSign(purpose: PurposeCode): SVGSVGElement {
  const { color, path } = SYMBOLS[purpose];
  return picture([["path", { d: path, fill: color }]]);
}

export function clusterSign(): SVGSVGElement {
  return picture([
    ["circle", { r: 12.5, fill: "#2b5388" }],
    ["text", { y: 4, "text-anchor": "middle", "font-size": 11, "font-weight": 600, fill: "#fff" }, "42"],
  ]);
}

export function statedSign(): SVGSVGElement {
  return picture([
    ["circle", { r: 12, fill: COLOR, "fill-opacity": 0.18, stroke: COLOR, "stroke-width": 2 }],
    ["circle", { r: 3.5, fill: COLOR }],
  ]);
}

export function assumedSign(): SVGSVGElement {
  return picture([
    [
      "circle",
      {
        r: 12,
        fill: COLOR,
        "fill-opacity": 0.06,
        stroke: COLOR,
        "stroke-width": 1.6,
        "stroke-dasharray": "4 3",
      },
    ],
    ["circle", { r: 3.5, fill: COLOR }],
  ]);
}

export function suspectSign(): SVGSVGElement {
  return picture([
    ["circle", { r: 10, fill: "none", stroke: "#8a1c1c", "stroke-width": 2, "stroke-dasharray": "3.500 3" }],
    ["circle", { r: 5.5, fill: COLOR }],
  ]);
}

export function answerSign(): SVGSVGElement {
  return picture([
    ["path", { d: "M0-11A11 11 0 0 0 0 11", fill: "none", stroke: "#b00040", "stroke-width": 2.5 }],
    [
      "path",
      {
        d: "M0-11A11 11 0 0 1 0 11",
        fill: "none",
        stroke: "#b00040",
        "stroke-width": 2,
        "stroke-dasharray": "3 3",
      },
    ],
    ["circle", { r: 5.5, fill: COLOR }],
  ]);
}

/** As `drawClusters` rings a cluster of samples. */
export function sampleSign(): SVGSVGElement {
  return picture([
    ["circle", { r: 10.5, fill: "#2b5388" }],
    ["circle", { r: 12, fill: "none", stroke: "#e0a100", "stroke-width": 2.5, "stroke-dasharray": "3 3" }],
  ]);
}

export function landSign(): SVGSVGElement {
  return picture([
    [
      "rect",
      { x: -12, y: -9, width: 24, height: 18, fill: LAND.notLoaded, stroke: "#a39c8d", "stroke-width": 1.5 },
    ],
  ]);
}
