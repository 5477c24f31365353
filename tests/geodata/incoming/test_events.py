"""Event tables come in at named places, of known actors, on a source; what cannot is told, row by row."""

from collections import Counter

import pytest

from geodata import cli, files
from geodata.dataset import load
from geodata.incoming import Options, Refused, judge, read_incoming
from tests import toy

UCDP = "id,type_of_violence,side_a,side_b,where_prec,latitude,longitude,date_prec,date_start,date_end,best"
ROWS = [
    "1,1,Reds,Blues,1,35.51,40.51,1,2015-03-01,2015-03-01,4",
    "2,3,Reds,Civilians,2,35.6,40.6,4,2015-03-01,2015-03-31,9",
    "3,1,Reds,Blues,1,35.51,40.51,1,2015-03-01,2015-03-01,2",
    "4,1,Reds,Blues,5,35.51,40.51,1,2015-03-01,2015-03-01,2",
    "5,1,Greens,Blues,1,35.51,40.51,1,2015-03-01,2015-03-01,2",
    "6,1,Reds,Blues,1,95,40.51,1,2015-03-01,2015-03-01,2",
    "7,1,Reds,Blues,1,35.51,40.51,1,soon,2015-03-01,2",
    "8,1,Reds,Blues,1,10,10,1,2015-03-01,2015-03-01,2",
    "9,1,Reds,Blues,1,35.5,40.5,1,2014-06-10,2014-06-10,2",
]
SOURCED = Options(sources=("news-2017",), actors={"Greens": ""})


@pytest.fixture
def into(toy_dir):
    return {file: files.read(toy_dir / file) for file in files.dataset_files(toy_dir)}


@pytest.fixture
def ged(tmp_path):
    path = tmp_path / "ged.csv"
    path.write_text("\n".join([UCDP, *ROWS]), "utf-8")
    return path


def planned(into, path, options, form="ucdp"):
    return read_incoming(form, [path], into, options)


def test_a_row_becomes_an_event_in_both_languages_that_the_check_finds_sound(into, ged):
    plan = planned(into, ged, SOURCED)
    judged = judge(into, plan)
    assert judged.problems == [] and list(judged.changed) == ["events/2015.geojson"]
    first, second = (edit.arguments["record"] for edit in plan.edits)
    assert first["id"] == "ucdp-1" and first["properties"]["places"] == ["town"]
    assert first["properties"]["title"] == {
        "en": "reds and blues fight at Town",
        "ar": "قتال بين كلمة وكلمة في بلدة",
    }
    assert "Reported killed: 4" in first["properties"]["summary"]["en"]
    assert (second["properties"]["kind"], second["properties"]["date"]) == ("attack", "2015-03")
    assert "near Town" in second["properties"]["title"]["en"]
    assert [(d.row, d.of) for d in plan.duplicates] == [(3, "ucdp-1"), (5, "ucdp-1"), (9, "town-falls")]


def test_rows_of_the_same_place_day_and_actor_are_shown_and_stay_outside_unless_wanted(into, ged):
    plan = planned(into, ged, Options(sources=("news-2017",), actors={"Greens": "red-band"}))
    assert {(d.row, d.of) for d in plan.duplicates} == {(3, "ucdp-1"), (5, "ucdp-1"), (9, "town-falls")}
    wanted = planned(
        into, ged, Options(sources=("news-2017",), actors={"Greens": "red-band"}, duplicates=True)
    )
    assert not wanted.duplicates and len(wanted.edits) == 5


def test_what_cannot_come_in_is_counted_or_named_with_its_line(into, ged):
    plan = planned(into, ged, SOURCED)
    assert plan.left_out == Counter({"no more precise than a province": 1, "no named place within 25 km": 1})
    assert {(p.line, p.message.split(":")[0]) for p in plan.problems} == {
        (7, "40.51, 95.0 is not on the globe"), (8, "'soon' is not a date"),
    }  # fmt: skip


def test_nothing_comes_in_without_a_source_or_while_an_actor_is_unknown(into, ged):
    plan = planned(into, ged, Options())
    assert plan.edits == []
    needs = " ".join(plan.needs)
    assert "--source ID" in needs and "--actor 'Greens=ID'" in needs


def test_a_second_import_of_the_same_file_brings_nothing(toy_dir, into, ged):
    judged = judge(into, planned(into, ged, SOURCED))
    plan = planned({**into, **judged.changed}, ged, SOURCED)
    assert plan.edits == [] and {d.id for d in plan.duplicates} >= {"ucdp-1", "ucdp-2"}


def test_days_and_theatre_bound_what_comes_in(into, ged):
    day = load_day("2015-03-02")
    assert planned(into, ged, Options(sources=("news-2017",), start=day)).edits == []
    plan = planned(into, ged, Options(sources=("news-2017",), actors={"*": ""}, theatre="north"))
    assert plan.left_out["outside the theatre"] == 1


