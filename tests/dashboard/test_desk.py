"""The desk without its screen: drafts that last, conflicts by field, nothing overwritten unseen, roles in every act."""

from __future__ import annotations

import inspect

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from dashboard import desk, roles, words
from dashboard.curate import hand, state
from dashboard.roles import LOCAL, Person
from geodata.check import check
from geodata.dataset import understood
from geodata.edits import Edit, EditError, record
from geodata.incoming import Options
from geodata.store import Conflict, Overtaken, Proposal, Refused, Saved, StoreError, open_store
from tests import toy
from tests.geodata.test_edits import REAL, contents, generated, span
from tests.two_at_once import rounds

ROW = {"actor": "reds", "status": "control", "confidence": "low", "sources": ["news-2017"]}
ISSUER = "https://id.example.org"
HUDA, OMAR = Person(ISSUER, "1", "Huda"), Person(ISSUER, "2", "Omar")


def named(id, value, field="name.en"):
    return (Edit("set_field", {"id": id, "field": field, "value": value}),)


def english(store, id):
    return next(e.record for e in understood(store.read(store.head())).entries if e.id == id).name.en


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KHARITA_MODE", "curate")
    monkeypatch.setenv("KHARITA_CONFIG", str(tmp_path / "none"))
    directory = toy.write(tmp_path / "data")
    return open_store(str(directory), data=directory)


@pytest.fixture
def team(store, tmp_path, monkeypatch):
    """The same store on a server with a login: Huda is a curator, Omar reviews."""
    (tmp_path / "secrets.toml").write_text("[auth]\n")
    (tmp_path / "roles.toml").write_text("".join(
        f'[[person]]\nissuer = "{ISSUER}"\nsubject = "{who.subject}"\nrole = "{role}"\n'
        for who, role in ((HUDA, "curator"), (OMAR, "reviewer"))
    ))  # fmt: skip
    monkeypatch.setenv("KHARITA_CONFIG", str(tmp_path))
    return store


def test_fifty_edits_at_the_desk_each_change_the_bytes_of_their_field_only(tmp_path, monkeypatch):
    monkeypatch.setenv("KHARITA_MODE", "curate")
    monkeypatch.setenv("KHARITA_CONFIG", str(tmp_path))
    stores = {}
    for file, data, name, path, whole, new in generated(50, ragged_bytes=True):
        if file not in stores:
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_bytes(data)
            stores[file] = open_store(str(tmp_path), data=tmp_path)
        edit = Edit("set_field", {"id": name, "field": list(path), "value": new})
        draft = desk.do(LOCAL, stores[file], "", (edit,))
        kept = stores[file].draft(draft.name).files
        start, end = span(data, whole)
        assert list(kept) == [file]
        assert kept[file][:start] == data[:start] and kept[file][-(len(data) - end) :] == data[end:]
        desk.discard(LOCAL, stores[file], draft.name)
    assert set(stores) == set(REAL)


def test_a_draft_survives_the_desk_and_is_undone_and_done_again_step_by_step(store):
    first = desk.do(LOCAL, store, "", named("west", "Western"))
    desk.do(LOCAL, store, first.name, named("east", "Eastern"))
    again = open_store(str(store.directory), data=store.directory)
    found = desk.drafts(LOCAL, again)[0]
    assert [edit.arguments["id"] for edit in found.edits] == ["west", "east"]
    assert desk.undo(LOCAL, again, found.name).steps == first.steps
    assert desk.opened(LOCAL, again, found.name).undone == found.steps[1:]
    assert desk.redo(LOCAL, again, found.name).steps == found.steps
    desk.undo(LOCAL, again, found.name)
    assert desk.do(LOCAL, again, found.name, named("hills", "High")).undone == ()
    assert contents(store.directory) == store.read(store.head())


def test_a_step_that_cannot_be_made_leaves_the_draft_as_it_was(store):
    draft = desk.do(LOCAL, store, "", named("west", "Western"))
    with pytest.raises(EditError, match="nowhere"):
        desk.do(LOCAL, store, draft.name, named("nowhere", "x"))
    assert desk.opened(LOCAL, store, draft.name) == draft


