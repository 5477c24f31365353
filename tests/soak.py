"""Viewers come, act and go for hours: whether the server's memory, threads and open files stay where they are.

    python -m tests.soak --hours 2          24 before a release

After the first half hour the slope of a line through the memory in use is at most 1 MB an hour.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from geodata import files
from tests.serving import free_port, serving
from tests.visitor import Visitor

__all__ = ["slope"]

#: What a server may take to find its size.
_SETTLED_S = 1800


def slope(samples: list[tuple[float, float]], after_s: float = _SETTLED_S) -> float:
    """MB an hour, by least squares through the samples (seconds, MB) later than `after_s`; NaN for fewer than three."""
    late = np.array([sample for sample in samples if sample[0] >= after_s])
    return float(np.polyfit(late[:, 0], late[:, 1], 1)[0] * 3600) if len(late) >= 3 else float("nan")


def _looked(pid: int) -> tuple[float, int, int]:
    """MB of memory, threads and open files of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = {
        line.partition(":")[0]: line.partition(":")[2].split()[0]
        for line in status.splitlines()
        if line.partition(":")[2].split()
    }
    return int(found["VmRSS"]) / 1024, int(found["Threads"]), len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _pid_of(port: int) -> int:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"streamlit" in words and str(port).encode() in words:
            return int(path.parent.name)
    raise LookupError(f"no server on port {port}")


def main() -> None:
    """Run, print a line each five minutes, and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hours", type=float, default=2)
    parser.add_argument("--pause", type=float, default=2, help="seconds between visits")
    asked = parser.parse_args()
    chance, samples, port, visits, told = random.Random(1), [], free_port(), 0, 0.0
    with tempfile.TemporaryDirectory() as name, serving(files.DATASET, Path(name) / "log", port=port) as url:
        pid, began = _pid_of(port), time.monotonic()
        while (passed := time.monotonic() - began) < asked.hours * 3600:
            with Visitor(url) as visitor:
                for _ in range(3):
                    visitor.run(
                        f"date={chance.randrange(2013, 2019)}-{chance.randrange(1, 13):02}-10&lang={chance.choice(('en', 'ar'))}"
                    )
            visits += 1
            memory, threads, opened = _looked(pid)
            samples.append((passed, memory))
            if passed - told >= 300 or visits == 1:
                told = passed
                print(
                    f"{passed / 60:6.0f} min {visits:7} visits {memory:7.0f} MB {threads:4} threads {opened:4} files",
                    flush=True,
                )
            time.sleep(asked.pause)
    grown = slope(samples, min(_SETTLED_S, asked.hours * 900))
    print(
        f"{visits} visits; {grown:+.2f} MB an hour after the first {min(30.0, asked.hours * 15):.0f} minutes"
    )
    sys.exit(not grown <= 1)


if __name__ == "__main__":
    main()
