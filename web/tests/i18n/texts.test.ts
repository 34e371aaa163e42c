import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { setLang, t, textFor, tn } from "../../src/i18n";
import en from "../../src/i18n/en.json";
import ko from "../../src/i18n/ko.json";

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "").sort();

afterEach(() => setLang("ko"));

describe("texts", () => {
  it("are complete in English", () => {
    const missing = Object.keys(ko).filter((key) => !(key in en));
    expect(missing).toEqual([]);
  });

  it("have nothing in English alone but plural forms", () => {
    const extra = Object.keys(en).filter((key) => !(key in ko) && !key.endsWith("_one"));
    expect(extra).toEqual([]);
  });

  it("have the same gaps to fill in both languages", () => {
    for (const [key, text] of Object.entries(en)) {
      const korean = (ko as Record<string, string>)[key];
      if (korean !== undefined) expect(holes(text), key).toEqual(holes(korean));
    }
  });

  it("are really in English", () => {
    const korean = Object.entries(en).filter(
      ([key, text]) => /[가-힣]/.test(text) && !key.startsWith("app.switch"),
    );
    expect(korean).toEqual([]);
  });

  it("never say that something was filmed", () => {
    for (const text of Object.values(ko)) expect(text).not.toMatch(/촬영됨|촬영되었|찍혔습니다/);
    for (const text of Object.values(en))
      expect(text).not.toMatch(/\bwas (captured|filmed|recorded)\b(?!\.)/);
  });
});

describe("reason codes", () => {
  /** Straight from the API document: a new code without a text fails here. */
  const { schemas } = JSON.parse(readFileSync("../openapi/openapi.json", "utf8")).components as {
    schemas: Record<string, { enum?: string[] }>;
  };
  const codes = (name: string): string[] => schemas[name]?.enum ?? [];

  it.each(["ko", "en"] as const)("have plain words in %s", (lang) => {
    setLang(lang);
    const reasons = [...codes("RangeReason"), ...codes("FootageReason")];
    expect(reasons.length).toBeGreaterThan(15);
    for (const code of reasons) expect(textFor("reason", code), code).not.toBeNull();
    for (const code of codes("PositionReason")) expect(textFor("position", code), code).not.toBeNull();
    for (const code of codes("RangeBasis")) expect(textFor("camera.basis", code), code).not.toBeNull();
    for (const code of codes("RetentionBasis")) expect(textFor("retention.basis", code), code).not.toBeNull();
  });

  it("stay readable when the page does not know them", () => {
    expect(textFor("reason", "something_new")).toBeNull();
  });
});

describe("t and tn", () => {
  it("fill in and choose the plural", () => {
    expect(tn("n.days", 1)).toBe("1일");
    setLang("en");
    expect(tn("n.days", 1)).toBe("1 day");
    expect(tn("n.days", 28)).toBe("28 days");
    expect(tn("n.sites", 1304)).toBe("1,304 sites");
    expect(t("answer.split", { within: 3, possible: 9 })).toBe("3 certain · 9 possible");
  });
});