def test_a_step_from_an_older_window_is_set_aside_and_overwrites_nothing(store):
    seen = desk.do(LOCAL, store, "", named("west", "Western"))
    newer = desk.do(LOCAL, store, seen.name, named("east", "Eastern"), seen)
    with pytest.raises(Overtaken):
        desk.do(LOCAL, store, seen.name, named("hills", "High"), seen)
    assert desk.opened(LOCAL, store, seen.name) == newer
    (aside,) = [each for each in desk.drafts(LOCAL, store) if each.aside]
    assert [edit.arguments["id"] for edit in aside.edits] == ["west", "hills"]
    assert desk.do(LOCAL, store, seen.name, named("hills", "High"), newer).steps[:2] == newer.steps


def test_an_older_window_undoes_saves_and_lets_go_nothing_that_it_has_not_shown(store):
    seen = desk.do(LOCAL, store, "", named("west", "Western"))
    newer = desk.do(LOCAL, store, seen.name, named("east", "Eastern"))
    for act in (desk.undo, desk.redo, desk.discard):
        with pytest.raises(Overtaken):
            act(LOCAL, store, seen.name, seen)
    for act in (desk.save, desk.propose):
        with pytest.raises(Overtaken):
            act(LOCAL, store, seen.name, "unseen", seen)
    assert desk.opened(LOCAL, store, seen.name) == newer and english(store, "west") == "West"
    store.drop_draft(seen.name, seen.mark)
    assert desk.undo(LOCAL, store, seen.name, newer).steps == seen.steps
    assert isinstance(desk.save(LOCAL, store, seen.name, "seen"), Saved)


def test_two_windows_at_the_same_moment_lose_no_step(store, monkeypatch):
    draft = desk.do(LOCAL, store, "", named("west", "Western"))
    keep = store.keep_draft

    def meanwhile(*arguments, **more):
        monkeypatch.setattr(store, "keep_draft", keep)
        desk.do(LOCAL, store, draft.name, named("east", "Eastern"))
        return keep(*arguments, **more)

    monkeypatch.setattr(store, "keep_draft", meanwhile)
    with pytest.raises(Overtaken):
        desk.do(LOCAL, store, draft.name, named("hills", "High"))
    said = {edit.arguments["value"] for each in desk.drafts(LOCAL, store) for edit in each.edits}
    assert said == {"Western", "Eastern", "High"}


def test_before_saving_a_draft_says_what_it_means_and_what_the_check_finds(store):
    base = understood(store.read(store.head()))
    step = (Edit("assign", {"ids": ["west"], "day": "2018-03-01", "row": ROW, "from_actor": "blues"}),)
    draft = desk.do(LOCAL, store, "", step)
    shown = desk.seen(base, draft.changed(base.contents))
    (change,) = shown.changes
    assert (change.what, change.id, change.day) == ("handover", "west", "2018-03-01")
    assert change.km2["reds"] > 9000 and change.km2["blues"] == -change.km2["reds"]
    assert shown.findings == []
    wrong = desk.do(LOCAL, store, draft.name, named("east", "nobody", "timeline.0.actor"))
    (finding,) = desk.seen(base, wrong.changed(base.contents)).findings
    assert finding.blocks and finding.problem.feature == "east" and finding.problem.remedy


def test_a_row_that_begins_on_the_day_is_written_anew_and_keeps_what_others_state_instead(store):
    other = {**toy.row("2017-01-24", None, "reds"), "confidence": "low"}
    step = (Edit("set_field", {"id": "west", "field": "timeline.2.disputes", "value": [other]}),)
    draft = desk.do(LOCAL, store, "", step)
    before = understood(store.read(draft.base))
    reading = desk.seen(before, draft.changed(before.contents)).reading
    made = hand.steps(reading, ["west", "east"], "2017-01-24", ROW)
    assert [edit.verb for edit in made] == ["replace_row", "assign"]
    draft = desk.do(LOCAL, store, draft.name, made)
    after = {**before.contents, **draft.changed(before.contents)}
    row = record(after, "west")[1]["properties"]["timeline"][2]
    assert (row["actor"], row["valid_from"], row["disputes"]) == ("reds", "2017-01-24", [other])


