import { expect, it } from "vitest";
import { Store } from "../../src/state/store";

it("tells listeners only of what they listen for", () => {
  const store = new Store();
  const heard: string[] = [];
  const stop = store.on(["lang"], (state, previous) => heard.push(`${previous.lang}>${state.lang}`));
  store.set({ longRange: true });
  store.set({ lang: "en" });
  store.set({ lang: "en" });
  stop();
  store.set({ lang: "ko" });
  expect(heard).toEqual(["ko>en"]);
});
