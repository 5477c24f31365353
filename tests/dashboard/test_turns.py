"""Runs take turns: one works at a time, one that takes too long is not waited for, and whatever happens a turn ends."""

import threading
import time

import pytest
from streamlit import net_util
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.web.server import server_util

from dashboard import spare, turns


def at_once(many, work):
    """The most of `many` threads that were at work together."""
    inside, most, lock = [0], [0], threading.Lock()

    def run():
        with turns.turn():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            work()
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=run) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return most[0]


def test_one_works_at_a_time():
    assert at_once(20, lambda: time.sleep(0.005)) == 1


def test_one_that_takes_its_time_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(turns, "_PATIENCE_S", 0.05)
    assert at_once(3, lambda: time.sleep(0.5)) > 1
    assert at_once(3, lambda: time.sleep(0.001)) == 1


def test_a_turn_ends_when_a_run_fails_and_a_turn_within_a_turn_is_one():
    with pytest.raises(ZeroDivisionError), turns.turn(), turns.turn():
        raise ZeroDivisionError
    assert at_once(2, lambda: None) == 1


@pytest.mark.parametrize("section", ["theme", "theme.light", "theme.dark", "theme.sidebar"])
def test_the_theme_that_is_kept_is_the_one_in_the_settings(section):
    real, kept = CustomThemeConfig(), CustomThemeConfig()
    spare._find(real, section)
    for _ in range(2):
        spare._theme(kept, section)
        assert kept == real
        kept = CustomThemeConfig()
    spare.spare()
    assert app_session._populate_theme_msg is spare._theme


def test_a_page_of_another_site_is_refused_without_asking_the_internet_who_we_are(monkeypatch):
    spare.spare()
    monkeypatch.setattr(
        net_util, "_make_blocking_http_get", lambda *_, **__: pytest.fail("asked the internet")
    )
    assert not server_util.is_url_from_allowed_origins("http://elsewhere.example")