def test_a_click_on_the_map_means_the_ground_in_which_the_place_stands(store):
    reading = understood(store.read(store.head()))
    assert hand.pick(reading, "town") == ["west"] and hand.pick(reading, "hamlet") == ["hamlet"]
    assert hand.pick(reading, "west") == ["west"] and hand.pick(reading, None) == []


def test_a_draft_that_another_tool_left_is_opened_as_edits(store):
    files = desk.Draft("", "", (named("west", "Western"),)).changed(store.read(store.head()))
    kept = store.keep_draft(store.head(), files, "operator", "from the command line")
    assert [edit.arguments for edit in desk.opened(LOCAL, store, kept.name).edits] == [
        {"id": "west", "field": ["name"], "value": {**toy.words("Western")}}
    ]


def test_a_save_is_in_the_history_with_who_and_why_and_can_be_taken_back(store):
    before = store.head()
    draft = desk.do(LOCAL, store, "", named("west", "Western"))
    saved = desk.save(LOCAL, store, draft.name, "its name since 2019")
    assert (
        isinstance(saved, Saved) and english(store, "west") == "Western" and desk.drafts(LOCAL, store) == []
    )
    newest = desk.history(LOCAL, store)[0]
    assert (newest.who, newest.why, newest.version) == ("operator", "its name since 2019", saved.version)
    assert isinstance(desk.restore(LOCAL, store, before, "a mistake"), Saved)
    assert english(store, "west") == "West" and len(desk.history(LOCAL, store)) == 3
    assert check(store.directory) == []


def test_what_would_not_be_sound_is_refused_and_stays_a_draft(store):
    draft = desk.do(LOCAL, store, "", named("east", "nobody", "timeline.0.actor"))
    refused = desk.save(LOCAL, store, draft.name, "a slip")
    assert isinstance(refused, Refused) and refused.draft == draft.name
    assert [each.name for each in desk.drafts(LOCAL, store)] == [draft.name]


def clash(store, ours, *theirs):
    """A draft of ours that meets a save of theirs."""
    draft = desk.do(LOCAL, store, "", ours)
    for step in theirs:
        desk.save(LOCAL, store, desk.do(LOCAL, store, "", step).name, "theirs")
    return draft, desk.save(LOCAL, store, draft.name, "ours")


def test_different_records_go_together_and_the_same_record_asks_field_by_field(store):
    _, saved = clash(store, named("west", "Ours"), named("east", "Theirs"))
    assert isinstance(saved, Saved) and saved.merged
    draft, conflict = clash(store, named("west", "Mine"), named("west", "Hers"))
    assert isinstance(conflict, Conflict) and english(store, "west") == "Hers"
    (field,) = conflict.clashes[0].fields
    assert (field.base["en"], field.ours["en"], field.theirs["en"]) == ("Ours", "Mine", "Hers")
    settled = desk.settle(LOCAL, store, draft.name, conflict.current, {"west": {"name": "ours"}})
    assert english(store, "west") == "Hers", "a choice is no save yet"
    assert (
        isinstance(desk.save(LOCAL, store, settled.name, "agreed"), Saved)
        and english(store, "west") == "Mine"
    )


def test_the_losing_draft_is_kept_and_nothing_is_chosen_for_anybody(store):
    draft, conflict = clash(store, named("west", "Mine"), named("west", "Hers"))
    with pytest.raises(StoreError, match="choose a side for west"):
        desk.settle(LOCAL, store, draft.name, conflict.current, {})
    desk.settle(LOCAL, store, draft.name, conflict.current, {"west": "theirs"})
    (lost,) = [each for each in desk.drafts(LOCAL, store) if each.aside]
    assert lost.name == draft.name and lost.edits == draft.edits


