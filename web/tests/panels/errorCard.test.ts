import { afterEach, expect, it } from "vitest";
import { ApiError } from "../../src/api/client";
import { setLang } from "../../src/i18n";
import { errorCard } from "../../src/panels/errorCard";

afterEach(() => setLang("ko"));

const gone = new ApiError("problem", {
  status: 410,
  detail: "as_of=…",
  removed_at: "2026-06-01T03:00:00Z",
});

it("tells since when a camera is gone, in Korean time", () => {
  expect(errorCard(gone, () => {}).textContent).toMatch(/등록부에서 빠진 카메라.*2026\. 6\. 1\. 12:00/);
  setLang("en");
  expect(errorCard(gone, () => {}).textContent).toMatch(
    /No longer in the register.*01\/06\/2026, 12:00|1\/6\/2026/,
  );
});

it("passes on what the service says of anything else", () => {
  const wrong = new ApiError("problem", { status: 400, detail: "잘못된 값" });
  expect(errorCard(wrong, () => {}).textContent).toContain("잘못된 값");
});
