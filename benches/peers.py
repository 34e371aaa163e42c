#!/usr/bin/env python3
"""Items and tiles against PostGIS and tipg on the same register, in one run.

    benches/peers.py target/release/siya DATA

Needs wrk, ogr2ogr, PostgreSQL with PostGIS (a cluster of its own is made and thrown away, by the user
postgres when run as root), and tipg for the items (python3 -m pip install tipg uvicorn; without it they are left
out). All servers answer on this machine, one after the other; wrk asks with 8 connections for 4 seconds.
Each tile list holds the fullest tiles of a level. PostGIS makes a tile anew each time; of Siya three things are
told: making it in the process (cargo bench --bench tiles, built before), the first request, and requests from memory. Its tiles of level 10 count sites in cells, those of PostGIS hold every site.
"""
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

PORT_SIYA, PORT_PG, PORT_TIPG = 18231, 18232, 18233
PG = sorted(os.listdir("/usr/lib/postgresql"))[-1]
BIN = f"/usr/lib/postgresql/{PG}/bin/"
SIYA = f"http://127.0.0.1:{PORT_SIYA}/api"
TIPG = f"http://127.0.0.1:{PORT_TIPG}"
BBOX = "126.9,37.45,127.1,37.6"


def get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def wait_for(url):
    for _ in range(600):
        try:
            return get(url)
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer")