def test_who_saves_between_the_choice_and_the_save_is_not_overwritten_unseen(store):
    draft, conflict = clash(store, named("west", "Mine"), named("west", "Hers"))
    settled = desk.settle(LOCAL, store, draft.name, conflict.current, {"west": "ours"})
    desk.save(LOCAL, store, desk.do(LOCAL, store, "", named("west", "A third")).name, "meanwhile")
    again = desk.save(LOCAL, store, settled.name, "agreed")
    assert isinstance(again, Conflict) and again.clashes[0].fields[0].theirs["en"] == "A third"
    assert english(store, "west") == "A third"


def test_edits_between_two_versions_make_the_one_of_the_other(store):
    old = store.read(store.head())
    step = (*named("west", "Western"), Edit("remove", {"id": "hamlet"}), Edit("unset_field", {"id": "east", "field": "band_km2"}),
            Edit("set_geometry", {"id": "hills", "geometry": toy.square(41, 35)}),
            Edit("add_record", {"file": "sources.json", "record": toy.source("news-2018", "2018")}))  # fmt: skip
    new = {**old, **desk.Draft("", "", (step,)).changed(old)}
    again = desk.as_edits(old, dict(new))
    assert len(again) == 5 and {**old, **desk.Draft("", "", (again,)).changed(old)} == new


def test_data_from_elsewhere_needs_sources_and_becomes_a_step_of_the_draft(store):
    files = {"../../statuses.csv": b"feature,valid_from,actor\nwest,2019-03-01,reds\n"}
    bare = desk.planned(LOCAL, store, "", "csv", files, Options())
    assert bare.needs and bare.edits == []
    with pytest.raises(EditError, match="source"):
        desk.bring(LOCAL, store, "", bare)
    whole = desk.planned(LOCAL, store, "", "csv", files, Options(sources=("news-2017",)))
    draft = desk.bring(LOCAL, store, "", whole)
    base = understood(store.read(draft.base))
    (change,) = desk.seen(base, draft.changed(base.contents)).changes
    assert (change.what, change.id, change.day) == ("handover", "west", "2019-03-01")
    for name in ("..", "", "a\\b", "/"):
        assert desk.planned(LOCAL, store, "", "csv", {name: files["../../statuses.csv"]}, Options()).needs
    with pytest.raises(EditError):
        desk.planned(LOCAL, store, "", "gpkg", {"x.gpkg": b"no such thing"}, Options())


def test_a_draft_is_its_authors_own(team):
    draft = desk.do(HUDA, team, "", named("west", "Western"))
    with pytest.raises(StoreError, match="another's"):
        desk.opened(OMAR, team, draft.name)
    assert desk.drafts(OMAR, team) == []


def test_a_draft_stays_its_authors_own_when_the_name_they_show_has_changed(team):
    draft = desk.do(HUDA, team, "", named("west", "Western"))
    renamed = Person(HUDA.issuer, HUDA.subject, "Huda al-Another")
    assert [each.name for each in desk.drafts(renamed, team)] == [draft.name]
    assert not desk.undo(renamed, team, draft.name).edits
    with pytest.raises(StoreError, match="another's"):
        desk.opened(Person(ISSUER, OMAR.subject, "Huda"), team, draft.name)


def test_a_second_person_approves_whatever_the_first_calls_themselves(team, monkeypatch):
    monkeypatch.setenv("KHARITA_REVIEW", "1")
    draft = desk.do(OMAR, team, "", named("west", "Western"))
    with pytest.raises(roles.Refused):
        desk.save(OMAR, team, draft.name, "alone")
    own = desk.propose(OMAR, team, draft.name, "its name")
    with pytest.raises(roles.Refused):
        desk.approve(Person(ISSUER, "2", "Somebody else"), team, own.id)
    hers = desk.propose(HUDA, team, desk.do(HUDA, team, "", named("east", "Eastern")).name, "its name")
    assert isinstance(hers, Proposal) and {p.id for p in desk.proposals(OMAR, team)} == {own.id, hers.id}
    with pytest.raises(roles.Refused):
        desk.approve(HUDA, team, own.id)
    assert isinstance(desk.approve(OMAR, team, hers.id), Saved) and english(team, "east") == "Eastern"
    assert desk.author(desk.history(OMAR, team)[0].who) == HUDA


