/** The main journeys in a real browser, against a service that serves the sample register (SIYA_URL). */

import { afterEach, expect, it } from "vitest";
import {
  answered,
  clickPlace,
  DESKTOP,
  PHONE,
  SIYA_URL,
  settled,
  type Visit,
  violations,
  visit,
} from "./browser";

const LON = 127.0847;
const LAT = 37.5385;
const HERE = `#map=17/${LAT}/${LON}`;

let open: Visit | null = null;

afterEach(async () => {
  await open?.close();
  open = null;
});

async function start(fragment = "", device = DESKTOP): Promise<Visit> {
  open = await visit(fragment, device);
  return open;
}

/** Yesterday evening in Korea, so that the interval is always past and footage still stored. */
const yesterday = new Date(Date.now() + 9 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);

it("loads without a complaint and asks nobody but its own server", async () => {
  const { page, requests, complaints } = await start();
  expect(await page.title()).toContain("시야");
  expect(await page.locator("html").getAttribute("lang")).toBe("ko");
  expect(await page.locator(".attribution").innerText()).toContain("국토지리정보원");
  expect(await page.locator(".legend-rows li").count()).toBe(15);
  const origins = new Set(requests.map((request) => new URL(request.url()).origin));
  expect([...origins]).toEqual([new URL(SIYA_URL).origin]);
  expect(complaints).toEqual([]);
});

it("marks the sample on the page and in the answer", async () => {
  const { page } = await start(HERE);
  expect(await page.locator(".sample-banner").isVisible()).toBe(true);
  await clickPlace(page, LON, LAT);
  await answered(page);
  expect(await page.locator(".answer > .sample-mark").isVisible()).toBe(true);
  const groups = await page.locator(".group").count();
  expect(await page.locator(".group > .sample-mark").count()).toBe(groups);
});

it("answers a click on the map with holders, and keeps place and time out of every address", async () => {
  const { page, requests, complaints } = await start(HERE);
  await page.fill("#field-date", yesterday);
  await page.fill("#field-from", "21:00");
  await page.fill("#field-to", "21:30");
  await clickPlace(page, LON, LAT);
  await answered(page);
  expect(await page.locator(".summary").innerText()).toContain("촬영 가능 범위 안");
  const holder = page.locator(".group").first();
  expect(await holder.locator("h4").innerText()).toContain("광진구");
  expect(await holder.locator("a[href^='tel:']").count()).toBeGreaterThan(0);
  expect(await holder.locator(".camera").count()).toBeGreaterThan(0);
  expect(await page.locator(".searched").innerText()).toContain("광진구");
  const posts = requests.filter((request) => request.url().endsWith("/api/capture"));
  expect(posts.map((request) => request.method())).toEqual(["POST"]);
  expect(posts[0]?.postDataJSON()).toMatchObject({ from: `${yesterday}T21:00`, to: `${yesterday}T21:30` });
  const hash = new URL(page.url()).hash;
  expect(hash).toContain("at=127.08");
  expect(hash).toContain(`from=${yesterday}T21:00`);
  for (const request of requests) {
    const address = decodeURIComponent(new URL(request.url()).pathname + new URL(request.url()).search);
    expect(address).not.toMatch(/127\.|37\.5|21:00|21:30/);
    expect(address).not.toContain(yesterday);
  }
  expect(complaints).toEqual([]);
});

it("restores view and answer from a link", async () => {
  const { page } = await start(`#map=16/${LAT}/${LON}&at=${LON},${LAT}&acc=30&lang=en`);
  await answered(page);
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  expect(await page.inputValue("#field-place")).toBe(`${LON},${LAT}`);
  expect(await page.inputValue("#field-accuracy")).toBe("30");
  expect(await page.locator(".summary").innerText()).toContain("possible capture range");
});

it("goes back to the former question", async () => {
  const { page } = await start(HERE);
  await page.fill("#field-place", `${LON},${LAT}`);
  await page.keyboard.press("Enter");
  await answered(page);
  await page.fill("#field-place", "127.0900,37.5400");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.location.hash.includes("at=127.09,37.54"));
  await page.goBack();
  await page.waitForFunction(
    (expected) => document.querySelector<HTMLInputElement>("#field-place")?.value === expected,
    `${LON},${LAT}`,
  );
  await answered(page);
});

it("takes typed coordinates in either order and refuses others beside the field", async () => {
  const { page } = await start();
  await page.fill("#field-place", "139.7,35.7");
  await page.click("button.primary");
  expect(await page.locator("#field-place-error").innerText()).toContain("한국 밖");
  expect(await page.locator("#field-place").getAttribute("aria-invalid")).toBe("true");
  await page.fill("#field-place", `${LAT},${LON}`);
  await page.click("button.primary");
  await answered(page);
  expect(await page.locator("#field-place-error").isVisible()).toBe(false);
  expect(new URL(page.url()).hash).toContain(`at=${LON},${LAT}`);
});

