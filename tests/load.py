"""Fifty viewers act, two hundred look, and one client means harm: how long the fifty wait.

    python -m tests.load                 two minutes without, two with the hostile client
    python -m tests.load --url http://127.0.0.1:8501 --seconds 600

Goals: 95 of 100 actions answered within 1.5 s, no error, and the hostile client costs the others at most a quarter.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from geodata import files
from tests.serving import serving
from tests.visitor import Visitor

__all__ = ["Measured", "measured"]


class Measured:
    """Seconds that each action took, and what went wrong."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.errors: list[str] = []

    def p(self, share: float) -> float:
        """The time within which this share of the actions was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")

    def __str__(self) -> str:
        if not self.seconds:
            return f"no action; {len(self.errors)} errors {self.errors[:3]}"
        return (f"{len(self.seconds)} actions, median {statistics.median(self.seconds):.2f} s, p95 {self.p(0.95):.2f} s, "
                f"p99 {self.p(0.99):.2f} s, {len(self.errors)} errors {self.errors[:3]}")  # fmt: skip


def measured(
    url: str, seconds: float, acting: int = 50, idle: int = 200, hostile: bool = False, pause: float = 10
) -> Measured:
    """Let viewers act for so long, each every `pause` seconds, while others look on."""
    result, over = Measured(), threading.Event()
    with contextlib.ExitStack() as looking:
        for _ in range(idle):
            looking.enter_context(Visitor(url))
        threads = [
            threading.Thread(target=_acts, args=(url, result, over, pause, number))
            for number in range(acting)
        ]
        # In a process of its own, so that it takes nothing from those who measure.
        storm = multiprocessing.get_context("spawn").Process(target=_storms, args=(url,), daemon=True)
        if hostile:
            storm.start()
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        over.set()
        if hostile:
            storm.kill()
        for thread in threads:
            thread.join(120)
    return result


def _acts(url: str, result: Measured, over: threading.Event, pause: float, number: int) -> None:
    chance = random.Random(number)
    try:
        with Visitor(url) as visitor:
            visitor.run(timeout=120)
            over.wait(chance.random() * pause)
            while not over.is_set():
                day = f"{chance.randrange(2013, 2019)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}"
                began = time.perf_counter()
                run = visitor.run(f"date={day}&lang={chance.choice(('en', 'ar'))}", timeout=60)
                result.seconds.append(time.perf_counter() - began)
                if not run.went_well:
                    result.errors.append(f"a run failed: {run.texts[:1]}")
                over.wait(pause * (0.5 + chance.random()))
    except Exception as error:
        result.errors.append(f"{type(error).__name__}: {error}")


def _storms(url: str) -> None:
    """Reruns as fast as they can be sent, and a new session whenever the old one is ended."""
    while True:
        with contextlib.suppress(Exception), Visitor(url) as visitor:
            threading.Thread(target=_drains, args=(visitor,), daemon=True).start()
            while True:
                visitor.send(query=f"date={random.randrange(2013, 2019)}-06-10")
                time.sleep(0.002)


def _drains(visitor: Visitor) -> None:
    with contextlib.suppress(Exception):
        while True:
            visitor.socket.recv()


@contextlib.contextmanager
def _server(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as name, serving(files.DATASET, Path(name) / "log") as started:
        yield started


def main() -> None:
    """Measure without and with the hostile client, and hold both against the goals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--acting", type=int, default=50)
    parser.add_argument("--idle", type=int, default=200)
    asked = parser.parse_args()
    with _server(asked.url) as url:
        with Visitor(url) as first:
            first.run(timeout=300)
        calm = measured(url, asked.seconds, asked.acting, asked.idle)
        print(f"calm:    {calm}", flush=True)
        stormy = measured(url, asked.seconds, asked.acting, asked.idle, hostile=True)
        print(f"hostile: {stormy}")
    ratio = stormy.p(0.95) / calm.p(0.95)
    print(f"the hostile client costs the others {ratio:.2f} times their p95")
    sys.exit(
        not (
            calm.p(0.95) <= 1.5
            and stormy.p(0.95) <= 1.5
            and ratio <= 1.25
            and not calm.errors
            and not stormy.errors
        )
    )


if __name__ == "__main__":
    main()
