/**
 * The only place that fetches. Every call takes an `AbortSignal`; every failure is an `ApiError`.
 * A place or a time travels in the body of `POST /api/capture` and nowhere else.
 */

import { lang } from "../i18n";
import type {
  CameraFeature,
  CaptureAnswer,
  CaptureRequest,
  Config,
  Institution,
  Problem,
  Purpose,
} from "./types";

/** `offline`: no answer came at all; `problem`: the service answered with an error. */
export type ApiErrorKind = "offline" | "problem";

export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly problem: Problem | null;

  constructor(kind: ApiErrorKind, problem: Problem | null) {
    super(problem?.detail ?? problem?.title ?? kind);
    this.name = "ApiError";
    this.kind = kind;
    this.problem = problem;
  }

  get status(): number {
    return this.problem?.status ?? 0;
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

async function readProblem(response: Response): Promise<Problem> {
  const plain: Problem = { status: response.status, title: response.statusText };
  if (!(response.headers.get("content-type") ?? "").includes("json")) return plain;
  try {
    return { ...plain, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return plain;
  }
}

type Init = RequestInit & { headers?: Record<string, string> };

/** What a refusal says, it says in the language of the page. */
async function request(path: string, init: Init): Promise<Response> {
  let response: Response;
  try {
    const headers = { "accept-language": lang(), ...init.headers };
    response = await fetch(path, { credentials: "omit", ...init, headers });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError("offline", null);
  }
  if (!response.ok) throw new ApiError("problem", await readProblem(response));
  return response;
}

async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await request(path, { signal, headers: { accept: "application/json" } });
  return (await response.json()) as T;
}

export function loadConfig(signal: AbortSignal): Promise<Config> {
  return getJson<Config>("/config.json", signal);
}

export async function loadPurposes(signal: AbortSignal): Promise<Purpose[]> {
  return (await getJson<{ purposes: Purpose[] }>("/api/purposes", signal)).purposes;
}

export async function loadInstitutions(signal: AbortSignal): Promise<Institution[]> {
  return (await getJson<{ institutions: Institution[] }>("/api/institutions", signal)).institutions;
}

/** The outlines of the municipalities as TopoJSON; checked by the reader in `map/layers/outlines.ts`. */
export function loadBoundaries(signal: AbortSignal): Promise<unknown> {
  return getJson<unknown>("/boundaries.topojson", signal);
}

export function loadCamera(id: number, signal: AbortSignal): Promise<CameraFeature> {
  return getJson<CameraFeature>(`/api/collections/cameras/items/${id}`, signal);
}

/** One vector tile of the cameras; row before column, as OGC API - Tiles has it. */
export async function loadTile(z: number, x: number, y: number, signal: AbortSignal): Promise<ArrayBuffer> {
  const path = `/api/collections/cameras/tiles/WebMercatorQuad/${z}/${y}/${x}`;
  const response = await request(path, { signal });
  return response.status === 204 ? new ArrayBuffer(0) : response.arrayBuffer();
}

export async function askCapture(question: CaptureRequest, signal: AbortSignal): Promise<CaptureAnswer> {
  const response = await request("/api/capture", {
    method: "POST",
    signal,
    headers: { "content-type": "application/json", accept: "application/geo+json" },
    body: JSON.stringify(question),
  });
  return (await response.json()) as CaptureAnswer;
}
