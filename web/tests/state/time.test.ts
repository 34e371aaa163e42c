import { describe, expect, it } from "vitest";
import { fieldsOf, instantOf, isLocalTime, localOf, noTime, readInterval } from "../../src/state/time";

/** 2026-11-22 10:00 in Korea. */
const NOW = Date.parse("2026-11-22T01:00:00Z");
const on = (fields: Partial<typeof noTime>) => readInterval({ ...noTime, ...fields }, NOW);

describe("readInterval", () => {
  it("takes no time as a question without time", () => {
    expect(on({})).toEqual({ ok: true, interval: null });
  });

  it("takes date, start and end", () => {
    expect(on({ date: "2026-11-20", fromTime: "21:00", toTime: "21:30" })).toEqual({
      ok: true,
      interval: { from: "2026-11-20T21:00", to: "2026-11-20T21:30" },
    });
  });

  it("takes a date alone as the whole day, today only up to now", () => {
    expect(on({ date: "2026-11-20" })).toEqual({
      ok: true,
      interval: { from: "2026-11-20T00:00", to: "2026-11-20T23:59" },
    });
    expect(on({ date: "2026-11-22" })).toEqual({
      ok: true,
      interval: { from: "2026-11-22T00:00", to: "2026-11-22T10:00" },
    });
  });

  it("takes half an hour from a start alone", () => {
    expect(on({ date: "2026-11-20", fromTime: "23:50" })).toEqual({
      ok: true,
      interval: { from: "2026-11-20T23:50", to: "2026-11-21T00:20" },
    });
  });

  it("lets the interval end on another day", () => {
    expect(on({ date: "2026-11-20", fromTime: "23:30", endDate: "2026-11-21", toTime: "00:30" })).toEqual({
      ok: true,
      interval: { from: "2026-11-20T23:30", to: "2026-11-21T00:30" },
    });
  });

  it.each([
    [{ fromTime: "21:00" }, "date_missing", "date"],
    [{ date: "2026-11-20", toTime: "21:00" }, "from_missing", "from"],
    [{ date: "2026-11-20", fromTime: "21:30", toTime: "21:00" }, "ends_before_start", "to"],
    [{ date: "2026-11-20", fromTime: "21:30", toTime: "21:30" }, "ends_before_start", "to"],
    [{ date: "2026-11-23" }, "in_future", "date"],
    [{ date: "2026-11-22", fromTime: "11:00", toTime: "12:00" }, "in_future", "from"],
    [{ date: "2026-11-22", fromTime: "09:00", toTime: "12:00" }, "in_future", "to"],
  ])("refuses %j as %s at the field %s", (fields, error, field) => {
    expect(on(fields)).toEqual({ ok: false, error, field });
  });
});

describe("local Korean time", () => {
  it("is nine hours ahead of UTC all year", () => {
    expect(localOf(NOW)).toBe("2026-11-22T10:00");
    expect(instantOf("2026-07-01T00:00")).toBe(Date.parse("2026-06-30T15:00:00Z"));
  });

  it("is told from other text", () => {
    expect(isLocalTime("2026-11-20T21:00")).toBe(true);
    expect(isLocalTime("2026-13-20T21:00")).toBe(false);
    expect(isLocalTime("2026-11-20 21:00")).toBe(false);
    expect(isLocalTime("2026-11-20T21:00Z")).toBe(false);
  });

  it("goes back into the fields of the form", () => {
    expect(fieldsOf({ from: "2026-11-20T23:30", to: "2026-11-21T00:30" })).toEqual({
      date: "2026-11-20",
      fromTime: "23:30",
      endDate: "2026-11-21",
      toTime: "00:30",
    });
    expect(fieldsOf({ from: "2026-11-20T21:00", to: "2026-11-20T21:30" }).endDate).toBe("");
    expect(fieldsOf(null)).toEqual(noTime);
  });
});
