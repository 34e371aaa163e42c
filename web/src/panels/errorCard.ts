/** A failure in plain words, with a way to go on. */

import type { ApiError } from "../api/client";
import { t } from "../i18n";
import { h } from "../ui/dom";

export function errorCard(error: ApiError, onRetry: () => void): HTMLElement {
  const offline = error.kind === "offline";
  return h(
    "div",
    { class: "error-card", role: "alert" },
    h("h3", {}, offline ? t("error.offlineTitle") : t("error.problemTitle")),
    h("p", {}, explain(error)),
    h("button", { type: "button", class: "secondary", onclick: onRetry }, t("app.retry")),
  );
}

function explain(error: ApiError): string {
  if (error.kind === "offline") return t("error.offline");
  if (error.status === 429 || error.status === 503) return t("error.busy");
  return t("error.problem", { detail: error.message });
}
