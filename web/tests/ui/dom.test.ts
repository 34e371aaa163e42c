import { expect, it } from "vitest";
import { readMarkup } from "../../src/map/controls/attribution";
import { h } from "../../src/ui/dom";
import { Field } from "../../src/ui/field";
import { phoneLink, telHref } from "../../src/ui/phone";

it("never takes data for markup", () => {
  const element = h("p", { title: '"><script>' }, "<img src=x onerror=alert(1)>");
  expect(element.children).toHaveLength(0);
  expect(element.textContent).toBe("<img src=x onerror=alert(1)>");
});

it("keeps only text and web links of an attribution", () => {
  const parts = readMarkup(
    '© <a href="https://osm.org" onclick="x()">OSM</a> <a href="javascript:x()">bad</a><img>',
  );
  const [copyright, link, , bad] = parts;
  expect(copyright).toBe("© ");
  expect(link instanceof HTMLAnchorElement && link.outerHTML).toBe(
    '<a href="https://osm.org" rel="noreferrer">OSM</a>',
  );
  expect(bad).toBe("bad");
});

it.each([
  ["02-450-7679", "tel:024507679"],
  ["031-790-5119~20", "tel:0317905119"],
  ["(033) 570-3114, 3115", "tel:0335703114"],
  ["112", "tel:112"],
  ["없음", null],
])("dials %s as %s", (phone, href) => {
  expect(telHref(phone)).toBe(href);
  expect(phoneLink(phone).getAttribute("href")).toBe(href);
});

it("ties an error to its field", () => {
  const field = new Field({ name: "to", label: "To", hint: "hint", attributes: { type: "time" } });
  const input = field.element.querySelector("input");
  field.setError("too early");
  expect(input?.getAttribute("aria-invalid")).toBe("true");
  expect(input?.getAttribute("aria-describedby")).toBe("field-to-error field-to-hint");
  expect(field.invalid).toBe(true);
  field.setError(null);
  expect(input?.hasAttribute("aria-invalid")).toBe(false);
  expect(field.invalid).toBe(false);
});