def wrk(url, script=None, connections=8):
    """Requests per second, and mean latency in milliseconds."""
    command = ["wrk", "-t1", f"-c{connections}", "-d4s"] + (["-s", script] if script else []) + [url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        sys.exit(f"{url}: {out}")
    rate = float(next(line for line in out.splitlines() if "Requests/sec" in line).split()[1])
    return rate


def tile_of(lon, lat, z):
    n = 1 << z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int(y * n), int((lon + 180) / 360 * n)


def fullest(features, z, count):
    """Rows and columns of the tiles of a level that hold most sites."""
    tiles = {}
    for lon, lat in features:
        tile = tile_of(lon, lat, z)
        tiles[tile] = tiles.get(tile, 0) + 1
    return sorted(tiles, key=lambda tile: (-tiles[tile], tile))[:count]


def lua(folder, name, paths):
    listed = ",".join(f'"{path}"' for path in paths)
    script = os.path.join(folder, name)
    with open(script, "w", encoding="utf-8") as out:
        out.write(f"local p={{{listed}}} local i=0\nrequest=function() i=i%#p+1 return wrk.format('GET',p[i]) end\n")
    return script


class Cluster:
    """A PostgreSQL of its own."""

    def __init__(self, folder):
        self.data = os.path.join(folder, "pg")
        self.run = [] if os.getuid() else ["runuser", "-u", "postgres", "--"]
        os.mkdir(self.data)
        if not os.getuid():
            os.chmod(folder, 0o755)
            shutil.chown(self.data, "postgres", "postgres")
        self.tool("initdb", "-D", self.data, "-A", "trust", "-U", "postgres")
        options = f"-p {PORT_PG} -k {self.data} -c listen_addresses=127.0.0.1 -c jit=off -c shared_buffers=512MB"
        self.tool("pg_ctl", "-D", self.data, "-w", "-l", f"{self.data}/log", "-o", options, "start")

    def tool(self, name, *arguments):
        return subprocess.run([*self.run, BIN + name, *arguments], capture_output=True, text=True, check=True, cwd="/").stdout

    def sql(self, text):
        return self.tool("psql", "-h", "127.0.0.1", "-p", str(PORT_PG), "-U", "postgres", "-Atqc", text)

    def stop(self):
        self.tool("pg_ctl", "-D", self.data, "-m", "immediate", "stop")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="siya-peers-") as folder:
        siya = subprocess.Popen([sys.argv[1], "serve", "--data", sys.argv[2], "--listen", f"127.0.0.1:{PORT_SIYA}"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cluster = tipg = None
        try:
            wait_for(f"{SIYA}/")
            while not json.loads(get(f"{SIYA}/downloads"))["complete"]:
                time.sleep(1)
            source = os.path.join(folder, "cameras.geojson")
            with open(source, "wb") as out:
                out.write(get(f"{SIYA}/downloads/cameras.geojson"))
            with open(source, encoding="utf-8") as text:
                places = [feature["geometry"]["coordinates"] for feature in json.load(text)["features"]]
            print(f"{len(places)} sites", flush=True)
            cluster = Cluster(folder)
            cluster.sql("CREATE EXTENSION postgis")
            subprocess.run(["ogr2ogr", "-f", "PostgreSQL", f"PG:host=127.0.0.1 port={PORT_PG} user=postgres dbname=postgres",
                            source, "-nln", "cameras", "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=ogc_fid"], check=True)
            cluster.sql("ALTER TABLE cameras ADD COLUMN web geometry(Point,3857)")
            cluster.sql("UPDATE cameras SET web = ST_Transform(geom,3857)")
            cluster.sql("CREATE INDEX ON cameras USING gist (web)")
            cluster.sql("VACUUM ANALYZE cameras")
            tiles(folder, cluster, places, made_in_process(sys.argv[2]))
            cluster.sql("ALTER TABLE cameras DROP COLUMN web")
            cluster.sql("VACUUM FULL ANALYZE cameras")
            try:
                tipg = subprocess.Popen([sys.executable, "-m", "uvicorn", "tipg.main:app", "--port", str(PORT_TIPG), "--log-level", "error"],
                                        env={**os.environ, "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{PORT_PG}/postgres",
                                             "TIPG_DB_SCHEMAS": '["public"]', "TIPG_MAX_FEATURES_PER_QUERY": "10000"},
                                        stderr=subprocess.DEVNULL)
                import tipg as _  # noqa: F401
            except ImportError:
                print("tipg is not installed: items of Siya alone")
                tipg.kill()
                tipg = None
            items(tipg)
        finally:
            for process in (tipg, siya):
                if process:
                    process.send_signal(signal.SIGTERM)
                    process.wait()
            if cluster:
                cluster.stop()


def items(tipg):
    print("\n| items | Siya, requests/s | the same in gzip | tipg, requests/s | ratio |\n|---|---|---|---|---|", flush=True)
    if tipg:
        wait_for(f"{TIPG}/collections/public.cameras/items?limit=1")
    for limit in (10, 1000):
        for bbox in ("", f"&bbox={BBOX}"):
            query = f"items?limit={limit}{bbox}"
            ours = wrk(f"{SIYA}/collections/cameras/{query}")
            with tempfile.TemporaryDirectory() as folder:
                script = os.path.join(folder, "gzip.lua")
                with open(script, "w", encoding="utf-8") as out:
                    out.write('wrk.headers["Accept-Encoding"]="gzip"\n')
                packed = wrk(f"{SIYA}/collections/cameras/{query}", script)
            theirs = wrk(f"{TIPG}/collections/public.cameras/{query}&f=geojson") if tipg else None
            said = f"{theirs:,.1f} | {ours / theirs:,.0f}" if theirs else "not measured | "
            print(f"| {limit}{', bbox' if bbox else ''} | {ours:,.0f} | {packed:,.0f} | {said} |", flush=True)


def made_in_process(data):
    """Milliseconds that a tile of each level takes to make."""
    out = subprocess.run(["cargo", "bench", "--quiet", "--bench", "tiles", "--", os.path.abspath(data)],
                         capture_output=True, text=True, check=True, cwd=os.path.dirname(os.path.abspath(__file__))).stdout
    rows = [[cell.strip() for cell in line.split("|")] for line in out.splitlines() if line.startswith("| z")]
    return {int(row[1][1:]): float(row[4]) / 1000 for row in rows}


def tiles(folder, cluster, places, made):
    print("\n| tiles | Siya made, ms | first request, ms | again, requests/s | ST_AsMVT, ms | 2 clients, tiles/s | made | first | again |\n"
          "|---|---|---|---|---|---|---|---|---|", flush=True)
    for z, count in ((10, 60), (12, 100), (14, 600)):
        listed = fullest(places, z, count)
        paths = [f"/api/collections/cameras/tiles/WebMercatorQuad/{z}/{y}/{x}" for y, x in listed]
        start = time.perf_counter()
        sizes = [len(get(f"http://127.0.0.1:{PORT_SIYA}{path}")) for path in paths]
        first = (time.perf_counter() - start) / len(paths) * 1000
        again = wrk(f"http://127.0.0.1:{PORT_SIYA}/", lua(folder, f"z{z}.lua", paths))
        cluster.sql("DROP TABLE IF EXISTS tiles")
        values = ",".join(f"({n},ST_TileEnvelope({z},{x},{y}))" for n, (y, x) in enumerate(listed))
        cluster.sql(f"CREATE TABLE tiles AS SELECT * FROM (VALUES {values}) v(n,box)")
        cluster.sql("CREATE INDEX ON tiles (n)")
        script = os.path.join(folder, f"z{z}.sql")
        with open(script, "w", encoding="utf-8") as out:
            out.write(f"\\set n random(0,{len(listed) - 1})\n"
                      "SELECT ST_AsMVT(q,'cameras',4096,'g','id') FROM (SELECT c.ogc_fid AS id, c.purpose, c.range_max_m, "
                      "c.range_basis, c.units, ST_AsMVTGeom(c.web,t.box,4096,0,false) AS g "
                      "FROM tiles t JOIN cameras c ON c.web && t.box WHERE t.n=:n) q;\n")
        os.chmod(script, 0o644)

        def pgbench(clients):
            out = cluster.tool("pgbench", "-n", "-M", "prepared", "-f", script, "-T", "6", "-c", str(clients), "-h", "127.0.0.1",
                               "-p", str(PORT_PG), "-U", "postgres", "postgres")
            return float(next(line for line in out.splitlines() if line.startswith("tps")).split()[2])

        one, two = pgbench(1), pgbench(2)
        print(f"| z{z}, {len(listed)} tiles of {sum(sizes) // len(sizes):,} bytes | {made[z]:.3f} | {first:.2f} | {again:,.0f} | {1000 / one:.2f} | {two:,.0f} "
              f"| {1000 / one / made[z]:.0f}× | {1000 / one / first:.1f}× | {again / two:,.0f}× |", flush=True)


if __name__ == "__main__":
    main()
