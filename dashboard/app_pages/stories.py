"""Stories: guided tours that set the clock and the map, every sentence with the records it stands on."""

import streamlit as st

from dashboard import panels, session
from dashboard.app_pages import looked_at
from dashboard.app_pages.text_form import map_or_text
from dashboard.plain import Html, show, tag
from dashboard.turns import fragment
from dashboard.words import Words
from geodata.dataset import Dataset
from geodata.model import Sentence, Step, Story
from geodata.period import parse


def page() -> None:
    """Draw the page."""
    dataset, view, t = looked_at()
    if not dataset.stories:
        st.info(t["no_stories"])
    elif view.story in dataset.stories:
        if st.session_state.get("told") != (view.story, view.step):
            _go(dataset, str(view.story), view.step, view.camera)
            st.rerun()
        _story()
    else:
        _shelf(dataset, t)


def _shelf(dataset: Dataset, t: Words) -> None:
    show(tag("h2", t["stories"]))
    for name, story in dataset.stories.items():
        with st.container(border=True):
            show(tag("h3", story.title.of(t.lang)), tag("p", story.summary.of(t.lang)))
            steps = t["steps"].format(count=t.number(len(story.steps)))
            st.button(f"{t['begin']} · {steps}", key=f"begin_{name}", on_click=_go, args=(dataset, name, 1))


def _go(dataset: Dataset, name: str, number: int, camera: tuple[float, float, float] | None = None) -> None:
    """Set the clock, the map and what is lit to a step; a link's own camera goes before the step's."""
    story = dataset.stories[name]
    number = min(max(number, 1), len(story.steps))
    step = story.steps[number - 1]
    theatre = {"theatre": step.theatre or "all"}
    session.change(
        story=name, step=number, as_of=parse(step.date).first, place=None, camera=camera, **theatre
    )
    lit = tuple(name for sentence in step.sentences for name in sentence.stands_on)
    session.push(camera or step.view, lit)
    st.session_state.told = (name, number)


def _leave() -> None:
    session.change(story=None, step=1, camera=None)
    session.push()


@fragment
def _story() -> None:
    dataset, view, t = looked_at()
    if view.story not in dataset.stories:
        st.rerun(scope="app")
    story = dataset.stories[str(view.story)]
    number = min(view.step, len(story.steps))
    with st.container(key="story"):
        wide, narrow = st.columns([7, 3], gap="medium")
    with narrow:
        _told(dataset, story, story.steps[number - 1], number, t)
    with wide:
        map_or_text(dataset, t)
    session.write_address()


def _told(dataset: Dataset, story: Story, step: Step, number: int, t: Words) -> None:
    last = len(story.steps)
    show(tag("section",
             tag("p", f"{story.title.of(t.lang)} · {t.number(number)} / {t.number(last)}", class_="kh-quiet"),
             tag("h2", step.title.of(t.lang), class_="kh-day"),
             tag("p", t.partial(step.date), class_="kh-move"),
             *(_sentence(dataset, sentence, t) for sentence in step.sentences),
             class_="kh-panel kh-story", aria_live="polite"))  # fmt: skip
    back, on = st.columns(2)
    ahead, behind = ("Left", "Right") if t.lang == "ar" else ("Right", "Left")
    back.button(t["previous"], key="story_back", disabled=number == 1, on_click=_go, width="stretch",
                args=(dataset, story.id, number - 1), shortcut=behind)  # fmt: skip
    on.button(t["next"], key="story_on", disabled=number == last, on_click=_go, width="stretch", type="primary",
              args=(dataset, story.id, number + 1), shortcut=ahead)  # fmt: skip
    st.button(t["all_stories"], key="story_leave", on_click=_leave, type="tertiary")


def _sentence(dataset: Dataset, sentence: Sentence, t: Words) -> Html:
    """What is said, and below it who says so."""
    cited = panels.sources_of(dataset, sentence.stands_on)
    return Html(
        tag("p", sentence.text.of(t.lang))
        + tag("p", panels.source_links_inline(dataset, cited[:3], t), class_="kh-quiet")
    )
