/** What can be done on the page. Each verb changes the store; a newer request cancels the older one. */

import { ApiError, askCapture, isAbort, loadCamera } from "../api/client";
import type { CameraFeature } from "../api/types";
import { type Question, toRequest } from "./query";
import type { Store } from "./store";

export class Actions {
  private asking: AbortController | null = null;
  private selecting: AbortController | null = null;
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  async ask(question: Question): Promise<void> {
    this.asking?.abort();
    const controller = new AbortController();
    this.asking = controller;
    this.deselect();
    this.store.set({ question, answer: { kind: "loading" } });
    try {
      const value = await askCapture(toRequest(question), controller.signal);
      if (this.asking === controller) this.store.set({ answer: { kind: "done", value } });
    } catch (error) {
      if (isAbort(error) || this.asking !== controller) return;
      this.store.set({ answer: { kind: "error", error: asApiError(error) } });
    }
  }

  clear(): void {
    this.asking?.abort();
    this.asking = null;
    this.deselect();
    this.store.set({ question: null, answer: { kind: "idle" } });
  }

  async select(id: number): Promise<void> {
    this.selecting?.abort();
    const controller = new AbortController();
    this.selecting = controller;
    const { answer } = this.store.get();
    const known = answer.kind === "done" ? answer.value.features.find((f) => f.id === id) : undefined;
    if (known !== undefined) {
      this.store.set({ selectedId: id, selected: { kind: "done", value: known } });
      await this.addRows(known, controller);
      return;
    }
    this.store.set({ selectedId: id, selected: { kind: "loading" } });
    try {
      const value = await loadCamera(id, controller.signal);
      if (this.selecting === controller) this.store.set({ selected: { kind: "done", value } });
    } catch (error) {
      if (isAbort(error) || this.selecting !== controller) return;
      this.store.set({ selected: { kind: "error", error: asApiError(error) } });
    }
  }

  /** An answer counts the rows that say the same; which ones they are, the camera itself tells. */
  private async addRows(camera: CameraFeature, controller: AbortController): Promise<void> {
    const { members, capture } = camera.properties;
    // What stands here now is not what stood there then.
    const changed = capture?.removed_on ?? capture?.moved_since ?? capture?.view_changed_since;
    if (members <= 1 || changed) return;
    try {
      const { member_rows: rows } = await loadCamera(camera.id, controller.signal);
      if (this.selecting !== controller || rows === undefined) return;
      this.store.set({ selected: { kind: "done", value: { ...camera, member_rows: rows } } });
    } catch {
      // The number of rows stands there already.
    }
  }

  deselect(): void {
    this.selecting?.abort();
    this.selecting = null;
    if (this.store.get().selectedId !== null)
      this.store.set({ selectedId: null, selected: { kind: "idle" } });
  }
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError("offline", null);
}
