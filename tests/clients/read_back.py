#!/usr/bin/env python3
"""Reads every file that `siya export` writes with other people's libraries and compares what they say.

    tests/clients/read_back.py target/debug/siya [--data DIR]

Needs what requirements.txt names, and ogrinfo (Debian: gdal-bin); tests/clients/run installs both.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import geopandas
import pyarrow.parquet
from pmtiles.reader import MmapSource, Reader


def main(siya: str, *options: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for form, ending in {
            "csv": "csv",
            "geojson": "geojson",
            "geojsonseq": "geojsons",
            "flatgeobuf": "fgb",
            "geoparquet": "parquet",
            "pmtiles": "pmtiles",
        }.items():
            path = files[form] = Path(folder, f"cameras.{ending}")
            subprocess.run([siya, "export", *options, "--format", form, "-o", path], check=True)
        compare(files)
    print("every file says the same")


def compare(files: dict[str, Path]) -> None:
    collection = json.loads(files["geojson"].read_text("utf-8"))
    sites = {feature["id"]: feature for feature in collection["features"]}
    names = ["id", *next(iter(sites.values()))["properties"]]

    records = files["geojsonseq"].read_text("utf-8").split("\x1e")[1:]
    assert [json.loads(record) for record in records] == collection["features"]

    table = pyarrow.parquet.read_table(files["geoparquet"])
    assert table.column_names == [*names, "geometry", "bbox"], table.column_names
    geo = json.loads(table.schema.metadata[b"geo"])
    assert geo["version"] == "1.1.0" and geo["primary_column"] == "geometry"
    for row in table.to_pylist():
        expected = {"id": row["id"], **sites[row["id"]]["properties"]}
        day = row["reference_date"]
        row["reference_date"] = day and day.isoformat()
        assert {name: row[name] for name in names} == expected, row["id"]

    frame = geopandas.read_parquet(files["geoparquet"])
    assert frame.crs == "OGC:CRS84" and len(frame) == len(sites)
    for row in frame.itertuples():
        assert [row.geometry.x, row.geometry.y] == sites[row.id]["geometry"]["coordinates"]

    west, south, east, north = collection["bbox"]
    half = [west, south, (west + east) / 2, (south + north) / 2]
    inside = {
        site["id"]
        for site in sites.values()
        if half[0] <= site["geometry"]["coordinates"][0] <= half[2]
        and half[1] <= site["geometry"]["coordinates"][1] <= half[3]
    }
    query = (
        f"SELECT id FROM '{files['geoparquet']}' WHERE bbox.xmin >= {half[0]} AND bbox.xmax <= {half[2]} "
        f"AND bbox.ymin >= {half[1]} AND bbox.ymax <= {half[3]}"
    )
    assert {row[0] for row in duckdb.sql(query).fetchall()} == inside

    indexed = geopandas.read_file(files["flatgeobuf"], bbox=tuple(half), engine="pyogrio")
    assert set(indexed["id"]) == inside
    assert indexed.crs.to_epsg() == 4326
    listing = subprocess.run(
        ["ogrinfo", "-so", files["flatgeobuf"], "cameras"], check=True, capture_output=True, text=True
    ).stdout
    assert f"Feature Count: {len(sites)}" in listing and 'ID["EPSG",4326]' in listing, listing
    assert "reference_date: DateTime" in listing and "units: Integer64" in listing, listing
    for path in (files["geojson"], files["geojsonseq"]):
        listing = subprocess.run(
            ["ogrinfo", "-so", "-al", path], check=True, capture_output=True, text=True
        ).stdout
        assert f"Feature Count: {len(sites)}" in listing, listing

    with files["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {int(row["siya_id"]) for row in rows} == set(sites)
    assert len(rows) == sum(site["properties"]["members"] for site in sites.values())

    with files["pmtiles"].open("rb") as file:
        reader = Reader(MmapSource(file))
        header, metadata = reader.header(), reader.metadata()
        assert metadata["vector_layers"][0]["id"] == "cameras"
        assert (header["min_zoom"], header["max_zoom"]) == (0, 14)
        assert reader.get(0, 0, 0), "there is no tile of the world"


if __name__ == "__main__":
    main(*sys.argv[1:])
