/**
 * View and question <-> URL fragment. Pure. The fragment never leaves the browser, so a link can be
 * shared without telling the server where somebody was: nothing here may ever move into the query string.
 */

import { PURPOSE_CODES, type PurposeCode } from "../api/types";
import { isInKorea, type LonLat, round } from "./coordinates";
import { DEFAULT_ACCURACY_M, MAX_ACCURACY_M, type Question } from "./query";
import { isLocalTime } from "./time";

export interface MapView extends LonLat {
  zoom: number;
}

export interface LinkState {
  view: MapView | null;
  question: Question | null;
  /** Purposes that the legend hides. */
  hidden: ReadonlySet<PurposeCode>;
  longRange: boolean;
  lang: "ko" | "en" | null;
}

export const emptyLink: LinkState = {
  view: null,
  question: null,
  hidden: new Set(),
  longRange: false,
  lang: null,
};

export function parseFragment(fragment: string): LinkState {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const lang = params.get("lang");
  return {
    view: parseView(params.get("map")),
    question: parseQuestion(params),
    hidden: new Set((params.get("hide") ?? "").split(",").filter(isPurpose)),
    longRange: params.get("far") === "1",
    lang: lang === "ko" || lang === "en" ? lang : null,
  };
}

export function formatFragment(state: LinkState): string {
  const parts: string[] = [];
  const { view, question } = state;
  if (view !== null) parts.push(`map=${view.zoom}/${view.lat.toFixed(5)}/${view.lon.toFixed(5)}`);
  if (question !== null) {
    parts.push(`at=${round(question.place.lon, 6)},${round(question.place.lat, 6)}`);
    parts.push(`acc=${question.accuracyM}`);
    if (question.interval !== null) {
      parts.push(`from=${question.interval.from}`, `to=${question.interval.to}`);
    }
  }
  if (state.hidden.size > 0) parts.push(`hide=${[...state.hidden].join(",")}`);
  if (state.longRange) parts.push("far=1");
  if (state.lang === "en") parts.push("lang=en");
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

export function isPurpose(code: string): code is PurposeCode {
  return (PURPOSE_CODES as readonly string[]).includes(code);
}

function parseView(text: string | null): MapView | null {
  const [zoom, lat, lon] = numbers(text, "/");
  if (zoom === undefined || lat === undefined || lon === undefined) return null;
  if (zoom < 0 || zoom > 22 || Math.abs(lat) > 85 || Math.abs(lon) > 180) return null;
  return { zoom: Math.round(zoom), lat, lon };
}

function parseQuestion(params: URLSearchParams): Question | null {
  const [lon, lat] = numbers(params.get("at"), ",");
  if (lon === undefined || lat === undefined || !isInKorea({ lon, lat })) return null;
  const accuracy = Number(params.get("acc") ?? DEFAULT_ACCURACY_M);
  const from = params.get("from");
  const to = params.get("to");
  const timed = from !== null && to !== null && isLocalTime(from) && isLocalTime(to);
  return {
    place: { lon, lat },
    accuracyM: accuracy >= 0 && accuracy <= MAX_ACCURACY_M ? accuracy : DEFAULT_ACCURACY_M,
    interval: timed ? { from, to } : null,
  };
}

function numbers(text: string | null, separator: string): number[] {
  if (text === null || text === "") return [];
  const values = text.split(separator).map((part) => (part === "" ? Number.NaN : Number(part)));
  return values.every(Number.isFinite) ? values : [];
}
