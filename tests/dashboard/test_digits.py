"""How dates and figures are written in both languages."""

from datetime import date

from dashboard import words


def test_figures_are_written_with_the_digits_the_reader_wants():
    own, latin = words.of("ar", "arab"), words.of("ar")
    assert own.day(date(2017, 10, 17)).startswith("١٧ ") and own.number(36200) == "٣٦٬٢٠٠"
    assert "٣٦٬٢٠٠" in own.km2(36213) and own.partial("2014-06").endswith("٢٠١٤")
    assert (
        latin.number(36200)
        == words.of("en").number(36200)
        == words.of("en", "arab").number(36200)
        == "36,200"
    )