def load_day(text):
    from geodata.period import parse_day

    return parse_day(text)


ACLED = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,latitude,longitude,geo_precision,fatalities"


@pytest.mark.parametrize(
    ("row", "kind", "date", "date_to"),
    [
        ("SYR1,10 June 2015,1,Battles,Armed clash,Reds,Blues,35.5,40.5,1,3", "battle", "2015-06-10", None),
        ("SYR2,2015-06-10,2,Battles,Government regains territory,Blues,Reds,35.5,40.5,1,3", "capture", "2015-06-10", "2015-06-16"),
        ("SYR3,2015-06-10,3,Explosions/Remote violence,Air/drone strike,Blues,Reds,35.5,40.5,2,0", "strike", "2015-06", None),
        ("SYR4,2015-06-10,1,Violence against civilians,Attack,Reds,Civilians (Syria),35.5,40.5,1,1", "attack", "2015-06-10", None),
    ],
)  # fmt: skip
def test_acled_codes_and_precisions_are_mapped(into, tmp_path, row, kind, date, date_to):
    path = tmp_path / "acled.csv"
    path.write_text(f"{ACLED}\n{row}\n", "utf-8")
    plan = planned(into, path, Options(sources=("news-2017",)), "acled")
    made = plan.edits[0].arguments["record"]["properties"]
    assert (made["kind"], made["date"], made.get("date_to")) == (kind, date, date_to)
    assert judge(into, plan).problems == []


def test_protests_of_acled_and_places_known_to_the_province_stay_outside(into, tmp_path):
    path = tmp_path / "acled.csv"
    path.write_text(
        f"{ACLED}\nA1,2015-06-10,1,Protests,Peaceful protest,Reds,,35.5,40.5,1,0\n"
        "A2,2015-06-10,1,Battles,Armed clash,Reds,Blues,35.5,40.5,3,0\n", "utf-8",
    )  # fmt: skip
    plan = planned(into, path, Options(sources=("news-2017",)), "acled")
    assert plan.left_out == Counter(
        {"no kind of event that is kept": 1, "no more precise than a province": 1}
    )


def test_a_table_of_ones_own_brings_its_words_and_its_sources(into, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "when,lon,lat,kind,actors,title_en,title_ar,sources\n2015-06,40.5,35.5,siege,reds,The siege,الحصار,news-2014\n"
    )
    plan = planned(into, path, Options(columns={"date": "when"}), "csv")
    made = plan.edits[0].arguments["record"]["properties"]
    assert made["title"] == {"en": "The siege", "ar": "الحصار"} and made["sources"] == ["news-2014"]
    assert judge(into, plan).problems == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"a,b\n", "holds no row"),
        (b"a,b\n1,2\n", "there is no column 'date'"),
        (b'a,b\n"1,2\n', "no table"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(into, tmp_path, data, said):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refused, match=said):
        planned(into, path, SOURCED, "csv")


def test_text_that_the_schema_or_the_check_refuses_never_comes_in(into, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("date,lon,lat,kind,actors,title_en,title_ar\n2015,40.5,35.5,party,reds,A\u202eB,ا\n")
    judged = judge(into, planned(into, path, Options(sources=("news-2014",)), "csv"))
    assert {p.field for p in judged.problems} >= {"kind", "title.en"}


def test_the_command_shows_first_and_writes_only_when_all_is_sound(toy_dir, ged, capsys):
    asked = ["import", "ucdp", str(ged), "--data", str(toy_dir)]
    before = {file: files.read(toy_dir / file) for file in files.dataset_files(toy_dir)}
    assert cli.main(asked) == 1
    assert "--source ID" in capsys.readouterr().err
    told = [*asked, "--source", "news-2017", "--actor", "Greens="]
    assert cli.main([*told, "--dry-run"]) == 1
    assert "ucdp-1: reds and blues fight at Town" in capsys.readouterr().out
    assert {file: files.read(toy_dir / file) for file in files.dataset_files(toy_dir)} == before
    assert cli.main(told) == 1
    assert "ucdp-1" in load(toy_dir).events.index and cli.main(["check", str(toy_dir)]) == 0
    assert cli.main(["import", "csv", str(toy_dir / "none.csv"), "--data", str(toy_dir)]) == 2


def test_its_text_is_data_wherever_it_comes_from(into, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "date,lon,lat,kind,actors,title_en,title_ar\n2015,40.5,35.5,siege,reds,<b>{{7*7}}</b>,ا{{7*7}}\n"
    )
    plan = planned(into, path, Options(sources=("news-2014",)), "csv")
    assert plan.edits[0].arguments["record"]["properties"]["title"]["en"] == "<b>{{7*7}}</b>"
    assert toy.words("x")
