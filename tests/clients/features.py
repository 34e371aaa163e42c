#!/usr/bin/env python3
"""Reads a running service as GIS programs do: by paging, with GDAL and with OWSLib.

    siya serve --listen 127.0.0.1:8080 &
    python3 tests/clients/features.py http://127.0.0.1:8080/api

Needs Python and the programs ogrinfo and ogr2ogr (Debian: gdal-bin); OWSLib and pyogrio (which has a newer GDAL) are used
where they are installed, and their absence is said. Ends with status 1 at the first thing that is not as it should be.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
# Metres between what the service and what PROJ say.
TOLERANCE_M = 0.05
# What somebody asks GDAL for, and what it means in CQL2.
FILTERS = [
    ("cameras", "purpose = 'child'", "purpose = 'child'"),
    ("cameras", "purpose = 'crime' AND unit_count >= 3", "purpose = 'crime' AND unit_count >= 3"),
    ("cameras", "reference_date >= '2026-01-01'", "reference_date >= DATE('2026-01-01')"),
    ("cameras", "reference_date > '2026-11-01'", "reference_date > DATE('2026-11-01')"),
    ("cameras", "reference_date = '2026-11-01'", "reference_date = DATE('2026-11-01')"),
    ("cameras", "installed >= '2020-01'", "installed >= '2020-01'"),
    ("cameras", "sample = 1 AND road_address IS NULL", "sample = TRUE AND road_address IS NULL"),
    ("cameras", "retention_days BETWEEN 10 AND 20", "retention_days BETWEEN 10 AND 20"),
    ("cameras", "NOT (purpose = 'crime') OR purpose ILIKE 'CR%'",
     "NOT (purpose = 'crime') OR CASEI(purpose) LIKE CASEI('CR%')"),
    ("capture-areas", "range_max_m > 1000 AND certainty = 'certain'", "range_max_m > 1000 AND certainty = 'certain'"),
    ("institutions", "institution = '3040000'", "institution = '3040000'"),
    ("institutions", "loaded = 0 AND level = 'district'", "loaded = FALSE AND level = 'district'"),
    ("institutions", "policy_effective_date >= '2020-01-01'", "policy_effective_date >= DATE('2020-01-01')"),
]


def check(holds, what):
    """Ends the run when something does not hold."""
    if not holds:
        sys.exit(f"failed: {what}")
    print(f"ok: {what}")


def get(address):
    with urllib.request.urlopen(address) as answer:
        return json.load(answer), answer.headers


def pages(address):
    """All features, by following `next`."""
    while address:
        page, _ = get(address)
        yield page
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    check(done.returncode == 0, " ".join(command[:4]) + (" " + done.stderr if done.returncode else ""))
    return done.stdout


def collections(api):
    listed, _ = get(f"{api}/collections")
    return [collection["id"] for collection in listed["collections"]]


def paging(api):
    for collection in collections(api):
        ids, matched = [], None
        for page in pages(f"{api}/collections/{collection}/items?limit=997"):
            ids += [feature["id"] for feature in page["features"]]
            matched = page["numberMatched"]
        check(len(ids) == len(set(ids)) == matched, f"{collection}: each of {matched} ids once")


def gdal(api):
    for collection in collections(api):
        page, _ = get(f"{api}/collections/{collection}/items?limit=1")
        summary = run("ogrinfo", "-ro", "-so", f"OAPIF:{api}", collection)
        count = f"Feature Count: {page['numberMatched']}"
        check(count in summary, f"{collection}: ogrinfo says {count}")
    with tempfile.TemporaryDirectory() as folder:
        for code in [3857, 5179, 5181, 5186, 5174, 2097]:
            made = Path(folder) / f"{code}.csv"
            run("ogr2ogr", "-f", "CSV", str(made), f"OAPIF:{api}", "cameras", "-t_srs", f"EPSG:{code}",
                "-limit", "500", "-lco", "GEOMETRY=AS_XY", "-sql",
                "SELECT FID AS site, * FROM cameras", "-dialect", "OGRSQL")
            compare(api, code, made)


def filters(api):
    """What is asked of GDAL is asked of the service, and means the same there."""
    for layer, where, cql2 in FILTERS:
        query = urllib.parse.urlencode({"limit": 1, "filter": cql2})
        page, _ = get(f"{api}/collections/{layer}/items?{query}")
        done = subprocess.run(
            ["ogrinfo", "-ro", "-so", "-oo", "PAGE_SIZE=10000", f"OAPIF:{api}", layer, "-where", where],
            capture_output=True, text=True, env={**os.environ, "CPL_DEBUG": "ON"},
        )
        is_sent = "filter-lang=cql-text" in done.stderr and "client side" not in done.stderr
        count = f"Feature Count: {page['numberMatched']}"
        check(is_sent and count in done.stdout, f"{layer}: GDAL sends {where} and finds {page['numberMatched']}")
    box = "127.05 37.53 127.12 37.56"
    page, _ = get(f"{api}/collections/cameras/items?limit=1&bbox={box.replace(' ', ',')}")
    found = run("ogrinfo", "-ro", "-so", "-oo", "PAGE_SIZE=10000", f"OAPIF:{api}", "cameras", "-spat", *box.split())
    check(f"Feature Count: {page['numberMatched']}" in found, f"GDAL finds {page['numberMatched']} in a box")


def compare(api, code, made):
    import csv

    with made.open(encoding="utf-8", newline="") as lines:
        theirs = {int(row["site"]): (float(row["X"]), float(row["Y"])) for row in csv.DictReader(lines)}
    page, headers = get(f"{api}/collections/cameras/items?limit=500&crs={EPSG}{code}")
    check(headers["Content-Crs"] == f"<{EPSG}{code}>", f"EPSG:{code}: Content-Crs")
    farthest = 0
    for feature in page["features"]:
        a, b = feature["geometry"]["coordinates"]
        easting, northing = (a, b) if code == 3857 else (b, a)
        x, y = theirs[feature["id"]]
        farthest = max(farthest, math.hypot(x - easting, y - northing))
    check(farthest < TOLERANCE_M, f"EPSG:{code}: {len(theirs)} sites within {farthest * 1000:.1f} mm of ogr2ogr")


def owslib(api):
    try:
        from owslib.ogcapi.features import Features
    except ImportError:
        print("skipped: OWSLib is not installed")
        return
    service = Features(api)
    check(service.feature_collections() == collections(api), "OWSLib lists the collections")
    check(any("ogcapi-features-1" in one for one in service.conformance()["conformsTo"]), "OWSLib reads conformance")
    check("/collections/cameras/items" in service.api()["paths"], "OWSLib reads the API document")
    check("purpose" in service.collection_queryables("cameras")["properties"], "OWSLib reads queryables")
    page = service.collection_items("cameras", limit=3, bbox=[126, 33, 130, 39])
    check(page["numberReturned"] == 3, "OWSLib reads items in a box")
    one = service.collection_item("cameras", str(page["features"][0]["id"]))
    check(one["id"] == page["features"][0]["id"], "OWSLib reads one feature")
    page = service.collection_items("cameras", limit=3, filter="purpose = 'child'")
    purposes = {feature["properties"]["purpose"] for feature in page["features"]}
    check(purposes == {"child"}, "OWSLib filters in CQL2")


def newer_gdal(api):
    """What the GDAL inside pyogrio reads through its two drivers: features, and tiles in metres of the web map."""
    try:
        import pyogrio
    except ImportError:
        print("skipped: pyogrio is not installed")
        return
    version = "GDAL " + ".".join(map(str, pyogrio.__gdal_version__))
    for layer in collections(api):
        page, _ = get(f"{api}/collections/{layer}/items?limit=1")
        frame = pyogrio.read_dataframe(f"OAPIF:{api}", layer=layer, fid_as_index=True, PAGE_SIZE=10000)
        check(frame.index.is_unique and len(frame) == page["numberMatched"], f"{version}: {layer}, each of {len(frame)} ids once")
        check(frame.geometry.dropna().is_valid.all(), f"{version}: {layer} has valid geometries")
    box = {"MINX": 14143000, "MINY": 4510000, "MAXX": 14151000, "MAXY": 4515000}
    # Tiles have whole units, of 2.4 m at level 12: what lies nearer to the edge may be drawn beyond it.
    inner = [box["MINX"] + 3, box["MINY"] + 3, box["MAXX"] - 3, box["MAXY"] - 3]
    for layer in ["cameras", "capture-areas", "coverage"]:
        items, _ = get(f"{api}/collections/{layer}/items?limit=10000&bbox-crs={EPSG}3857&bbox={','.join(map(str, inner))}")
        stated = {feature["id"]: feature["properties"] for feature in items["features"]}
        for level in [12, 14]:
            frame = pyogrio.read_dataframe(f"OGCAPI:{api}/collections/{layer}", layer=f"Zoom level {level}",
                                           bbox=tuple(box.values()), API="TILES", **box)
            known = frame[frame.mvt_id.isin(list(stated))]
            same = all(stated[row.mvt_id]["purpose"] == row.purpose for row in known.itertuples())
            check(same and set(known.mvt_id) >= set(stated) and frame.geometry.is_valid.all(),
                  f"{version}: tiles of level {level} have the {len(stated)} features of {layer}, all valid")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    api = sys.argv[1].rstrip("/")
    paging(api)
    gdal(api)
    filters(api)
    owslib(api)
    newer_gdal(api)


if __name__ == "__main__":
    main()
