import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PURPOSE_CODES } from "../src/api/types";

it("knows every purpose of the service, in its order", () => {
  const document = JSON.parse(readFileSync("../openapi/openapi.json", "utf8"));
  expect(PURPOSE_CODES).toEqual(document.components.schemas.Purpose.enum);
});
