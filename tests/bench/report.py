"""The figures as a table: goals, what was reached, and what the others need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["goals", "growth", "table"]

Figures = dict[str, dict[str, dict[str, Any]]]


def _at(found: Figures, size: str, variant: str, figure: str) -> float | None:
    value = found.get(size, {}).get(variant, {}).get(figure)
    return None if isinstance(value, dict) else value


def _inner(found: Figures, size: str, variant: str, figure: str, part: str) -> float | None:
    value = found.get(size, {}).get(variant, {}).get(figure)
    return value.get(part) if isinstance(value, dict) else None


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def goals(found: Figures) -> Iterator[tuple[str, str, str, bool | None]]:
    """Each figure, its goal, what was reached, and whether that is enough; None where it was not measured."""

    def row(
        title: str, goal: str, value: float | None, enough: Callable[[float], bool], unit: str = ""
    ) -> tuple:
        if value is None:
            return title, goal, "not measured", None
        return (
            title,
            goal,
            f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}{unit}",
            enough(value),
        )

    for size, wanted in (("L", 60), ("S", 10)):
        times = _ratio(
            _at(found, size, "st_folium", "step_p50_ms"), _at(found, size, "kharita", "step_p50_ms")
        )
        yield row(
            f"a step, times faster than st_folium, {size}", f"≥ {wanted}", times, lambda v, w=wanted: v >= w
        )
    for size in found:
        yield row(
            f"bytes while dragging, {size}",
            "0",
            _at(found, size, "kharita", "dragged_bytes"),
            lambda v: v == 0,
        )
        yield row(
            f"KB on release, {size}", "< 2", _inner(found, size, "kharita", "release", "KB"), lambda v: v < 2
        )
        for kind in ("play", "drag", "jump"):
            fps = _inner(found, size, "kharita", f"frames_{kind}", "fps")
            yield row(f"frames a second, {kind}, {size}", "60", fps, lambda v: v >= 59)
        for kind, most in (("day", 8), ("jump", 12)):
            p95 = _inner(found, size, "kharita", f"work_{kind}", "p95")
            yield row(f"work, {kind} p95, {size}", f"≤ {most} ms", p95, lambda v, m=most: v <= m, " ms")
    for size, most in (("S", 0.6), ("L", 0.3), ("XL", 0.2)):
        share = _ratio(
            _at(found, size, "kharita", "first_map_ms"), _at(found, size, "st_folium", "first_map_ms")
        )
        yield row(
            f"first map, share of st_folium's time, {size}", f"≤ {most}", share, lambda v, m=most: v <= m
        )
    share = _ratio(_at(found, "L", "kharita", "geojson_gzip_KB"), _at(found, "L", "kharita", "pack_KB"))
    yield row("data on the wire, times smaller than GeoJSON, L", "≥ 12", share, lambda v: v >= 12)
    yield row(
        "data on the wire, real dataset",
        "≤ 400 KB",
        _at(found, "real", "kharita", "pack_KB"),
        lambda v: v <= 400,
        " KB",
    )
    for part in ("heap_MB", "renderer_MB"):
        share = _ratio(
            _inner(found, "L", "kharita", "memory", part), _inner(found, "L", "timeline", "memory", part)
        )
        yield row(f"memory against Timeline, L, {part}", "≤ 0.25", share, lambda v: v <= 0.25)
    yield from _server_goals(found, row)


def _server_goals(found: Figures, row: Callable[..., tuple]) -> Iterator[tuple[str, str, str, bool | None]]:
    for size in ("S", "L"):
        index = _at(found, size, "server", "index_ms")
        yield row(
            f"rows that hold on a day, {size}", "≤ 10 µs", index and index * 1000, lambda v: v <= 10, " µs"
        )
        yield row(
            f"state built, {size}", "≤ 1 ms", _at(found, size, "server", "state_ms"), lambda v: v <= 1, " ms"
        )
    for figure in ("index_ms", "state_ms"):
        times = _ratio(_at(found, "L", "server", figure), _at(found, "S", "server", figure))
        yield row(f"{figure.removesuffix('_ms')}, L over S", "≤ 1.5", times, lambda v: v <= 1.5)
    for figure, title, most in (
        ("area_every_day_ms", "area by actor for every day, L, cold", 300),
        ("load_ms", "load and index L through the gate", 3000),
        ("kept_ms", "load L from what was kept", 300),
    ):
        yield row(title, f"≤ {most} ms", _at(found, "L", "server", figure), lambda v, m=most: v <= m, " ms")
    recheck = _at(found, "real", "server", "recheck_ms")
    yield row("check again after one edited file, real", "≤ 150 ms", recheck, lambda v: v <= 150, " ms")
    release = _inner(found, "real", "kharita", "release", "p50_ms")
    yield row("release to panels, real, median", "≤ 60 ms", release, lambda v: v <= 60, " ms")
    for part, title, most, unit in (
        ("p95_ms", "100 viewers, p95", 100, " ms"), ("errors", "100 viewers, errors", 0, ""),
        ("MB_a_viewer", "MB a viewer", 1, " MB"),
    ):  # fmt: skip
        value = _inner(found, "M", "kharita", "crowd", part)
        yield row(title, f"≤ {most}{unit}", value, lambda v, m=most: v <= m, unit)
    plain = _inner(found, "M", "st_folium", "crowd", "p95_ms")
    yield row("beside it: st_folium with 10 viewers, p95", "—", plain, lambda v: True, " ms")


def growth(found: Figures) -> Iterator[tuple[str, str, str]]:
    """How much more L takes than S: way, figure, times."""
    for variant in found.get("L", {}):
        for figure in ("step_p50_ms", "first_map_ms", "received_KB"):
            times = _ratio(_at(found, "L", variant, figure), _at(found, "S", variant, figure))
            if times is not None:
                yield variant, figure, f"{times:.1f}"


def _ways(found: Figures) -> Iterator[tuple[str, ...]]:
    for size, variants in found.items():
        for variant, figures in variants.items():
            if variant == "server":
                continue
            memory = figures.get("memory", {})
            cells = [
                figures.get(name)
                for name in ("first_map_ms", "step_p50_ms", "step_p95_ms", "received_KB", "step_KB")
            ]
            cells += [memory.get("heap_MB"), memory.get("renderer_MB"), figures.get("server_MB")]
            yield (
                size,
                variant,
                *("—" if cell is None else f"{cell:,.0f}" if cell >= 10 else f"{cell:.2f}" for cell in cells),
            )


def table(found: Figures, how: str) -> str:
    """All of it in Markdown.

    Parameters
    ----------
    found : dict
        Figures by size, by variant, by name.
    how : str
        On what machine, and how it was measured.
    """
    marks = {True: "reached", False: "**not reached**", None: "—"}
    lines = [how, "", "| figure | goal | measured | |", "| --- | --- | --- | --- |"]
    lines += [f"| {title} | {goal} | {value} | {marks[good]} |" for title, goal, value, good in goals(found)]
    lines += ["", "| size | way | first map, ms | step p50, ms | step p95, ms | KB to the first map | KB a step | heap, MB | "
              "page's process, MB | server, MB |", "| --- | --- |" + " ---: |" * 8]  # fmt: skip
    lines += ["| " + " | ".join(cells) + " |" for cells in _ways(found)]
    lines += ["", "| way | figure | L over S |", "| --- | --- | ---: |"]
    lines += ["| " + " | ".join(cells) + " |" for cells in growth(found)]
    return "\n".join(lines) + "\n"
