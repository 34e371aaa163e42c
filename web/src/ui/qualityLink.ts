/** The way from the map to what is known of the quality of an institution's data. */

import { lang, t } from "../i18n";
import { h } from "./dom";

/** A link to the page; `name` tells links of several institutions apart for those who hear them. */
export function qualityLink(institution: string, name?: string): HTMLElement {
  const href = `/institutions/${encodeURIComponent(institution)}/quality?lang=${lang()}`;
  const label = name === undefined ? {} : { "aria-label": t("quality.linkOf", { name }) };
  return h("a", { class: "quality-link", href, ...label }, t("quality.link"));
}
