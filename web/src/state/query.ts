/** The question asked, as one typed value: place, accuracy and time. */

import type { CaptureRequest } from "../api/types";
import type { LonLat } from "./coordinates";
import { round } from "./coordinates";
import type { LocalInterval } from "./time";

/** Metres that a tap or an address is usually off by. */
export const DEFAULT_ACCURACY_M = 20;
/** The most that the service takes. */
export const MAX_ACCURACY_M = 10_000;

export interface Question {
  place: LonLat;
  accuracyM: number;
  interval: LocalInterval | null;
}

export function toRequest(question: Question): CaptureRequest {
  return {
    geometry: {
      type: "Point",
      coordinates: [round(question.place.lon, 6), round(question.place.lat, 6)],
    },
    accuracy_m: question.accuracyM,
    ...(question.interval === null ? {} : { from: question.interval.from, to: question.interval.to }),
  };
}

/** Reads the accuracy field: metres from 0 to the maximum; empty means the default. */
export function parseAccuracy(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return DEFAULT_ACCURACY_M;
  const value = Number(trimmed);
  return Number.isFinite(value) && value >= 0 && value <= MAX_ACCURACY_M ? value : null;
}

export function sameQuestion(a: Question | null, b: Question | null): boolean {
  if (a === null || b === null) return a === b;
  return JSON.stringify(toRequest(a)) === JSON.stringify(toRequest(b));
}
