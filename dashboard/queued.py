"""What is on its way to a browser is sent whole.

A run that begins clears what an earlier one left unsent. Where the earlier run drew the whole page and the new one only a
part of it, Streamlit drops what the earlier one drew of that part, and yet sends that it is finished: the browser takes the
part for gone, and forgets what was chosen and written in it. It happens where the page is woken while somebody is at it.
"""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

__all__ = ["keep_whole"]

_clear = ForwardMsgQueue.clear


def keep_whole() -> None:
    """Let what a whole run drew be sent before the word that it is finished, whatever begins after it."""
    ForwardMsgQueue.clear = _cleared


def _cleared(
    queue: ForwardMsgQueue,
    retain_lifecycle_msgs: bool = False,
    fragment_ids_this_run: list[str] | None = None,
) -> None:
    if retain_lifecycle_msgs and fragment_ids_this_run is not None and any(map(_is_whole, queue._queue)):
        # What comes is added, not put in the place of what waits: it belongs to a later run.
        queue._delta_index_map = {}
        return
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)


def _is_whole(message: ForwardMsg) -> bool:
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    )
