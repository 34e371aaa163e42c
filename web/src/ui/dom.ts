/** Element builder. Text always goes through `textContent`; there is no way to pass markup. */

export type Child = Node | string | null | undefined | false;

export interface Attributes {
  class?: string;
  /** Attributes by name; `true` writes an empty attribute, `false` and null leave it out. */
  [name: string]: string | number | boolean | null | undefined | ((event: Event) => void);
}

/** `h("button", { class: "primary", onclick: ask }, "찾기")`. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
}

export function replaceChildren(parent: Element, ...children: Child[]): void {
  parent.textContent = "";
  append(parent, children);
}

let serial = 0;

/** An id for tying a label or a message to its field. */
export function uniqueId(prefix: string): string {
  serial += 1;
  return `${prefix}-${serial}`;
}

const SVG = "http://www.w3.org/2000/svg";

/** A small line icon from path data; decoration only, so hidden from assistive technology. */
export function icon(path: string, size = 20): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 24 24",
    width: size,
    height: size,
    "aria-hidden": "true",
    class: "icon",
  };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, String(value));
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.appendChild(shape);
  return svg;
}

export const ICONS = {
  locate: "M12 2v4M12 18v4M2 12h4M18 12h4M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
  layers: "M12 3 3 8l9 5 9-5-9-5zM3 13l9 5 9-5",
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  phone:
    "M6.5 3h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3A2.5 2.5 0 0 1 18.5 20 15.5 15.5 0 0 1 4 5.500 2.500 2.500 0 0 1 6.500 3z",
  print: "M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z",
  link: "M9 15l6-6M10 6l1-1a4.500 4.500 0 0 1 6.400 6.400l-1 1M14 18l-1 1A4.500 4.500 0 0 1 6.600 12.600l1-1",
  pin: "M12 21s7-6.500 7-11.500a7 7 0 0 0-14 0C5 14.500 12 21 12 21zM12 7.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
} as const;
