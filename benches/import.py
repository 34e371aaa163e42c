#!/usr/bin/env python3
"""A whole import against what pandas takes merely to read the same file.

    benches/import.py national.csv [ROUNDS]       (Python with pandas, target/release/siya built)

Prints wall time and peak memory of both, the best of some rounds in turn, and their ratio.
`siya import` reads, judges, checks, reports and publishes into an empty data directory.
"""

import os
import subprocess
import sys
import tempfile
import time

SIYA = os.path.join(os.path.dirname(__file__), "..", "target", "release", "siya")


def run(command):
    """Seconds and peak megabytes of a program."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed: {errors[-500:]}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def pandas(path):
    """The time of the call alone; the memory is that of the program."""
    code = (
        "import sys, time, pandas\n"
        "start = time.monotonic()\n"
        f"pandas.read_csv({path!r}, encoding='cp949', low_memory=False)\n"
        "sys.stderr.write(str(time.monotonic() - start))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)
    text = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"pandas failed: {text[-500:]}")
    return float(text), usage.ru_maxrss / 1024


def siya(path):
    with tempfile.TemporaryDirectory() as folder:
        return run([SIYA, "import", "--data", folder, path])


def main():
    path, *rest = sys.argv[1:]
    rounds = int(rest[0]) if rest else 5
    results = [(pandas(path), siya(path)) for _ in range(rounds)]
    (pandas_s, pandas_mb), (siya_s, siya_mb) = (min(side) for side in zip(*results))
    print("| program | wall s | peak MB |\n|---|---|---|")
    print(f"| pandas read_csv(encoding='cp949') | {pandas_s:.2f} | {pandas_mb:.0f} |")
    print(f"| siya import | {siya_s:.2f} | {siya_mb:.0f} |")
    print(f"ratio {siya_s / pandas_s:.2f}")


if __name__ == "__main__":
    main()
