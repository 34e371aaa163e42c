/** A failure in plain words, with a way to go on. */

import type { ApiError } from "../api/client";
import { t } from "../i18n";
import { formatDateTime } from "../i18n/format";
import { h } from "../ui/dom";

export function errorCard(error: ApiError, onRetry: () => void): HTMLElement {
  return h(
    "div",
    { class: "error-card", role: "alert" },
    h("h3", {}, title(error)),
    h("p", {}, explain(error)),
    h("button", { type: "button", class: "secondary", onclick: onRetry }, t("app.retry")),
  );
}

function title(error: ApiError): string {
  if (error.kind === "offline") return t("error.offlineTitle");
  return error.problem?.removed_at ? t("error.goneTitle") : t("error.problemTitle");
}

function explain(error: ApiError): string {
  if (error.kind === "offline") return t("error.offline");
  const gone = error.problem?.removed_at;
  if (gone) return t("error.gone", { date: formatDateTime(gone) });
  if (error.status === 429 || error.status === 503) return t("error.busy");
  return t("error.problem", { detail: error.message });
}
