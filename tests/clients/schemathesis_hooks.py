"""What no JSON Schema says of the parameters, for Schemathesis: languages, codes of a table, days that exist.

Without it, Schemathesis counts a text that is no filter, or a code of no institution, as valid input refused.
"""

import re

import schemathesis
from hypothesis import strategies as st

FILTERS = st.sampled_from([
    "institution = '3040000'",
    "sample = TRUE OR reference_date >= DATE('2020-01-01')",
    "NOT (institution IS NULL) AND id > 10",
    "CASEI(institution) LIKE CASEI('30%') OR id BETWEEN 1 AND 100",
    "S_INTERSECTS(geometry, BBOX(126.9, 37.4, 127.2, 37.6))",
    "T_AFTER(reference_date, TIMESTAMP('2020-01-01T00:00:00Z')) AND release % 2 = 0",
])
DAYS = ["2020-01-01", "2026-05-01", "2026-05-01T09:00:00+09:00", "2026-05-01T00:00:00Z"]
CODES = ["3040000", "4241000", "unknown"]
# What the standard says of a limit above the maximum: it is reduced, and no error.
MOST = 10_000

schemathesis.openapi.format("cql2-text", FILTERS)
schemathesis.openapi.format("date-or-time", st.sampled_from(DAYS))
schemathesis.openapi.format("datetime-or-interval", st.sampled_from([
    *DAYS, "2020-01-01/..", "../2026-12-31", "/2026-12-31", "2020-01-01/2026-05-01T00:00:00Z",
]))


def is_code(text):
    return isinstance(text, str) and re.fullmatch("[0-9]{7}|unknown", text)


def known(text):
    """A code of the table in place of one that only looks like it."""
    return CODES[sum(map(ord, text)) % len(CODES)] if is_code(text) else text


def numbers_of(value):
    """A list of numbers, written as one or as text; none where it is something else."""
    try:
        return [float(number) for number in (value.split(",") if isinstance(value, str) else value)]
    except (TypeError, ValueError):
        return []


def box(value):
    """Corners on earth, the lower one first, in place of numbers that are none."""
    count = len(numbers_of(value))
    if not 4 <= count <= 6:
        return value
    return "126,37,0,127,38,100" if count == 6 else "126,37,127,38"


@schemathesis.hook
def map_query(context, query):
    if not query:
        return query
    if isinstance(query.get("institution"), str):
        query["institution"] = ",".join(known(code) for code in query["institution"].split(","))
    if "bbox" in query:
        query["bbox"] = box(query["bbox"])
        # Degrees, for the numbers are such.
        query.pop("bbox-crs", None)
    if query.get("filter-lang") == "cql2-json":
        query.pop("filter", None)
    query.pop("filter-crs", None)
    if "sortby" in query and re.fullmatch("[+-]?[a-z0-9_]+(,[+-]?[a-z0-9_]+)*", str(query["sortby"])):
        query["sortby"] = "-institution,id"
    return query


@schemathesis.hook
def map_body(context, body):
    if not isinstance(body, dict):
        return body
    if isinstance(body.get("institutions"), list):
        body["institutions"] = [known(code) for code in body["institutions"]]
    place = body.get("geometry")
    if isinstance(place, dict) and len(numbers_of(place.get("coordinates"))) == 2:
        place["coordinates"] = [127.0847, 37.5385]
    # Times of which none is later than another that has to be.
    for name in ("from", "to", "as_of"):
        if isinstance(body.get(name), str):
            body[name] = "2026-05-01T09:00:00+09:00"
    return body


@schemathesis.hook
def filter_query(context, query):
    try:
        return not query or float(query.get("limit", 1)) <= MOST
    except (TypeError, ValueError):
        return True
