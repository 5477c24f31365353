"""Nothing asks for anything outside this machine; `python -m tests.egress --suite` runs every test so."""

import sys

from tests import egress

TRY = "import socket; s = socket.socket(); s.settimeout(1); print(s.connect_ex(('198.51.100.7', 80)))"


def test_an_attempt_is_seen_from_a_confined_process_too():
    tried = egress.attempts(
        [[sys.executable, "-c", TRY], [sys.executable, "-m", "dashboard.confine", sys.executable, "-c", TRY]]
    )
    assert len(tried) == 2 and all(attempt.startswith("connect 198.51.100.7 by") for attempt in tried)


def test_the_server_its_pages_and_the_command_line_work_without_a_way_out_and_never_try():
    visit = [sys.executable, "-m", "tests.egress", "--visit"]
    at = [sys.executable, "-m", "geodata", "at", "43.119", "36.335", "2015-01-01"]
    assert egress.attempts([at, visit]) == []
