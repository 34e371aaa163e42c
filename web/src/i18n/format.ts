/** Dates, numbers and distances through `Intl`, always in Asia/Seoul. */

import { lang } from "./index";

const ZONE = "Asia/Seoul";
const locale = (): string => (lang() === "ko" ? "ko-KR" : "en-GB");

export function formatNumber(value: number, decimals = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: decimals }).format(value);
}

/** Metres below a kilometre, kilometres above it. */
export function formatDistance(metres: number): string {
  const far = metres >= 1000;
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: far ? "kilometer" : "meter",
    maximumFractionDigits: far ? 1 : 0,
  }).format(far ? metres / 1000 : metres);
}

/** A calendar date of the service (`2026-12-20`), which is already a Korean date. */
export function formatDate(date: string): string {
  const instant = new Date(`${date.slice(0, 10)}T12:00:00+09:00`);
  if (Number.isNaN(instant.getTime())) return date;
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...options }).format(instant);
  const day = part({ year: "numeric", month: lang() === "ko" ? "long" : "short", day: "numeric" });
  return `${day} (${part({ weekday: "short" })})`;
}

export function formatDateTime(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return new Intl.DateTimeFormat(locale(), {
    timeZone: ZONE,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(date);
}

/** Pixels given in ten thousands: `200` -> `200만` or `2 million`. */
export function formatPixels(tenThousands: number): string {
  return new Intl.NumberFormat(locale(), {
    notation: "compact",
    compactDisplay: "long",
    maximumFractionDigits: 2,
  }).format(tenThousands * 10_000);
}

/** `1234567` -> `123만` or `1.2M`: fits into a cluster. */
export function formatCompact(value: number): string {
  if (value < 10_000) return formatNumber(value);
  return new Intl.NumberFormat(locale(), { notation: "compact", maximumFractionDigits: 1 }).format(value);
}