@pytest.mark.parametrize(
    "who", [HUDA, Person("https://a.example/x#y", "s <p#c>", "Omar <https://id.example.org#1>")]
)
def test_a_signature_names_its_person_and_cannot_be_forged_by_a_name(who):
    assert desk.author(desk.signature(who)) == who
    assert desk.author(desk.signature(LOCAL)) == LOCAL


def test_every_act_is_refused_to_who_may_not_and_in_a_process_for_viewers(store, monkeypatch):
    public = [getattr(desk, name) for name in desk.__all__]
    acting = [
        act
        for act in public
        if inspect.isfunction(act) and list(inspect.signature(act).parameters)[:2] == ["who", "store"]
    ]
    assert len(acting) == 16
    for mode in ("curate", "view"):
        monkeypatch.setenv("KHARITA_MODE", mode)
        for act in acting:
            if mode == "view" and act in (desk.history, desk.proposals):
                continue
            given = inspect.signature(act).parameters
            with pytest.raises((roles.Refused, StoreError)) as refusal:
                act(
                    HUDA,
                    store,
                    *["x" for name in list(given)[2:] if given[name].default is inspect.Parameter.empty],
                )
            if mode == "curate":
                assert refusal.type is roles.Refused, act.__name__


def test_two_at_the_same_desk_lose_nothing_and_see_every_conflict(tmp_path):
    counts, wrong = rounds(6, 1, tmp_path)
    assert wrong == [] and counts["saved"] + counts["gave way"] == 12


class Woken(dict):
    """A session's state that ends the run at any touch once the page has been woken, as Streamlit's does."""

    woken = False

    def touched(self):
        if self.woken:
            raise RerunException(RerunData())

    def __contains__(self, key):
        self.touched()
        return super().__contains__(key)

    def __getattr__(self, key):
        self.touched()
        return self[key]

    def __setattr__(self, key, value):
        if key == "woken":
            return super().__setattr__(key, value)
        self.touched()
        self[key] = value


def test_a_press_is_acted_on_though_the_run_in_which_it_was_made_was_ended(store, monkeypatch):
    session = Woken(desk=state.Screen(store))
    monkeypatch.setattr(state.st, "session_state", session)
    monkeypatch.setattr(state.login, "person", lambda: LOCAL)
    here, noted = session["desk"], []

    def button(label, key, on_click, args):
        noted.append((on_click, args))
        return False

    assert not state.pressed(button, "Save", "save")
    press, arguments = noted[0]
    session.woken = True
    press(*arguments)
    session.woken = False
    assert state.pressed(button, "Save", "save") and not state.pressed(button, "Other", "other")
    here.name = desk.do(LOCAL, store, "", named("hills", "Heights")).name
    state.act(words.of("en"), desk.save, here.name, "as told")
    assert english(store, "hills") == "Heights" and not state.pressed(button, "Save", "save")


def test_what_came_of_a_save_is_said_also_when_the_save_itself_wakes_the_page(store, monkeypatch):
    session = Woken(desk=state.Screen(store))
    monkeypatch.setattr(state.st, "session_state", session)
    monkeypatch.setattr(state.login, "person", lambda: LOCAL)
    draft = desk.do(LOCAL, store, "", named("hills", "Heights"))
    session["desk"].name = draft.name

    def save(*arguments):
        session.woken = True
        return desk.save(*arguments, "as told")

    t = words.of("en")
    assert isinstance(state.act(t, save, draft.name), Saved)
    assert session["desk"].words == ("told", t["curate_saved"])
    assert session["desk"].name == ""
