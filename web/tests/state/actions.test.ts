import { afterEach, expect, it, vi } from "vitest";
import { Actions } from "../../src/state/actions";
import { Store } from "../../src/state/store";

const QUESTION = { place: { lon: 127.0847, lat: 37.5385 }, accuracyM: 20, interval: null };

afterEach(() => vi.unstubAllGlobals());

function stubFetch(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const calls: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    calls.push({ url, init });
    return Promise.resolve(answer(url, init));
  });
  return calls;
}

it("sends place and time in the body of a POST and never in the address", async () => {
  const calls = stubFetch(() => Response.json({ features: [] }));
  const interval = { from: "2026-11-20T21:00", to: "2026-11-20T21:30" };
  await new Actions(new Store()).ask({ ...QUESTION, interval });
  expect(calls.map((call) => call.url)).toEqual(["/api/capture"]);
  expect(calls[0]?.init.method).toBe("POST");
  expect(JSON.parse(String(calls[0]?.init.body))).toEqual({
    geometry: { type: "Point", coordinates: [127.0847, 37.5385] },
    accuracy_m: 20,
    ...interval,
  });
});

it("keeps the problem of the service with its parameter", async () => {
  const problem = { status: 400, title: "Invalid", detail: "ends before it starts", parameter: "to" };
  stubFetch(
    () =>
      new Response(JSON.stringify(problem), {
        status: 400,
        headers: { "content-type": "application/problem+json" },
      }),
  );
  const store = new Store();
  await new Actions(store).ask(QUESTION);
  const { answer } = store.get();
  expect(answer.kind === "error" && answer.error.problem?.parameter).toBe("to");
});

it("says offline when no answer comes", async () => {
  stubFetch(() => Promise.reject(new TypeError("network")));
  const store = new Store();
  await new Actions(store).ask(QUESTION);
  const { answer } = store.get();
  expect(answer.kind === "error" && answer.error.kind).toBe("offline");
});

it("lets a newer question cancel the older one", async () => {
  const answers: ((response: Response) => void)[] = [];
  const calls = stubFetch(() => new Promise<Response>((resolve) => answers.push(resolve)));
  const store = new Store();
  const actions = new Actions(store);
  const first = actions.ask(QUESTION);
  const second = actions.ask({ ...QUESTION, accuracyM: 50 });
  expect(calls[0]?.init.signal?.aborted).toBe(true);
  answers[1]?.(Response.json({ features: [], dataset: "second" }));
  answers[0]?.(Response.json({ features: [], dataset: "first" }));
  await Promise.all([first, second]);
  const { answer } = store.get();
  expect(answer.kind === "done" && answer.value.dataset).toBe("second");
});
