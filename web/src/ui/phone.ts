/** A telephone number that can be dialled. */

import { t } from "../i18n";
import { h, ICONS, icon } from "./dom";

/** `02-450-7679` -> `tel:024507679`; null when the text holds no number that could be dialled. */
export function telHref(phone: string): string | null {
  const first = phone.split(/[,/~]/)[0] ?? "";
  const digits = first.replace(/[^\d+]/g, "");
  return digits.length >= 3 ? `tel:${digits}` : null;
}

export function phoneLink(phone: string, className = "phone"): HTMLElement {
  const href = telHref(phone);
  if (href === null) return h("span", { class: className }, phone);
  return h(
    "a",
    { class: className, href, "aria-label": t("group.call", { phone }) },
    icon(ICONS.phone, 16),
    h("span", {}, phone),
  );
}
