/** Local Korean time as the form and the service write it: `2026-11-20T21:00`, always Asia/Seoul. */

/** The fields of the question's time, each empty when not given. */
export interface TimeFields {
  date: string;
  fromTime: string;
  /** Empty: the interval ends on `date`. */
  endDate: string;
  toTime: string;
}

export interface LocalInterval {
  from: string;
  to: string;
}

export type TimeError = "date_missing" | "from_missing" | "ends_before_start" | "in_future";
export type TimeField = "date" | "from" | "to";

export type TimeResult =
  | { ok: true; interval: LocalInterval | null }
  | { ok: false; error: TimeError; field: TimeField };

/** Korea has kept UTC+9 without daylight saving since 1988, so a fixed offset is exact for CCTV footage. */
const SEOUL_OFFSET_MS = 9 * 3_600_000;
/** Minutes taken when only the start is given. */
const DEFAULT_MINUTES = 30;

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

export function isLocalTime(text: string): boolean {
  return LOCAL.test(text) && Number.isFinite(instantOf(text));
}

/** Milliseconds since 1970 of a local Korean time. */
export function instantOf(local: string): number {
  return Date.parse(`${local}+09:00`);
}

export function localOf(instantMs: number): string {
  return new Date(instantMs + SEOUL_OFFSET_MS).toISOString().slice(0, 16);
}

export const noTime: TimeFields = { date: "", fromTime: "", endDate: "", toTime: "" };

/**
 * Fields -> interval. No date and no times: no interval. A date alone: the whole day (up to now).
 * A start alone: half an hour from it.
 */
export function readInterval(fields: TimeFields, nowMs: number): TimeResult {
  const { date, fromTime, toTime } = fields;
  if (date === "") {
    if (fromTime === "" && toTime === "") return { ok: true, interval: null };
    return { ok: false, error: "date_missing", field: "date" };
  }
  if (fromTime === "" && toTime !== "") return { ok: false, error: "from_missing", field: "from" };
  const now = localOf(nowMs);
  const from = `${date}T${fromTime === "" ? "00:00" : fromTime}`;
  if (from > now) return { ok: false, error: "in_future", field: fromTime === "" ? "date" : "from" };
  const endDate = fields.endDate === "" ? date : fields.endDate;
  let to: string;
  if (toTime !== "") to = `${endDate}T${toTime}`;
  else if (fromTime === "") to = earlier(localOf(instantOf(`${endDate}T00:00`) + 86_340_000), now);
  else to = earlier(localOf(instantOf(from) + DEFAULT_MINUTES * 60_000), now);
  if (to <= from) return { ok: false, error: "ends_before_start", field: "to" };
  if (to > now) return { ok: false, error: "in_future", field: "to" };
  return { ok: true, interval: { from, to } };
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

/** An interval (from a link) back into fields. */
export function fieldsOf(interval: LocalInterval | null): TimeFields {
  if (interval === null) return noTime;
  const date = interval.from.slice(0, 10);
  const endDate = interval.to.slice(0, 10);
  return {
    date,
    fromTime: interval.from.slice(11, 16),
    endDate: endDate === date ? "" : endDate,
    toTime: interval.to.slice(11, 16),
  };
}