it("shows an interval that ends before it starts at its field", async () => {
  const { page, requests } = await start();
  await page.fill("#field-place", `${LON},${LAT}`);
  await page.fill("#field-date", yesterday);
  await page.fill("#field-from", "21:30");
  await page.fill("#field-to", "21:00");
  await page.click("button.primary");
  expect(await page.locator("#field-to-error").isVisible()).toBe(true);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("field-to");
  expect(requests.some((request) => request.url().endsWith("/api/capture"))).toBe(false);
});

it("shows what the service refuses at the field that it names", async () => {
  // A link can hold an interval that the form would not let through.
  const { page } = await start(`#at=${LON},${LAT}&acc=20&from=${yesterday}T21:30&to=${yesterday}T21:00`);
  const errors = page.locator("#field-to-error, #field-from-error");
  await errors.locator("visible=true").first().waitFor();
});

it("filters by purpose", async () => {
  const { page } = await start(HERE);
  const drawn = (): Promise<string> =>
    page
      .locator("canvas.cameras")
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL().slice(-20_000));
  const before = await drawn();
  await page.click(".legend-bulk button:last-child");
  expect(await page.locator(".legend-rows input:checked").count()).toBe(0);
  await page.waitForFunction(() => window.location.hash.includes("hide="));
  expect(await drawn()).not.toBe(before);
  await page.click(".legend-bulk button:first-child");
  await page.click("label[for='purpose-crime']");
  expect(await page.locator(".legend-rows input:checked").count()).toBe(14);
  await page.waitForFunction(() => window.location.hash.includes("hide=crime"));
  await page.click("label[for='legend-long-range']");
  await page.waitForFunction(() => window.location.hash.includes("far=1"));
});

it("switches all of its words to English and keeps what was typed", async () => {
  const { page } = await start(HERE);
  await page.fill("#field-place", `${LON},${LAT}`);
  await page.click("button.primary");
  await answered(page);
  await page.click("button.lang");
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  expect(await page.inputValue("#field-place")).toBe(`${LON},${LAT}`);
  expect(await page.locator(".summary").innerText()).toContain("possible capture range");
  expect(await page.locator(".legend-toggle").innerText()).toContain("Legend");
  await page.waitForFunction(() => window.location.hash.includes("lang=en"));
  const own = await page.locator(".question, .topbar, .legend, .searched > h3").allInnerTexts();
  expect(own.join(" ").replace("한국어", "")).not.toMatch(/[가-힣]/);
});

it("can be used with the keyboard alone", async () => {
  const { page } = await start(HERE);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("skip");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("field-place");
  await page.keyboard.type(`${LON},${LAT}`);
  await page.keyboard.press("Enter");
  await answered(page);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("answer-title");
  await page.locator(".camera-button").first().focus();
  await page.keyboard.press("Enter");
  await page.locator("#camera-title").waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("camera-title");
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.className)).toContain("camera-button");
});

it("asks about the centre of the map on Enter", async () => {
  const { page } = await start(HERE);
  await page.locator("#map").focus();
  expect(await page.locator(".crosshair").isVisible()).toBe(true);
  await page.keyboard.press("ArrowRight");
  await page.waitForTimeout(500);
  await settled(page);
  await page.keyboard.press("Enter");
  await answered(page);
  expect(new URL(page.url()).hash).toContain("at=127.08");
});

it("uses the location of the device only when asked, and sends it only in the body", async () => {
  const { page, context, requests } = await start();
  await context.grantPermissions(["geolocation"], { origin: SIYA_URL });
  await context.setGeolocation({ longitude: LON, latitude: LAT, accuracy: 12 });
  await page.click(".toolbar .locate");
  await answered(page);
  expect(await page.inputValue("#field-accuracy")).toBe("12");
  const addresses = requests.map((request) => request.url().replace(SIYA_URL, ""));
  expect(addresses.filter((address) => /127\.|37\.5/.test(address))).toEqual([]);
});

it("says that the server cannot be reached and keeps the question", async () => {
  const { page, context } = await start(HERE);
  await context.setOffline(true);
  await page.fill("#field-place", `${LON},${LAT}`);
  await page.click("button.primary");
  await page.locator(".answer .error-card").waitFor();
  expect(await page.locator(".error-card").innerText()).toContain("서버에 닿지 못했습니다");
  await context.setOffline(false);
  await page.click(".answer .error-card button");
  await answered(page);
});

it.each([
  ["desktop", DESKTOP],
  ["phone", PHONE],
] as const)("has no accessibility violation that axe finds, on a %s", async (_, device) => {
  const { page } = await start(`${HERE}&at=${LON},${LAT}&acc=20`, device);
  await answered(page);
  await page.locator(".group-details summary").first().click();
  expect(await violations(page)).toEqual([]);
  await page.locator(".camera-button").first().click();
  await page.locator("#camera-title").waitFor();
  expect(await violations(page)).toEqual([]);
});

