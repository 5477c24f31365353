"""What waits to be sent to a browser when the next run begins; that it matters is shown in test_drawing.py."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from dashboard import queued


def drawn(at: int, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path[:] = [0, at]
    message.delta.new_element.text.body = "words"
    message.delta.fragment_id = fragment
    return message


def finished(status) -> ForwardMsg:
    return ForwardMsg(script_finished=status)


@pytest.fixture
def queue(monkeypatch):
    """A queue in which a run has drawn something outside a fragment and something in it."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", queued._clear)
    queued.keep_whole()
    made = ForwardMsgQueue()
    for message in (drawn(0), drawn(1, "desk")):
        made.enqueue(message)
    return made


def test_what_a_whole_run_drew_goes_with_the_word_that_it_is_finished(queue):
    queue.enqueue(finished(ForwardMsg.FINISHED_SUCCESSFULLY))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["desk"])
    queue.enqueue(drawn(1, "desk"))
    sent = queue.flush()
    assert [message.WhichOneof("type") for message in sent] == ["delta", "delta", "script_finished", "delta"]
    assert sent[2].script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    assert queue.is_empty()


@pytest.mark.parametrize(
    ("status", "begins"),
    [
        (ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ["desk"]),
        (ForwardMsg.FINISHED_EARLY_FOR_RERUN, ["desk"]),
        (ForwardMsg.FINISHED_SUCCESSFULLY, None),
    ],
)
def test_anything_else_is_cleared_as_streamlit_does(queue, status, begins):
    queue.enqueue(finished(status))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=begins)
    left = [message.WhichOneof("type") for message in queue.flush()]
    assert left == (["delta", "script_finished"] if begins else ["script_finished"])


def test_streamlit_still_drops_what_a_whole_run_drew(queue):
    """Where this fails, `dashboard/queued.py` is no longer needed."""
    queue.enqueue(finished(ForwardMsg.FINISHED_SUCCESSFULLY))
    queued._clear(queue, True, ["desk"])
    assert [message.WhichOneof("type") for message in queue.flush()] == ["delta", "script_finished"]
