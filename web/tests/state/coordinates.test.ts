import { describe, expect, it } from "vitest";
import { formatCoordinates, parseCoordinates } from "../../src/state/coordinates";

const GWANGJIN = { lon: 127.0847, lat: 37.5385 };

describe("parseCoordinates", () => {
  it.each([
    ["127.0847,37.5385", false],
    ["127.0847, 37.5385", false],
    ["  127.0847 37.5385  ", false],
    ["(127.0847;37.5385)", false],
    ["127.0847，37.5385", false],
    ["１２７.0847,37.5385", false],
    ["경도 127.0847 위도 37.5385", false],
    ["37.5385,127.0847", true],
    ["37.5385°N 127.0847°E", true],
  ])("reads %s", (text, swapped) => {
    expect(parseCoordinates(text)).toEqual({ ok: true, place: GWANGJIN, swapped });
  });

  it.each([
    ["", "empty"],
    ["   ", "empty"],
    ["127.0847", "not_two_numbers"],
    ["127.0847,37.5385,3", "not_two_numbers"],
    ["127,0847,37,5385", "not_two_numbers"],
    ["NaN,37.5", "not_two_numbers"],
    ["Infinity,37.5", "not_two_numbers"],
    ["1e2,37.5", "not_two_numbers"],
    ["서울역", "not_two_numbers"],
    ["139.7,35.7", "outside_korea"],
    ["-127.0847,37.5385", "outside_korea"],
    ["0,0", "outside_korea"],
  ])("refuses %s as %s", (text, error) => {
    expect(parseCoordinates(text)).toEqual({ ok: false, error });
  });

  it("reads back what it writes", () => {
    expect(formatCoordinates(GWANGJIN)).toBe("127.0847,37.5385");
    expect(formatCoordinates({ lon: 127.00000049, lat: 37.1234567 })).toBe("127,37.123457");
  });
});