/** The answer of the sample with a history that a sample does not have; the ids of the three changed. */
async function withHistory(page: Visit["page"]): Promise<number[]> {
  const changed: number[] = [];
  await page.route("**/api/capture", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    changed.push(...answer.groups[0].features.slice(0, 3));
    const [gone, moved, grouped] = changed.map((id) =>
      answer.features.find((feature: { id: number }) => feature.id === id),
    );
    Object.assign(gone.properties.capture, { removed_on: "2026-06-01", footage: "unknown" });
    gone.properties.capture.footage_reasons.push("removed_since");
    Object.assign(moved.properties.capture, { moved_since: "2026-06-02", first_registered: "2026-05-02" });
    moved.properties.capture.range_reasons.push("moved_since");
    Object.assign(grouped.properties, {
      ...{ members: 3, camera_kind: "ptz", directions: 4, bearing_deg: 90, width_deg: 120 },
      ...{ pixels_raw: "41,200", pixels_min_10k: 41, pixels_max_10k: 200 },
    });
    await route.fulfill({ response, json: answer });
  });
  await page.route("**/api/collections/cameras/items/*", async (route) => {
    const response = await route.fetch();
    const item = await response.json();
    const rows = [2, 3, 4].map((row) => ({ source_row: row, management_no: `3040000-${row}` }));
    await route.fulfill({ response, json: { ...item, member_rows: rows } });
  });
  return changed;
}

it.each([
  ["ko", DESKTOP, "2026년 6월 1일 (월)에 등록부에서 빠진", "다른 위치로 적혀", "동쪽(90°)", "회전·확대형"],
  ["en", PHONE, "left the register on 1 Jun 2026", "another position", "east (90°)", "turns and zooms"],
] as const)("tells what is known of a camera and of its past, in %s", async (lang, device, ...words) => {
  const { page, complaints } = await start("", device);
  const changed = await withHistory(page);
  await page.goto(`${SIYA_URL}/?${HERE}&at=${LON},${LAT}&acc=200&from=${yesterday}T21:00&lang=${lang}`);
  await answered(page);
  expect(changed.length).toBe(3);
  expect(await violations(page)).toEqual([]);
  const panel = page.locator(".camera-panel");
  const texts: string[] = [];
  for (const id of changed) {
    await page.locator(`.camera-button[data-camera="${id}"]`).focus();
    await page.keyboard.press("Enter");
    await page.locator("#camera-title").waitFor();
    if (id === changed[2]) {
      // The rows are folded; the keyboard opens them.
      await panel.locator(".member-rows summary").focus();
      await page.keyboard.press("Enter");
      expect(await panel.locator(".member-rows li:visible").count()).toBe(3);
    }
    const name = await panel.locator(".quality-link").getAttribute("aria-label");
    expect(name).toContain(lang === "ko" ? "광진구" : "Gwangjin");
    texts.push(await panel.innerText());
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-camera"))).toBe(String(id));
  }
  for (const word of words) expect(texts.join("\n")).toContain(word);
  expect(complaints).toEqual([]);
});

it("works on a phone: sheet, legend and answer", async () => {
  const { page, complaints } = await start(HERE, PHONE);
  expect(await page.locator(".legend-body").isVisible()).toBe(false);
  await page.tap(".legend-toggle");
  expect(await page.locator(".legend-body").isVisible()).toBe(true);
  await page.tap(".legend-toggle");
  const sheet = page.locator("#panel");
  await page.tap(".sheet-handle");
  expect(await sheet.getAttribute("data-sheet")).toBe("full");
  await page.tap(".sheet-handle");
  expect(await sheet.getAttribute("data-sheet")).toBe("peek");
  await page.waitForTimeout(300);
  await clickPlace(page, LON, LAT);
  await answered(page);
  expect(await sheet.getAttribute("data-sheet")).toBe("half");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide).toBe(false);
  expect(complaints).toEqual([]);
});

it("leads from the answer to the quality of an institution's data and to its policy", async () => {
  const { page, complaints } = await start(`${HERE}&at=${LON},${LAT}&acc=20`);
  await answered(page);
  await page.locator(".group-details summary").first().click();
  await page.locator(".group-details .quality-link").first().click();
  await page.waitForURL("**/institutions/3040000/quality?lang=ko");
  expect(await page.locator("h1").innerText()).toContain("광진구");
  expect(await page.locator(".sample").isVisible()).toBe(true);
  await page.locator("header nav a").first().click();
  await page.waitForURL("**/api/institutions/3040000/policy?f=html");
  expect(await page.locator("article h2").count()).toBe(9);
  expect(complaints).toEqual([]);
});

it.each([
  ["/institutions/3040000/quality", DESKTOP],
  ["/institutions/4140000/quality?lang=en", PHONE],
  ["/api/changes?f=html", PHONE],
  ["/api/institutions/4140000/policy?f=html", DESKTOP],
  ["/api/institutions/3040000/policy?f=html&lang=en", PHONE],
] as const)("has no accessibility violation that axe finds on %s", async (path, device) => {
  const { page } = await start("", device);
  await page.goto(`${SIYA_URL}${path}`);
  expect(await violations(page)).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide).toBe(false);
});

it("tells people what is wrong with an address as a page", async () => {
  const { page } = await start();
  const answer = await page.goto(`${SIYA_URL}/institutions/0000000/quality`);
  expect(answer?.status()).toBe(404);
  expect(await page.locator("h1").innerText()).toBe("찾을 수 없음");
  expect(await violations(page)).toEqual([]);
});
