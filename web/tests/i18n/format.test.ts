import { afterEach, expect, it } from "vitest";
import { setLang } from "../../src/i18n";
import { formatCompact, formatDate, formatDateTime, formatDistance } from "../../src/i18n/format";

afterEach(() => setLang("ko"));

it("writes dates in Korean time", () => {
  expect(formatDate("2026-12-20")).toBe("2026년 12월 20일 (일)");
  expect(formatDateTime("2026-11-20T12:00:00Z")).toContain("21:00");
  setLang("en");
  expect(formatDate("2026-12-20")).toBe("20 Dec 2026 (Sun)");
  expect(formatDateTime("2026-11-20T21:00:00+09:00")).toContain("21:00");
});

it("gives back what is no date", () => {
  expect(formatDate("soon")).toBe("soon");
  expect(formatDateTime("soon")).toBe("soon");
});

it("writes distances in metres and kilometres", () => {
  expect(formatDistance(45.3)).toBe("45m");
  expect(formatDistance(3020)).toBe("3km");
  setLang("en");
  expect(formatDistance(1520)).toBe("1.5 km");
});

it("shortens large numbers", () => {
  expect(formatCompact(9999)).toBe("9,999");
  expect(formatCompact(125_000)).toBe("12.5만");
});
