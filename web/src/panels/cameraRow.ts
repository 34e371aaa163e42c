/** One camera in the list of an answer: purpose, distance, verdict and why. */

import type { CaptureFeature, CaptureGroup } from "../api/types";
import { t } from "../i18n";
import { formatDistance } from "../i18n/format";
import { symbolSign } from "../map/controls/signs";
import { h } from "../ui/dom";
import type { GroupContext } from "./groupCard";
import { footageBadge, purposeName, reasonText } from "./words";

export function cameraRow(camera: CaptureFeature, group: CaptureGroup, context: GroupContext): HTMLLIElement {
  const { properties } = camera;
  const { capture } = properties;
  const name = purposeName(properties.purpose, context.purposes);
  const address = properties.road_address ?? properties.lot_address;
  // What is the same for the whole group is not repeated in each row.
  const ownFootage =
    context.asked && (capture.footage !== group.footage || capture.stored_until !== group.stored_until);
  const reasons = [
    ...capture.range_reasons,
    ...capture.footage_reasons.filter((code) => ownFootage || tells(code)),
  ];
  const id = Number(camera.id);
  return h(
    "li",
    { class: "camera" },
    h(
      "button",
      { type: "button", class: "camera-button", "data-camera": id, onclick: () => context.onSelect(id) },
      symbolSign(properties.purpose),
      h(
        "span",
        { class: "camera-main" },
        h(
          "span",
          { class: "camera-title" },
          name,
          h("span", { class: "camera-distance" }, formatDistance(capture.distance_m)),
        ),
        address !== null && h("span", { class: "camera-address" }, address),
      ),
      h("span", { class: `verdict verdict-${capture.range_verdict}` }, t(`verdict.${capture.range_verdict}`)),
    ),
    h(
      "ul",
      { class: "reasons" },
      ownFootage && h("li", {}, footageBadge(capture.footage, capture.days_left, context.asked)),
      ...reasons.map((code) => h("li", {}, reasonText(code, capture))),
    ),
  );
}

/** Footage reasons that say more than the badge of the group does. */
function tells(code: string): boolean {
  return ![
    "within_stated_period",
    "no_time_given",
    "past_stated_period",
    "last_day_of_stated_period",
  ].includes(code);
}
