"""What was published after a day of knowledge, and what it changed on the map."""

from datetime import date

import pytest

from geodata import derive, learned
from geodata.dataset import load
from tests import toy

DAY = date.fromisoformat


def late(files):
    """The fall of the town was known at once; that the band left the east, and who was in the hills, only in 2018."""
    files["sources.json"].append(toy.source("book-2018", "2018-05-01"))
    east = files["zones/north.geojson"][1]["properties"]["timeline"]
    east[1]["sources"] = ["book-2018"]
    files["regions/north.geojson"][0]["properties"]["timeline"][0]["sources"] = ["book-2018"]
    files["claims.json"].append({**files["claims.json"][0], "id": "c2", "source": "book-2018"})


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("late"), late))


def rows(table):
    return {(row.record, row.id, row.change, row.published) for row in table.itertuples()}


def test_what_was_published_later_is_listed_with_its_day_and_sources(later):
    found = learned.learned_since(later, DAY("2017-03-01"))
    assert rows(found) == {
        ("status", "east", "revised", "2018-05-01"),
        ("status", "hills", "new", "2018-05-01"),
        ("claim", "c2", "new", "2018-05-01"),
    }
    assert all(sources == ["book-2018"] for sources in found.sources)
    east = found[found.id == "east"].iloc[0]
    assert (east.then_actor, east.actor, east.valid_from) == ("red-band", "blues", "2015")


def test_only_what_concerns_the_day_on_the_clock(later):
    assert rows(learned.learned_since(later, DAY("2017-03-01"), DAY("2016-06-01"))) == {
        ("status", "east", "revised", "2018-05-01"),
        ("status", "hills", "new", "2018-05-01"),
    }
    assert [row[1] for row in rows(learned.learned_since(later, DAY("2017-03-01"), DAY("2014-03-01")))] == [
        "hills"
    ]


def test_nothing_has_been_learned_since_everything_was_known(later):
    assert learned.learned_since(later, DAY("2018-05-01")).empty
    assert len(learned.learned_since(later, DAY("2014-01-01"))) > 5


def test_the_days_of_publication_are_counted_once_each_in_order(later):
    days = learned.publication_days(later)
    assert [count for _, count in days] == [1, 1, 1] and days == sorted(days)


@pytest.mark.parametrize("day", ["2014-07-01", "2017-08-07"])
@pytest.mark.parametrize("moment", ["2015-01-01", "2017-08-07"])
def test_then_and_what_was_learned_make_now(day, moment):
    """A zone whose holder differs between the two maps is in the list, and no zone that does not."""
    dataset = load()
    then, now = (
        derive.as_of(one, DAY(moment)).query("kind == 'zone'").set_index("feature")[["actor", "status"]].apply(tuple, axis=1)
        for one in (derive.known_on(dataset, DAY(day)), dataset)
    )  # fmt: skip
    features = set(then.index) | set(now.index)
    differ = {name for name in features if then.get(name) != now.get(name)}
    found = learned.learned_since(dataset, DAY(day), DAY(moment))
    zones = set(found.id[found.record == "status"]) & set(
        dataset.features.index[dataset.features.kind == "zone"]
    )
    assert zones == differ
