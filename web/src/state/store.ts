/** What the page knows at this moment, as one value; parts of the page listen for its changes. */

import type { ApiError } from "../api/client";
import type { CameraFeature, CaptureAnswer, Config, Institution, Purpose, PurposeCode } from "../api/types";
import type { Question } from "./query";
import type { MapView } from "./url";

export type Lang = "ko" | "en";

export type Loadable<T> =
  | { kind: "idle" }
  | { kind: "loading" }
  | { kind: "done"; value: T }
  | { kind: "error"; error: ApiError };

export interface AppState {
  lang: Lang;
  config: Config | null;
  purposes: Purpose[];
  institutions: Institution[];
  /** Set when the page could not load its own settings. */
  startError: ApiError | null;
  question: Question | null;
  answer: Loadable<CaptureAnswer>;
  /** The camera whose details are shown. */
  selectedId: number | null;
  selected: Loadable<CameraFeature>;
  hidden: ReadonlySet<PurposeCode>;
  longRange: boolean;
  view: MapView | null;
}

export const initialState: AppState = {
  lang: "ko",
  config: null,
  purposes: [],
  institutions: [],
  startError: null,
  question: null,
  answer: { kind: "idle" },
  selectedId: null,
  selected: { kind: "idle" },
  hidden: new Set(),
  longRange: false,
  view: null,
};

export type Listener = (state: AppState, previous: AppState) => void;

export class Store {
  private state: AppState;
  private readonly listeners = new Set<Listener>();

  constructor(state: AppState = initialState) {
    this.state = state;
  }

  get(): AppState {
    return this.state;
  }

  set(change: Partial<AppState>): void {
    const previous = this.state;
    this.state = { ...previous, ...change };
    for (const listener of [...this.listeners]) listener(this.state, previous);
  }

  onAny(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** Calls `listener` whenever one of `keys` changed; returns the way to stop. */
  on(keys: readonly (keyof AppState)[], listener: Listener): () => void {
    const guarded: Listener = (state, previous) => {
      if (keys.some((key) => state[key] !== previous[key])) listener(state, previous);
    };
    this.listeners.add(guarded);
    return () => this.listeners.delete(guarded);
  }
}
