import { describe, expect, it } from "vitest";
import { emptyLink, formatFragment, type LinkState, parseFragment } from "../../src/state/url";

const FULL: LinkState = {
  view: { zoom: 16, lat: 37.5385, lon: 127.0847 },
  question: {
    place: { lon: 127.0847, lat: 37.5385 },
    accuracyM: 20,
    interval: { from: "2026-11-20T21:00", to: "2026-11-20T21:30" },
  },
  hidden: new Set(["crime", "waste"]),
  longRange: true,
  lang: "en",
};

describe("the URL fragment", () => {
  it("holds the whole view", () => {
    expect(formatFragment(FULL)).toBe(
      "#map=16/37.53850/127.08470&at=127.0847,37.5385&acc=20&from=2026-11-20T21:00&to=2026-11-20T21:30" +
        "&hide=crime,waste&far=1&lang=en",
    );
  });

  it("reads what it writes", () => {
    expect(parseFragment(formatFragment(FULL))).toEqual(FULL);
    const plain = { ...FULL, question: { ...FULL.question, interval: null }, lang: null } as LinkState;
    expect(parseFragment(formatFragment(plain))).toEqual(plain);
  });

  it("is empty for an empty page", () => {
    expect(formatFragment(emptyLink)).toBe("");
    expect(parseFragment("")).toEqual(emptyLink);
  });

  it.each([
    "#at=127.0847",
    "#at=,",
    "#at=abc,37.5",
    "#at=NaN,37.5",
    "#at=37.5385,127.0847",
    "#at=0,0",
    "#map=x/1/2",
    "#map=16/95/127",
    "#lang=<script>",
    "#hide=nothing,known",
    "#%%%",
  ])("ignores the broken part of %s", (fragment) => {
    expect(parseFragment(fragment)).toEqual(emptyLink);
  });

  it("keeps the place when the time or the accuracy is broken", () => {
    const link = parseFragment("#at=127.0847,37.5385&acc=-5&from=yesterday&to=2026-11-20T21:00");
    expect(link.question).toEqual({
      place: { lon: 127.0847, lat: 37.5385 },
      accuracyM: 20,
      interval: null,
    });
  });
});
