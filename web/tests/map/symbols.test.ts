import { describe, expect, it } from "vitest";
import { PURPOSE_CODES } from "../../src/api/types";
import { SYMBOLS } from "../../src/map/symbols";

/** Relative luminance, WCAG 2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("symbols", () => {
  it("exist for every purpose, each with its own colour and shape", () => {
    const symbols = PURPOSE_CODES.map((code) => SYMBOLS[code]);
    expect(symbols).toHaveLength(15);
    expect(new Set(symbols.map((s) => s.color)).size).toBe(15);
    expect(new Set(symbols.map((s) => s.path)).size).toBe(15);
  });

  it("stand out from the white land", () => {
    for (const code of PURPOSE_CODES) {
      const contrast = 1.05 / (luminance(SYMBOLS[code].color) + 0.05);
      expect(contrast, code).toBeGreaterThan(4);
    }
  });
});
