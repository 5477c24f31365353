"""The PDF briefing and the picture: Arabic can be read and found, hostile text is text, the stamp is read back."""

import io
import re
import struct
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import shapely

from dashboard import words
from dashboard.export import hatch, printed
from dashboard.export.__main__ import main
from dashboard.export.content import before
from dashboard.export.drawing import COLOURS, bounds, drawing
from dashboard.export.kinds import stamp_of, write
from dashboard.export.svg import Frame
from dashboard.view import ALL, DEFAULT, View
from geodata import carriers, derive, ground, stamp
from geodata.balance import balance
from geodata.dataset import Dataset, load
from geodata.formats.verify import verify
from geodata.model import Actor
from tests import toy
from tests.hostile import PAYLOADS, spoil

MADE = "2026-01-02T03:04:05+00:00"
TYPST = [
    "#panic()",
    "$x$",
    "#sys.inputs",
    '#import "x.typ": *',
    "]#panic()[",
    "*bold* _it_ `raw`",
    "\\u{41}",
    "// no",
    "/* no */",
    "<label> @ref",
]


@pytest.fixture(scope="module")
def real() -> Dataset:
    return load()


@pytest.fixture(scope="module")
def briefings(real) -> dict[str, bytes]:
    return {lang: written(real, replace(DEFAULT, lang=lang), "pdf") for lang in ("en", "ar")}


def written(dataset: Dataset, view: View, kind: str, **more: str) -> bytes:
    return write(kind, dataset, view, made=MADE, **more)


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_arabic_words_of_the_briefing_can_be_found_letter_by_letter(briefings):
    text = words_of(briefings["ar"])
    for word in (
        "داعش",
        "الموصل",
        "الرقة",
        "الأرقام",
        "الديمقراطية",
        "الإسلامية",
        "العراقية",
        "متنازع",
        "الإنسان",
    ):
        assert word in text, word
    assert "الأأ" not in text and "ةة" not in text


def test_the_briefing_says_what_the_day_says_and_who_says_so(briefings):
    text = words_of(briefings["en"])
    assert "7 August 2017" in text and "ISIS 34,100 km²" in text
    assert "Sabkha" in text and "Victory declared in Mosul" in text and "[1]" in text
    links = {
        note.get_object()["/A"]["/URI"]
        for page in pypdf.PdfReader(io.BytesIO(briefings["en"])).pages for note in page.get("/Annots", [])
        if "/A" in note.get_object() and "/URI" in note.get_object()["/A"]
    }  # fmt: skip
    assert sum(link.startswith("https://") for link in links) >= 5


def test_no_name_on_the_map_stands_in_the_text_twice(briefings):
    first = pypdf.PdfReader(io.BytesIO(briefings["en"])).pages[0].extract_text()
    assert first.count("Deir ez-Zor") == 1 and first.count("Palmyra") == 1


