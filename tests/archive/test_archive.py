"""The archive keeps each incident once, whole or not at all, and answers as a plain table would."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geodata.archive import cells, engines, incidents, ingest, queries, shelf
from geodata.cli import main
from tests import toy
from tests.archive import made

ROWS = 3_000
START, END = date(2014, 1, 1), date(2017, 6, 30)
BOX = (38.0, 31.0, 44.0, 36.0)


def added(home, path, **more):
    return ingest.add(home, path, incidents.MAPPINGS["ucdp"], "made", **more)


@pytest.fixture(scope="module")
def whole():
    return made.table(ROWS)


@pytest.fixture(scope="module")
def home(tmp_path_factory, whole):
    folder = tmp_path_factory.mktemp("archive")
    path = folder / "a.csv"
    whole.to_csv(path, index=False)
    added(folder / "home", path)
    return folder / "home"


@pytest.fixture(scope="module")
def engine(home):
    return engines.opened(home, "duckdb")


@pytest.fixture(scope="module")
def plain(whole):
    """The same as a data frame, cut to the days and the box."""
    days = pd.to_datetime(whole.date_start).dt.date
    west, south, east, north = BOX
    within = whole.longitude.between(west, east) & whole.latitude.between(south, north)
    return whole.assign(day=days)[(days >= START) & (days <= END) & within]


def test_every_incident_is_there_once_and_reads_as_geoparquet(home, whole):
    parts = [gpd.read_parquet(path) for path in shelf.parts(home)]
    found = pd.concat(parts)
    assert len(found) == ROWS and found.id.is_unique
    row = found.set_index("id").loc["made:17"]
    assert (row.geometry.x, row.geometry.y) == (whole.longitude[17], whole.latitude[17])
    assert row.date == date.fromisoformat(whole.date_start[17]) and row.deaths == whole.best[17]
    assert all(
        f"year={part.date.iloc[0].year}/" in path for part, path in zip(parts, shelf.parts(home), strict=True)
    )


def test_the_same_file_and_the_same_incident_come_in_once(tmp_path, whole):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    whole[:200].to_csv(first, index=False)
    whole[100:300].to_csv(second, index=False)
    home = tmp_path / "home"
    assert added(home, first).rows == 200
    assert added(home, first).rows == 200 and len(shelf.manifest(home).added) == 1
    again = added(home, second)
    assert (again.rows, again.known) == (100, 100)
    assert queries.span(engines.DuckDB(home))[2] == 300


def test_lines_that_are_no_incident_are_kept_with_what_they_lack(tmp_path, whole):
    bad = whole[:4].astype(str)
    bad.loc[0, "date_start"], bad.loc[1, "latitude"], bad.loc[2, "id"] = "soon", "95", ""
    bad.to_csv(tmp_path / "bad.csv", index=False)
    found = added(tmp_path / "home", tmp_path / "bad.csv")
    assert (found.rows, found.refused) == (1, 3)
    (kept,) = (tmp_path / "home" / "refused").glob("*.csv")
    told = list(pd.read_csv(kept).refused)
    assert told == ["no date that can be read", "no longitude and latitude on the globe", "no id"]


def test_an_interrupted_run_is_taken_up_where_it_stopped(tmp_path, whole, monkeypatch):
    monkeypatch.setattr(ingest, "_BLOCK", 1 << 14)
    path, home = tmp_path / "a.csv", tmp_path / "home"
    whole.to_csv(path, index=False)
    steps = []

    def stop(stage, share):
        steps.append(stage)
        if len(steps) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        added(home, path, progress=stop)
    assert not shelf.parts(home)
    (folder,) = (home / ".adding").iterdir()
    before = {part: part.stat().st_mtime_ns for part in folder.glob("*.parquet")}
    assert len(before) == 4
    kept = []
    assert (
        added(
            home,
            path,
            progress=lambda stage, share: kept.append(
                {p: p.stat().st_mtime_ns for p in before if p.exists()}
            ),
        ).rows
        == ROWS
    )
    assert kept[0] == before and not (home / ".adding").exists()


def test_a_part_that_the_manifest_does_not_name_is_not_there(tmp_path, whole):
    path, home = tmp_path / "a.csv", tmp_path / "home"
    whole[:50].to_csv(path, index=False)
    stray = home / "incidents" / "year=2015" / "half.parquet"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"half a file")
    assert added(home, path).rows == 50 and not stray.exists()


def test_a_table_without_a_needed_column_is_refused_by_name(tmp_path, whole):
    path = tmp_path / "a.csv"
    whole.drop(columns="latitude").to_csv(path, index=False)
    with pytest.raises(ValueError, match="no column 'latitude'"):
        added(tmp_path / "home", path)


def test_a_mapping_of_ones_own_reads_any_table(tmp_path):
    (tmp_path / "map.json").write_text(
        '{"id": "n", "date": "when", "lon": "x", "lat": "y", "dates": ["%d/%m/%Y"]}'
    )
    (tmp_path / "a.csv").write_text("n,when,x,y\n1,31/12/2015,40.5,35.5\n")
    found = ingest.add(
        tmp_path / "home", tmp_path / "a.csv", incidents.read_mapping(tmp_path / "map.json"), "mine"
    )
    assert found.parts == (f"incidents/year=2015/{found.sha[:16]}.parquet",)
    (tmp_path / "map.json").write_text('{"id": "n", "wehn": "when"}')
    with pytest.raises(ValueError, match="no 'wehn'"):
        incidents.read_mapping(tmp_path / "map.json")


def test_counts_by_cell_are_those_of_a_plain_table(engine, plain):
    placed = plain[plain.where_prec <= 3]
    cell = cells.parents(cells.locate(placed.longitude.to_numpy(), placed.latitude.to_numpy()), cells.COARSE)
    expected = placed.groupby(cell).best.agg(["size", "sum"])
    found = queries.by_cell(engine, cells.COARSE, START, END).set_index("cell")
    # A cell on the edge of the box has incidents outside it: only those wholly inside are compared.
    inner = [name for name in expected.index if _inside(name)]
    assert len(inner) > 20
    assert list(found.incidents[inner]) == list(expected["size"][inner])
    assert list(found.deaths[inner]) == list(expected["sum"][inner])


def _inside(cell):
    west, south, east, north = shapely.Polygon(cells.outlines(np.array([cell]))[0]).bounds
    return west >= BOX[0] and south >= BOX[1] and east <= BOX[2] and north <= BOX[3]


def test_months_count_an_incident_for_both_of_its_sides(engine, plain):
    found = queries.by_month(engine, START, END, BOX)
    sides = pd.concat(
        [
            plain.assign(actor=plain.side_a),
            plain[plain.side_a != plain.side_b].assign(actor=lambda t: t.side_b),
        ]
    )
    months = pd.to_datetime(sides.day).dt.strftime("%Y%m").astype(int)
    expected = sides.groupby([months, "actor"]).best.agg(["size", "sum"])
    assert [tuple(row) for row in found[["incidents", "deaths"]].to_numpy()] == [
        tuple(row) for row in expected.to_numpy()
    ]


def test_near_finds_what_lies_within_reach_and_nothing_else(engine, plain):
    shape = shapely.Point(40.5, 34.0).buffer(0.4)
    found = queries.near(engine, shape, 12.0, START, END)
    geod = Geod(ellps="WGS84")
    good = plain[plain.where_prec <= 2]

    def km(lon, lat):
        point = shapely.Point(lon, lat)
        if shape.contains(point):
            return 0.0
        edge = shape.exterior.interpolate(shape.exterior.project(point))
        return geod.inv(lon, lat, edge.x, edge.y)[2] / 1000

    expected = {f"made:{row.id}": km(row.longitude, row.latitude) for row in good.itertuples()}
    sure = {name for name, far in expected.items() if far < 11.5}
    possible = {name for name, far in expected.items() if far < 12.5}
    assert len(sure) > 10 and sure <= set(found.id) <= possible


def test_parents_are_those_of_h3():
    import h3.api.basic_int as h3

    found = cells.locate(np.array([38.0, -60.5, 151.2]), np.array([35.0, -3.1, -33.9]))
    assert cells.parents(found, 4).tolist() == [h3.cell_to_parent(cell, 4) for cell in found.tolist()]


def test_the_command_line_adds_and_answers(tmp_path, whole, capsys):
    path = tmp_path / "a.csv"
    whole[:100].to_csv(path, index=False)
    where = ["--archive", str(tmp_path / "home"), "--data", str(toy.write(tmp_path / "dataset"))]
    assert main(["archive", "add", str(path), "--source", "made", *where]) == 0
    assert "100 incidents" in capsys.readouterr().out
    for words in (
        ["status"],
        ["cells", "2010-01-01", "2020-12-31"],
        ["months", "2010-01-01", "2020-12-31"],
        ["evidence", "north"],
    ):
        assert main(["archive", *words, "--format", "json", *where]) == 0
        assert capsys.readouterr().out.startswith("[")
    assert main(["archive", "status", "--archive", str(tmp_path / "none"), "--format", "table"]) == 0
    assert main(["archive", "cells", "2010-01-01", "2011-01-01", "--archive", str(tmp_path / "none")]) == 2
    assert "no archive yet" in capsys.readouterr().err


def test_acled_is_read_with_its_own_columns_dates_and_precisions(tmp_path):
    head = "event_id_cnty,event_date,event_type,actor1,actor2,latitude,longitude,geo_precision,fatalities\n"
    rows = "SYR1,05 March 2017,Battles,IS,SDF,35.95,39.01,1,7\nSYR2,2017-03-06,Explosions/Remote violence,IS,,36,39,3,\n"
    (tmp_path / "a.csv").write_text(head + rows)
    ingest.add(tmp_path / "home", tmp_path / "a.csv", incidents.MAPPINGS["acled"], "acled")
    (part,) = shelf.parts(tmp_path / "home")
    found = gpd.read_parquet(part).set_index("id").sort_index()
    assert list(found.index) == ["acled:SYR1", "acled:SYR2"]
    assert list(found.date) == [date(2017, 3, 5), date(2017, 3, 6)] and list(found.deaths) == [7, 0]
    assert list(found.precision) == [1, 4] and list(found.kind) == ["Battles", "Explosions/Remote violence"]
