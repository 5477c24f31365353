"""One interface, the same promises: beside the files, and on a real PostgreSQL with PostGIS."""

import json
import multiprocessing
import os
import subprocess
import sys

import psycopg
import pytest

from geodata import files
from geodata.dataset import load
from geodata.edits import Edit, apply, record
from geodata.store import Conflict, Proposal, Refused, Saved, StoreError, open_store
from geodata.store.parts import first_break
from tests import toy

TABLES = ("object", "paper", "history", "pointer", "record")


@pytest.fixture(params=["files", "postgresql"])
def setting(request, toy_dir):
    """The one setting by which a store is chosen."""
    if request.param == "files":
        return str(toy_dir)
    url = request.getfixturevalue("postgres")
    with psycopg.connect(url) as connection:
        for table in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS kharita_{table}")
    return url


@pytest.fixture
def store(setting, toy_dir):
    return open_store(setting, data=toy_dir)


def edited(store, base, verb, **arguments):
    return apply(store.read(base), [Edit(verb, arguments)])


def named(store, base, id, value):
    return edited(store, base, "set_field", id=id, field="name.en", value=value)


def name_of(store, id):
    return record(store.read(store.head()), id)[1]["properties"]["name"]["en"]


def test_a_save_is_read_again_and_told_in_the_history(store):
    base = store.head()
    outcome = store.save(base, named(store, base, "west", "West bank"), "Huda", "as the press writes it")
    assert isinstance(outcome, Saved) and outcome.version == store.head() != base and not outcome.merged
    assert name_of(store, "west") == "West bank"
    first, last = store.history()
    assert (first.version, last.version, last.parent) == (base, outcome.version, base)
    assert (last.who, last.why, last.seq > first.seq) == (
        "Huda",
        "as the press writes it",
        True,
    ) and last.when
    assert store.verify() is None and store.last_good() == outcome.version


def test_the_version_is_that_of_the_loaded_dataset(store, toy_dir):
    assert store.head() == load(toy_dir).version


def test_another_process_sees_what_was_saved(store, setting, toy_dir):
    base = store.head()
    store.save(base, named(store, base, "west", "New"), "Huda", "why")
    again = open_store(setting, data=toy_dir)
    assert again.head() == store.head() and name_of(again, "west") == "New"
    assert again.history() == store.history()


def test_different_features_merge_and_nobody_s_save_is_lost(store):
    base = store.head()
    ours, theirs = named(store, base, "west", "Ours"), named(store, base, "east", "Theirs")
    store.save(base, theirs, "Omar", "theirs")
    outcome = store.save(base, ours, "Huda", "ours")
    assert isinstance(outcome, Saved) and outcome.merged
    assert (name_of(store, "west"), name_of(store, "east")) == ("Ours", "Theirs")
    assert [entry.who for entry in store.history()[1:]] == ["Omar", "Huda"]


def test_the_same_feature_asks_and_the_losing_work_is_kept(store):
    base = store.head()
    ours, theirs = named(store, base, "west", "Ours"), named(store, base, "west", "Theirs")
    store.save(base, theirs, "Omar", "theirs")
    outcome = store.save(base, ours, "Huda", "ours")
    assert (
        isinstance(outcome, Conflict)
        and outcome.current == store.head()
        and name_of(store, "west") == "Theirs"
    )
    (field,) = outcome.clashes[0].fields
    assert [side["en"] for side in (field.base, field.ours, field.theirs)] == ["West", "Ours", "Theirs"]
    draft = store.draft(outcome.draft)
    assert (draft.who, draft.base, draft.files) == ("Huda", base, ours)
    settled = store.save(base, ours, "Huda", "ours after all", {"west": "ours"})
    assert isinstance(settled, Saved) and name_of(store, "west") == "Ours"


def test_what_would_not_be_sound_is_refused_and_kept(store):
    base = store.head()
    wrong = edited(store, base, "set_field", id="west", field="timeline.0.actor", value="greens")
    outcome = store.save(base, wrong, "Huda", "why")
    assert isinstance(outcome, Refused) and outcome.problems[0].feature == "west" and store.head() == base
    assert store.draft(outcome.draft).files == wrong and len(store.history()) == 1


def test_a_save_that_changes_nothing_makes_no_version(store):
    base = store.head()
    assert store.save(base, {}, "Huda", "why") == Saved(base) and len(store.history()) == 1


@pytest.mark.parametrize(("who", "why"), [("", "why"), ("Huda", " "), ("Huda", "half \ud800")])
def test_a_save_says_who_and_why(store, who, why):
    with pytest.raises(StoreError):
        store.save(store.head(), {}, who, why)


def test_any_version_comes_back_and_nothing_in_between_is_lost(store):
    base = store.head()
    story = json.loads(store.read(base)["stories/fall.json"]) | {"id": "other"}
    added = store.save(
        base, edited(store, base, "add_record", file="stories/other.json", record=story), "Huda", "one"
    )
    renamed = store.save(added.version, named(store, added.version, "west", "New"), "Huda", "two")
    back = store.restore(base, "Omar", "it was right before")
    assert isinstance(back, Saved) and store.read(store.head()) == store.read(base)
    assert [entry.version for entry in store.history()] == [base, added.version, renamed.version, base]
    assert isinstance(store.restore(renamed.version, "Omar", "no, it was not"), Saved)
    assert name_of(store, "west") == "New" and "stories/other.json" in store.read(store.head())


