import { describe, expect, it } from "vitest";
import { parseAccuracy, sameQuestion, toRequest } from "../../src/state/query";

const QUESTION = { place: { lon: 127.08471234567, lat: 37.5385 }, accuracyM: 20, interval: null };

describe("the question", () => {
  it("becomes a request with only what was given", () => {
    expect(toRequest(QUESTION)).toEqual({
      geometry: { type: "Point", coordinates: [127.084712, 37.5385] },
      accuracy_m: 20,
    });
    const interval = { from: "2026-11-20T21:00", to: "2026-11-20T21:30" };
    expect(toRequest({ ...QUESTION, interval })).toMatchObject(interval);
  });

  it("is the same when the request is", () => {
    expect(sameQuestion(QUESTION, { ...QUESTION, place: { lon: 127.0847123, lat: 37.5385 } })).toBe(true);
    expect(sameQuestion(QUESTION, { ...QUESTION, accuracyM: 30 })).toBe(false);
    expect(sameQuestion(QUESTION, null)).toBe(false);
    expect(sameQuestion(null, null)).toBe(true);
  });

  it.each([
    ["", 20],
    ["0", 0],
    [" 35.5 ", 35.5],
    ["10000", 10000],
    ["10001", null],
    ["-1", null],
    ["many", null],
    ["Infinity", null],
  ])("reads the accuracy %j as %s", (text, expected) => {
    expect(parseAccuracy(text)).toBe(expected);
  });
});
