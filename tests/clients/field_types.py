#!/usr/bin/env python3
"""Reads back, with GDAL, measures of a register whose first pages do not tell what its properties are.

    tests/clients/field_types.py target/debug/siya

Needs ogrinfo and ogr2ogr (Debian: gdal-bin); pyogrio (which has a newer GDAL) and jsonschema are used where they are
installed, and their absence is said.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HEADER = "관리번호,관리기관명,설치목적구분,카메라대수,촬영방면정보,위도,경도,데이터기준일자"
# Whole measures on the first pages, and fractions behind them; what turns comes last of all.
VIEWS = ["방위각 90도 화각 60도 100m"] * 40 + ["방위각 22.5도 화각 62.5도 12.5m"] * 20 + ["회전형 50m"]
TYPES = {"bearing_deg": "Real", "width_deg": "Real", "range_max_m": "Real", "turns": "Integer(Boolean)",
         "directions": "Integer", "position_reasons": "StringList", "reference_date": "Date", "department": "String"}


def check(holds, what):
    """Ends the run when something does not hold."""
    if not holds:
        sys.exit(f"failed: {what}")
    print(f"ok: {what}")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def register(path):
    rows = [f"T-{at:03},광진구청,생활방범,1,{view},{37.53 + at * 1e-4:.6f},{127.08 + at * 1e-4:.6f},2026-11-01"
            for at, view in enumerate(VIEWS)]
    path.write_text("\n".join([HEADER, *rows, ""]), "utf-8")


def address(log):
    for _ in range(150):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found:
            return f"{found[0]}/api"
        time.sleep(0.2)
    sys.exit(f"the service did not start: {log.read_text('utf-8')}")


def read_back(api, folder):
    address = f"{api}/collections/cameras/items?institution=3040000&limit=1000"
    with urllib.request.urlopen(address) as answer:
        served = {feature["id"]: feature["properties"] for feature in json.load(answer)["features"]}
    check(sorted({site["bearing_deg"] for site in served.values() if site["bearing_deg"]}) == [22.5, 90.0],
          f"{len(served)} sites with whole bearings and fractions")
    # A short page has whole measures alone.
    summary = run("ogrinfo", "-ro", "-so", "-oo", "PAGE_SIZE=10", f"OAPIF:{api}", "cameras")
    for name, kind in TYPES.items():
        check(f"{name}: {kind} (" in summary, f"ogrinfo: {name} is {kind}")
    made = Path(folder, "cameras.geojsons")
    run("ogr2ogr", "-f", "GeoJSONSeq", str(made), f"OAPIF:{api}", "cameras", "-oo", "PAGE_SIZE=10",
        "-where", "institution = '3040000'")
    lines = [json.loads(record) for record in made.read_text("utf-8").split("\x1e")[1:]]
    numbers = [name for name, value in next(iter(served.values())).items() if name.endswith(("_m", "_deg"))]
    of = lambda sites: sorted(json.dumps([site["management_no"], *map(site.get, numbers)]) for site in sites)
    check(of(line["properties"] for line in lines) == of(served.values()), f"ogr2ogr: {', '.join(numbers)} are as served")
    found = run("ogrinfo", "-ro", "-so", f"OAPIF:{api}", "cameras", "-where", "bearing_deg > 22 AND bearing_deg < 23")
    check("Feature Count: 20" in found, "ogrinfo: a bearing between whole degrees is asked for")
    try:
        import pyogrio
    except ImportError:
        print("skipped: pyogrio is not installed")
        return
    frame = pyogrio.read_dataframe(f"OAPIF:{api}", layer="cameras", PAGE_SIZE=10)
    bearings = frame[frame.institution == "3040000"].bearing_deg.dropna().value_counts().to_dict()
    check(bearings == {90.0: 40, 22.5: 20}, "pyogrio: bearings are as served")


def validate(api):
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        print("skipped: jsonschema is not installed")
        return
    for collection in ["cameras", "capture-areas", "institutions"]:
        with urllib.request.urlopen(f"{api}/collections/{collection}/schema") as answer:
            schema = json.load(answer)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        with urllib.request.urlopen(f"{api}/collections/{collection}/items?limit=500") as answer:
            features = json.load(answer)["features"]
        faults = [fault.message for feature in features for fault in validator.iter_errors(feature)]
        check(not faults, f"{collection}: {len(features)} features are instances of the schema {faults[:3]}")
        features[0]["properties"]["sample"] = "x"
        check(not validator.is_valid(features[0]), f"{collection}: and what is none is not")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    siya = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        path, data, log = (Path(folder, name) for name in ["register.csv", "data", "log"])
        register(path)
        run(siya, "import", "--data", str(data), str(path))
        with log.open("w") as out:
            server = subprocess.Popen([siya, "serve", "--data", str(data), "--listen", "127.0.0.1:0"], stdout=out, stderr=out)
        try:
            api = address(log)
            read_back(api, folder)
            validate(api)
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