def test_a_version_or_draft_that_never_was_is_said_so(store):
    for ask in (store.read, store.draft, store.proposal):
        with pytest.raises(StoreError, match="there is no"):
            ask("0123abc")


def test_a_draft_survives_a_closed_laptop(store, setting, toy_dir):
    base = store.head()
    draft = store.keep_draft(
        base, {**named(store, base, "west", "N"), "links.geojson": None}, "Huda", state={"edits": [1]}
    )
    store.keep_draft(base, {}, "Omar")
    again = open_store(setting, data=toy_dir)
    assert again.drafts("Huda") == [draft] and len(again.drafts()) == 2
    later = again.keep_draft(base, {}, "Huda", name=draft.name, state={"edits": []})
    assert again.drafts("Huda") == [later]
    again.drop_draft(draft.name)
    again.drop_draft(draft.name)
    assert again.drafts("Huda") == []


def test_a_second_person_approves(setting, toy_dir):
    store = open_store(setting, data=toy_dir, review=True)
    base = store.head()
    proposal = store.save(base, named(store, base, "west", "New"), "Huda", "why")
    assert isinstance(proposal, Proposal) and store.head() == base and store.proposals() == [proposal]
    with pytest.raises(StoreError, match="second person"):
        store.approve(proposal.id, "huda ")
    assert isinstance(store.approve(proposal.id, "Omar", "seen"), Saved) and name_of(store, "west") == "New"
    assert store.history()[-1].who == "Huda" and "approved by Omar: seen" in store.history()[-1].why
    with pytest.raises(StoreError, match="approved by Omar already"):
        store.reject(proposal.id, "Omar", "no")
    assert store.proposals() == [] and store.proposals("approved")[0].answered_by == "Omar"


def test_a_proposal_is_declined_with_a_reason_and_one_that_clashes_stays_open(store):
    base = store.head()
    one, two = (store.propose(base, named(store, base, "west", name), "Huda", "why") for name in ("A", "B"))
    store.approve(one.id, "Omar")
    assert isinstance(store.approve(two.id, "Omar"), Conflict) and store.proposals() == [two]
    assert store.reject(two.id, "Omar", "A is right").answer == "A is right" and store.proposals() == []
    assert [entry.kind for entry in store.log()][-5:] == [
        "propose",
        "propose",
        "intent",
        "commit",
        "approve",
        "reject",
    ][-5:]


def test_tampering_with_the_history_is_found(store):
    base = store.head()
    store.save(base, named(store, base, "west", "New"), "Huda", "why")
    entries = store.log()
    assert first_break(entries) is None and first_break(entries[1:]) == 1
    forged = [*entries[:1], type(entries[1])(**{**vars(entries[1]), "who": "Omar"}), *entries[2:]]
    assert first_break(forged) == 2


def test_a_folder_is_brought_to_the_current_version(store, tmp_path):
    base = store.head()
    story = json.loads(store.read(base)["stories/fall.json"]) | {"id": "other"}
    store.save(
        base, edited(store, base, "add_record", file="stories/other.json", record=story), "Huda", "one"
    )
    mirror = toy.write(tmp_path / "mirror")
    (mirror / "stories/old.json").write_text("{}")
    assert store.write_to(mirror) == store.head() == load(mirror).version
    assert not (mirror / "stories/old.json").exists()


def _save_ten(setting, directory, who):
    store = open_store(setting, data=directory)
    for turn in range(5):
        base = store.head()
        outcome = store.save(base, named(store, base, who, f"{who} {turn}"), who, f"turn {turn}")
        assert isinstance(outcome, Saved), outcome