def test_equal_arguments_give_equal_bytes(real, briefings):
    assert written(real, DEFAULT, "pdf") == briefings["en"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_stamp_is_read_back_from_the_briefing(real, briefings, tmp_path, lang):
    path = tmp_path / "briefing.pdf"
    path.write_bytes(briefings[lang])
    assert stamp.read_stamp(path) == stamp_of(real, replace(DEFAULT, lang=lang), made=MADE)
    assert list(pypdf.PdfReader(path).attachments) == ["kharita.json"]


def test_the_dataset_says_whether_it_still_says_what_a_briefing_says(real, briefings, tmp_path):
    path = tmp_path / "briefing.pdf"
    path.write_bytes(briefings["ar"])
    assert verify(path, real).same
    other = load(toy.write(tmp_path / "other"))
    assert not verify(path, other).same and verify(path, other).moved


@pytest.mark.parametrize(("size", "lang"), [("slide", "en"), ("square", "ar"), ("phone", "ar")])
def test_a_picture_has_its_size_and_its_stamp(real, tmp_path, size, lang):
    view = replace(DEFAULT, lang=lang)
    path = tmp_path / "map.png"
    path.write_bytes(written(real, view, "png", size=size))
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    form = printed.SIZES[size]
    assert width == form.pixels and abs(height - width * form.height / form.width) <= 1
    assert stamp.read_stamp(path) == stamp_of(real, view, made=MADE)


@pytest.mark.parametrize(
    "view",
    [replace(DEFAULT, known_on=date(2015, 1, 1), as_of=date(2014, 12, 1)), replace(DEFAULT, theatre=ALL, place="raqqa"),
     replace(DEFAULT, theatre="west-africa", hidden=("boko-haram",)), replace(DEFAULT, as_of=date(2012, 1, 1), layers=())],
)  # fmt: skip
def test_any_state_can_be_printed(real, view):
    dataset = derive.known_on(real, view.known_on)
    text = words_of(written(dataset, view, "pdf"))
    assert "You are in the past" in text if view.known_on else "You are in the past" not in text
    assert ("History" in text or "Raqqa" in text) if view.place else True


def test_a_stamp_of_all_theatres_has_the_facts_of_all(real):
    everywhere = stamp_of(real, replace(DEFAULT, theatre=ALL, lang="ar"), made=MADE)
    alike = stamp.make(real, DEFAULT.as_of, since=before(DEFAULT))
    assert everywhere.facts == alike.facts and everywhere.filters == {"lang": "ar"}
    assert "theatre=all" in everywhere.link


def test_hostile_text_is_printed_as_text(tmp_path):
    def spoiled(files):
        spoil(files)
        files["events/2014.geojson"][0]["properties"]["summary"]["en"] = " ".join(TYPST)
        files["places.geojson"][0]["properties"]["name"] = {"en": TYPST[0], "ar": TYPST[4]}

    dataset = load(toy.write(tmp_path, spoiled))
    view = replace(DEFAULT, theatre="north", as_of=date(2014, 6, 20), place="town")
    for lang in ("en", "ar"):
        pdf = written(dataset, replace(view, lang=lang), "pdf")
        written(dataset, replace(view, lang=lang), "png")
    text = words_of(written(dataset, view, "pdf"))
    for attack in TYPST:
        assert attack.replace(" ", "") in text.replace(" ", "").replace("\n", ""), attack
    assert any(payload.split("\n")[0] in text for payload in PAYLOADS) and pdf.startswith(b"%PDF")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_two_days_are_printed_with_what_was_gained_and_lost_what_flipped_and_a_link_to_both(real, lang):
    view = replace(DEFAULT, as_of=date(2017, 6, 30), compare=date(2017, 1, 1), lang=lang)
    text = words_of(written(real, view, "pdf"))
    t = words.of(lang)
    isis = balance(real, view.compare, view.as_of, theatre="syria-iraq").set_index("actor").loc["isis"]
    for figure in (isis.lost_km2, isis.lost_low_km2, isis.lost_high_km2):
        assert re.search(r"[\d,]+", t.km2(figure))[0] in text
    flips = ground.changes(real, view.compare, view.as_of, theatre="syria-iraq")
    assert text.count("→" if lang == "en" else "←") <= len(flips)
    assert ("Resafa" if lang == "en" else "الرصافة") in text and "compare=2017-01-01" in stamp_of(
        real, view
    ).link
    one = written(real, replace(view, compare=None), "png", size="phone")
    assert written(real, view, "png", size="phone") != one


def test_ground_lost_between_two_days_has_the_losers_lines(real):
    view = replace(DEFAULT, as_of=date(2017, 6, 30), compare=date(2017, 1, 1))
    frame = Frame(*bounds(real, view.theatre), 500, 300)
    colour = real.actors["isis"].colour
    lines = f'stroke="{colour}" stroke-width="1.5"'
    assert lines in drawing(real, view, frame) and lines not in drawing(
        real, replace(view, compare=None), frame
    )


def test_a_picture_that_is_none_is_refused(tmp_path):
    with pytest.raises(ValueError, match="PNG"):
        carriers.stamped_png(b"GIF89a", stamp.Stamp("x", None, None))
    path = tmp_path / "x.png"
    path.write_bytes(b"no picture")
    with pytest.raises(ValueError, match="PNG"):
        stamp.read_stamp(path)


def test_every_pattern_of_an_actor_can_be_printed():
    assert set(hatch.ANGLES) == set(Actor.model_fields["pattern"].annotation.__args__)


def test_bands_cover_a_shape_once_and_lines_stay_inside():
    shape = shapely.Point(50, 50).buffer(30)
    parts = [hatch.bands(shape, 3, index, 3) for index in range(3)]
    assert abs(sum(part.area for part in parts) - shape.area) < 0.01
    assert shapely.union_all(parts).area == pytest.approx(shape.area)
    assert shape.buffer(1e-6).contains(hatch.lines(shape, -45, 4))
    assert len(hatch.dots(shape, 4)) == pytest.approx(shape.area / 16, rel=0.1)


def test_a_frame_holds_its_bounds_and_measures_km():
    frame = Frame(35, 30, 49, 38, 500, 300)
    assert frame.holds(35, 30) and frame.holds(49, 38) and not frame.holds(60, 30)
    km, length = frame.ruler()
    (x, _), (x2, _) = frame.at(42, 34), frame.at(42 + km / 111.32 / 0.829, 34)
    assert x2 - x == pytest.approx(length, rel=0.01)
    assert all(len(colour) == 7 for colour in COLOURS.values())


def test_the_command_line_writes_and_says_what_is_wrong(tmp_path, capsys):
    data = str(toy.write(tmp_path / "data"))
    out = tmp_path / "town.png"
    assert (
        main(["png", str(out), "--data", data, "--theatre", "north", "--date", "2016", "--size", "phone"])
        == 0
    )
    assert stamp.read_stamp(out).as_of == "2016-01-01" and "bytes" in capsys.readouterr().out
    assert main(["pdf", str(out), "--data", data, "--theatre", "nowhere"]) == 2
    assert "no theatre 'nowhere'" in capsys.readouterr().err
    assert main(["pdf", str(tmp_path / "no" / "x.pdf"), "--data", data, "--theatre", "north"]) == 2
