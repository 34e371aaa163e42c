#!/usr/bin/env python3
"""Reads the catalogue of a running service as RDF and holds it against the shapes of DCAT-AP.

    python3 tests/clients/dcat.py http://127.0.0.1:8080/api

Waits for the files, which are made in the background after the first start.
"""

import json
import sys
import time
import urllib.request
from pathlib import Path

import pyshacl
import rdflib

FORMATS = 6


def catalogue(api):
    for _ in range(120):
        with urllib.request.urlopen(f"{api}/dcat.jsonld") as answer:
            text = answer.read().decode("utf-8")
        files = json.loads(text)["dcat:dataset"][0]["dcat:distribution"]
        if sum("spdx:checksum" in file for file in files) == FORMATS:
            return text
        time.sleep(1)
    sys.exit("failed: the files of all registers were not made within two minutes")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    graph = rdflib.Graph().parse(data=catalogue(sys.argv[1].rstrip("/")), format="json-ld")
    shapes = rdflib.Graph().parse(Path(__file__).with_name("dcat_shapes.ttl"))
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    if not conforms:
        sys.exit(f"failed: {report}")
    print(f"ok: {len(graph)} statements of the catalogue fit the shapes of DCAT-AP")


if __name__ == "__main__":
    main()