def test_two_at_once_lose_nothing(store, setting, toy_dir):
    writers = [
        multiprocessing.get_context("spawn").Process(target=_save_ten, args=(setting, toy_dir, who))
        for who in ("west", "east")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    told = [(entry.who, entry.why) for entry in store.history()]
    assert sorted(told[1:]) == sorted((who, f"turn {turn}") for who in ("west", "east") for turn in range(5))
    assert store.verify() is None and (name_of(store, "west"), name_of(store, "east")) == ("west 4", "east 4")


def test_a_database_that_cannot_be_reached_is_said_so(toy_dir):
    with pytest.raises(StoreError, match="cannot be reached"):
        open_store(f"postgresql://nobody@/none?host={toy_dir}", data=toy_dir)


def test_the_database_holds_the_features_with_their_shapes_and_the_save_that_changed_them(postgres, toy_dir):
    with psycopg.connect(postgres, autocommit=True) as connection:
        for table in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS kharita_{table}")
        store = open_store(postgres, data=toy_dir)
        base = store.head()
        smaller = edited(store, base, "set_geometry", id="west", geometry=toy.square(40, 35, 0.5))
        store.save(base, smaller, "Huda", "why")
        query = "SELECT id, version, ST_Area(geometry) FROM kharita_record WHERE file = 'zones/north.geojson' ORDER BY id"
        (east, west) = connection.execute(query).fetchall()
    assert east[0] == "east" and east[2] == 1 and west[2] == 0.25 and west[1] > east[1]


class TestBesideTheFiles:
    """What holds for the store in the dataset's folder only."""

    @pytest.fixture
    def store(self, toy_dir):
        return open_store(str(toy_dir))

    def test_what_another_program_saves_is_taken_into_the_history(self, store, toy_dir):
        base = store.head()
        path = toy_dir / "zones/north.geojson"
        path.write_bytes(path.read_bytes().replace(b'"West"', b'"Left"'))
        assert (
            store.head() != base
            and store.history()[-1].kind == "outside"
            and name_of(store, "west") == "Left"
        )
        assert isinstance(store.save(base, named(store, base, "east", "Right"), "Huda", "why"), Saved)
        assert b'"Left"' in path.read_bytes() and b'"Right"' in path.read_bytes()

    def test_a_file_broken_by_hand_moves_no_last_good_version_and_can_be_undone(self, store, toy_dir):
        base = store.head()
        (toy_dir / "places.geojson").write_text("{")
        assert store.head() != base and store.last_good() == base
        outcome = store.save(base, named(store, base, "west", "New"), "Huda", "elsewhere")
        assert isinstance(outcome, Saved) and store.last_good() == base
        assert isinstance(store.restore(store.last_good(), "Huda", "back"), Saved) and store.read(
            store.head()
        ) == store.read(base)

    def test_the_store_s_own_files_are_no_part_of_the_dataset_or_of_git(self, store, toy_dir):
        store.keep_draft(store.head(), {}, "Huda")
        assert files.stray_files(toy_dir) == [] and load(toy_dir).version == store.head()
        subprocess.run(["git", "init", "-q", str(toy_dir)], check=True)
        shown = subprocess.run(
            ["git", "-C", str(toy_dir), "status", "--porcelain"], capture_output=True, text=True, check=True
        )
        assert ".kharita" not in shown.stdout

    def test_a_half_written_line_of_the_history_is_cut_off(self, store, toy_dir):
        base = store.head()
        log = toy_dir / ".kharita/history.jsonl"
        whole = log.read_bytes()
        log.write_bytes(whole + b'{"seq": 2, "kind": "in')
        assert open_store(str(toy_dir)).head() == base and log.read_bytes() == whole

    def test_a_damaged_object_is_never_served(self, store, toy_dir):
        version = store.head()
        for path in (toy_dir / ".kharita/objects").rglob("*.gz"):
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
        with pytest.raises(StoreError, match="objects"):
            store.read(version)

    def test_a_save_can_be_a_commit(self, toy_dir):
        git = ["git", "-C", str(toy_dir), "-c", "user.name=t", "-c", "user.email=t@example.org"]
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
            subprocess.run([*git, *words], check=True)
        store = open_store(str(toy_dir), commits=True)
        base = store.head()
        outcome = store.save(base, named(store, base, "west", "New"), "Huda <x>", "as the press writes it")
        assert isinstance(outcome, Saved) and outcome.warning == ""
        shown = subprocess.run(
            [*git, "log", "-1", "--format=%an|%s"], capture_output=True, text=True, check=True
        ).stdout
        assert shown.startswith("Huda") and shown.endswith("|as the press writes it\n")
        assert subprocess.run([*git, "status", "--porcelain"], capture_output=True, check=True).stdout == b""

    def test_a_commit_that_fails_does_not_undo_the_save(self, toy_dir):
        store = open_store(str(toy_dir), commits=True)
        base = store.head()
        outcome = store.save(base, named(store, base, "west", "New"), "Huda", "why")
        assert (
            isinstance(outcome, Saved)
            and "not committed" in outcome.warning
            and name_of(store, "west") == "New"
        )

    @pytest.mark.parametrize(
        ("step", "name"),
        [("version", "West"), ("intent", "New"), ("replace-synced:3", "New"), ("commit", "New")],
    )
    def test_a_save_that_was_killed_is_whole_at_the_next_start(self, store, toy_dir, step, name):
        base = store.head()
        script = (
            "from geodata.store import open_store; from tests.geodata.test_store import named\n"
            f"s = open_store({str(toy_dir)!r}); b = s.head(); s.save(b, named(s, b, 'west', 'New'), 'Huda', 'why')"
        )
        env = {**os.environ, "KHARITA_FAILPOINT": step}
        assert subprocess.run([sys.executable, "-c", script], env=env, check=False).returncode == -9
        again = open_store(str(toy_dir))
        assert name_of(again, "west") == name and again.verify() is None
        assert again.history()[-1].version == again.head() == again.last_good() == load(toy_dir).version
        assert not list(toy_dir.glob("*/.*json.*"))
        assert isinstance(again.save(base, named(again, base, "east", "E"), "Omar", "goes on"), Saved)
