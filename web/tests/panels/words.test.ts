import { afterEach, describe, expect, it } from "vitest";
import type { CameraProperties, CaptureFacts } from "../../src/api/types";
import { setLang } from "../../src/i18n";
import { angleText, kindText, pixelsText, reasonText, viewText } from "../../src/panels/words";

const camera = (facts: Partial<CameraProperties>): CameraProperties =>
  ({
    bearing_deg: null,
    width_deg: null,
    camera_kind: null,
    turns: null,
    pixels_raw: null,
    pixels_min_10k: null,
    pixels_max_10k: null,
    ...facts,
  }) as CameraProperties;

afterEach(() => setLang("ko"));

describe("where a camera looks", () => {
  it("is told by the eight winds and in degrees", () => {
    const winds = [0, 44, 90, 135, 180, 225, 270, 292.6, 338].map((bearing_deg) =>
      viewText(camera({ bearing_deg })),
    );
    expect(winds.map((wind) => wind?.split("쪽")[0])).toEqual([
      "북",
      "북동",
      "동",
      "남동",
      "남",
      "남서",
      "서",
      "북서",
      "북",
    ]);
    expect(viewText(camera({ bearing_deg: 45 }))).toBe("북동쪽(45°)");
    setLang("en");
    expect(viewText(camera({ bearing_deg: 45 }))).toBe("north-east (45°)");
    expect(viewText(camera({}))).toBeNull();
  });

  it("is told by its width", () => {
    expect(angleText(camera({ width_deg: 120 }))).toBe("120°");
    expect(angleText(camera({ width_deg: 360 }))).toBe("모든 방향(360°)");
    expect(angleText(camera({}))).toBeNull();
  });
});

describe("the kind of a camera", () => {
  it("comes before whether it turns", () => {
    expect(kindText(camera({ camera_kind: "ptz", turns: true }))).toBe("회전·확대형(PTZ)");
    expect(kindText(camera({ turns: true }))).toBe("회전함");
    expect(kindText(camera({ turns: false }))).toBe("회전하지 않음");
    expect(kindText(camera({}))).toBeNull();
  });
});

describe("pixels", () => {
  it("are numbers that people know", () => {
    const pixels = (pixels_raw: string, pixels_min_10k: number, pixels_max_10k = pixels_min_10k) =>
      pixelsText(camera({ pixels_raw, pixels_min_10k, pixels_max_10k }));
    expect(pixels("200", 200)).toBe("200만 화소");
    expect(pixels("200만", 200)).toBe("200만 화소");
    expect(pixels("41, 200", 41, 200)).toBe("41만–200만 화소 (등록부 기재: 41, 200)");
    setLang("en");
    expect(pixels("200", 200)).toBe("2 million pixels");
  });

  it("stand as written when they are not understood", () => {
    expect(pixelsText(camera({ pixels_raw: "고화질" }))).toBe("고화질");
    expect(pixelsText(camera({}))).toBeNull();
  });
});

describe("reasons", () => {
  it("name their day", () => {
    const facts = { removed_on: "2026-06-01", moved_since: "2026-06-02" } as CaptureFacts;
    expect(reasonText("removed_since", facts)).toMatch(/^2026년 6월 1일 \(월\)에 등록부에서 빠졌습니다/);
    expect(reasonText("moved_since", facts)).toMatch(/^2026년 6월 2일/);
    expect(reasonText("near_edge", facts)).not.toContain("{");
    expect(reasonText("first_registered_after", facts)).not.toContain("{");
    expect(reasonText("something_new", facts)).toBe("something_new");
  });
});
