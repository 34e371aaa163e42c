/** A fresh Chromium per journey, with everything that it asked for and complained about. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page, type Request } from "playwright-core";

export const SIYA_URL = (process.env["SIYA_URL"] ?? "http://127.0.0.1:8080").replace(/\/$/, "");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Visit {
  page: Page;
  context: BrowserContext;
  requests: Request[];
  /** Console errors, uncaught exceptions and violations of the content security policy. */
  complaints: string[];
  close: () => Promise<void>;
}

export interface Device {
  width: number;
  height: number;
  touch?: boolean;
}

export const DESKTOP: Device = { width: 1280, height: 800 };
export const PHONE: Device = { width: 390, height: 844, touch: true };

export async function visit(fragment = "", device: Device = DESKTOP): Promise<Visit> {
  const profile = mkdtempSync(join(tmpdir(), "siya-e2e-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
    viewport: { width: device.width, height: device.height },
    hasTouch: device.touch === true,
    isMobile: device.touch === true,
    locale: "ko-KR",
    timezoneId: "America/New_York", // Times are Korean wherever the reader is.
  });
  const page = await context.newPage();
  const requests: Request[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(`${SIYA_URL}/${fragment}`);
  await page.locator(".legend-rows li").first().waitFor({ state: "attached" });
  await settled(page);
  return {
    page,
    context,
    requests,
    complaints,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Waits until no tile is under way. */
export async function settled(page: Page): Promise<void> {
  await page.locator("#progress").waitFor({ state: "hidden" });
}

export async function answered(page: Page): Promise<void> {
  await page.locator(".answer .summary").waitFor();
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong, as "rule: element". Runs as a debugger would, past the page's own policy. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations: found } = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return found.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`),
    );
  });
}

/** Clicks the map where a place is drawn, by the arithmetic of Web Mercator. */
export async function clickPlace(page: Page, lon: number, lat: number): Promise<void> {
  const hash = new URLSearchParams(new URL(page.url()).hash.slice(1));
  const [zoom = 0, centreLat = 0, centreLon = 0] = (hash.get("map") ?? "").split("/").map(Number);
  const scale = 256 * 2 ** zoom;
  const x = (degrees: number): number => ((degrees + 180) / 360) * scale;
  const y = (degrees: number): number =>
    (0.5 - Math.asinh(Math.tan((degrees * Math.PI) / 180)) / (2 * Math.PI)) * scale;
  const box = await page.locator("#map").boundingBox();
  if (box === null) throw new Error("the map is not shown");
  await page.mouse.click(
    box.x + box.width / 2 + x(lon) - x(centreLon),
    box.y + box.height / 2 + y(lat) - y(centreLat),
  );
}
