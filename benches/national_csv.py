#!/usr/bin/env python3
"""Makes a national register of 350,000 rows as the open data portal would give it: CSV in CP949.

Positions, addresses, purposes, counts, directions and institutions are those of the national register
as a tar of JSON tiles; what the tiles lack (pixels, retention, date of installation, telephone) is
filled with the usual values and a made-up telephone number for each institution. Rows beyond the tar's are its first rows again under new numbers.

    benches/national_csv.py cctv-tiles-2026-05.tar national.csv [ROWS]
"""

import csv
import gzip
import json
import sys
import tarfile

HEADER = [
    "번호", "관리번호", "관리기관명", "소재지도로명주소", "소재지지번주소", "설치목적구분", "카메라대수",
    "카메라화소수", "촬영방면정보", "보관일수", "설치연월", "관리기관전화번호", "WGS84위도", "WGS84경도",
    "데이터기준일자",
]
# The tiles name four groups of purposes; each becomes the most frequent value of its group.
PURPOSES = {"방범": "생활방범", "교통": "교통단속", "시설안전": "시설물관리"}


def records(path):
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(".json.gz"):
                yield from json.loads(gzip.decompress(tar.extractfile(member).read()))


def phone(identity):
    """A number in the usual form, the same for all rows of an institution."""
    code = int(identity[4:11])
    return f"031-{200 + code % 700}-{1000 + code % 9000}"


def row(number, record, again):
    identity = record.get("managementNumber") or record["id"]
    if again:
        identity = f"{identity[:11]}{9_000_000 + number % 1_000_000:07}"
    return [
        number, identity, record["manager"], record["address"], "",
        PURPOSES.get(record["purpose"], record["purpose"]), record["cameraCount"], 200,
        record["direction"], 30, f"{2010 + number % 15}-{number % 12 + 1:02}", phone(identity),
        record["lat"], record["lng"], "2026-05-01",
    ]


def main():
    source, target, *rest = sys.argv[1:]
    wanted = int(rest[0]) if rest else 350_000
    known = list(records(source))
    with open(target, "w", encoding="cp949", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        for index in range(wanted):
            again = index >= len(known)
            writer.writerow(row(index + 1, known[index % len(known)], again))


if __name__ == "__main__":
    main()
