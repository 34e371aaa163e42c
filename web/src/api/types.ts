/**
 * The wire types of the service under the names that the page uses, taken from the generated `schema.ts`.
 * Server strings are data, never keys of the UI.
 */

import type { components } from "./schema";

type Schemas = components["schemas"];

/** The service writes every member, with null for what is not known: nothing is ever left out. */
type Present<T> = T extends readonly (infer Item)[]
  ? Present<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Present<Exclude<T[Key], undefined>> }
    : T;

/** `Base` with some members described more closely. */
type Refine<Base, Members> = Omit<Base, keyof Members> & Members;

/** 설치목적구분, one of the fifteen purposes. */
export type PurposeCode = Schemas["Purpose"];

/** In the order of the legend; the tiles are decoded by index into this list. */
export const PURPOSE_CODES = [
  "crime",
  "vehicle_crime",
  "child",
  "multi",
  "traffic_enforcement",
  "parking_enforcement",
  "traffic_info",
  "facility",
  "heritage",
  "park",
  "parking_lot",
  "waste",
  "disaster",
  "forest_fire",
  "other",
] as const satisfies readonly PurposeCode[];

/** West, south, east, north in degrees. */
export type Box = [number, number, number, number];

export interface Basemap {
  url: string;
  attribution: string;
  max_zoom: number;
}

/** `GET /config.json`: settings of the page, not open data and so not in the OpenAPI document. */
export interface Config {
  version: string;
  release: string;
  /** True when any register that is served is a sample. */
  sample: boolean;
  basemap: Basemap | null;
  /** Of the loaded cameras; null when none is loaded. */
  bbox: Box | null;
  boundaries_attribution: string;
}

export type RangeVerdict = "within" | "possible";
export type Footage =
  | "stored"
  | "last_day"
  | "probably_gone"
  | "not_stored"
  | "unknown"
  | "not_installed_yet";
export type RetentionRule = "exact" | "within" | "not_stored" | "unknown";
export type PoliceRule = "none" | "recommended" | "required";

export type Purpose = Present<Schemas["PurposeSummary"]>;
export type PolicyLink = Present<Schemas["PolicySummary"]>;
export type Contact = Present<Schemas["Contact"]>;
export type MobileUnit = Present<Schemas["MobileUnit"]>;
export type PlaceName = Present<Schemas["Municipality"]>;

/** 관리기관, a municipality of the country, loaded or not. */
export type Institution = Refine<Present<Schemas["InstitutionSummary"]>, { bbox: Box | null }>;

/** A camera site (설치 지점). */
export type CameraProperties = Refine<
  Present<Schemas["CameraProperties"]>,
  { retention_rule: RetentionRule }
>;

/** Days of the history of a register, written only where there is one. */
type HistoryDay = "first_registered" | "removed_on" | "moved_since" | "view_changed_since";

export type CaptureFacts = Refine<
  Present<Schemas["Verdict"]>,
  { range_verdict: RangeVerdict; footage: Footage } & { [Day in HistoryDay]?: string | null }
>;

/** A camera of an answer or by itself; by itself it tells the rows of the register that it is made of. */
export type CameraFeature = Refine<
  Present<Schemas["CameraFeature"]>,
  { properties: CameraProperties & { capture?: CaptureFacts } }
> & { member_rows?: MemberRow[] };

/** A row of the register. */
export type MemberRow = Present<Schemas["MemberRow"]>;

export type CaptureFeature = Refine<
  Present<Schemas["CapturedFeature"]>,
  { properties: CameraProperties & { capture: CaptureFacts } }
>;

export type RetentionFact = Refine<Present<Schemas["RetentionSummary"]>, { rule: RetentionRule }>;

export type Procedure = Refine<
  Present<Schemas["Procedure"]>,
  { police_report_first: Refine<Present<Schemas["PoliceFirst"]>, { rule: PoliceRule }> }
>;

/** The cameras of one holder (institution, department) that the answer lists. */
export type CaptureGroup = Refine<
  Present<Schemas["HolderGroup"]>,
  { footage: Footage; retention: RetentionFact[]; procedure: Procedure | null }
>;

export type CaptureAnswer = Refine<
  Present<Schemas["CaptureAnswer"]>,
  { features: CaptureFeature[]; groups: CaptureGroup[] }
>;

export type CaptureRequest = Schemas["CaptureRequest"];

/** RFC 9457 problem document, with the parameter that is at fault. A proxy may send less of it. */
export type Problem = Partial<Schemas["Problem"]> & {
  status: number;
  errors?: { parameter: string; detail: string }[];
};
