"""A visitor without a browser: speaks Streamlit's websocket, for tests of what a forged message can do, and for load."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

__all__ = ["Run", "Visitor"]


@dataclass
class Run:
    """What one run of the page's script sent.

    Attributes
    ----------
    texts : list of str
        Bodies of text, Markdown and HTML elements.
    buttons, fields : dict of str to str
        Widget ids of the buttons, and of the fields for text, by label.
    went_well : bool
    sent_to : str
        Where a login sends the browser; empty where there was none.
    size : int
        Bytes received.
    """

    texts: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    went_well: bool = False
    sent_to: str = ""
    size: int = 0


class Visitor:
    """One open session.

    Parameters
    ----------
    url : str
        The server's address.
    cookies : dict, optional
        Such as those of a login.
    """

    def __init__(self, url: str, cookies: dict[str, str] | None = None) -> None:
        token = secrets.token_hex(16)
        jar = {**(cookies or {}), "_streamlit_xsrf": token}
        host = urlsplit(url).netloc
        self._opening = connect(
            f"ws://{host}/_stcore/stream", origin=f"http://{host}", subprotocols=["streamlit", token],
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())},
            max_size=None, open_timeout=60, ping_interval=None, close_timeout=2,
        )  # fmt: skip

    def __enter__(self) -> Visitor:
        self.socket: ClientConnection = self._opening.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, kind: str = "rerun_script", query: str = "", page: str = "", **widgets: Any) -> None:
        """Send a message; widgets are set by id: True presses a button, a text is a text."""
        message = BackMsg()
        if kind == "rerun_script":
            message.rerun_script.query_string = query
            message.rerun_script.page_name = page
            for id, value in widgets.items():
                state = message.rerun_script.widget_states.widgets.add(id=id)
                setattr(state, "trigger_value" if value is True else "string_value", value)
        else:
            setattr(message, kind, True)
        self.socket.send(message.SerializeToString())

    def run(self, query: str = "", timeout: float = 60, page: str = "", **widgets: Any) -> Run:
        """Have the script run for a page (its path), and wait for its end."""
        self.send(query=query, page=page, **widgets)
        return self.hear(timeout)

    def hear(self, timeout: float = 60) -> Run:
        """What comes until a run has ended.

        Raises
        ------
        TimeoutError
            If nothing comes for so long.
        """
        run = Run()
        while True:
            data = self.socket.recv(timeout)
            run.size += len(data)
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                _take(run, message.delta.new_element)
            elif kind == "auth_redirect":
                run.sent_to = message.auth_redirect.url
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                run.went_well = message.script_finished in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                )
                return run


def _take(run: Run, element: Any) -> None:
    kind = element.WhichOneof("type")
    if kind in ("markdown", "html", "text"):
        run.texts.append(getattr(element, kind).body)
    elif kind == "button":
        run.buttons[element.button.label] = element.button.id
    elif kind in ("text_input", "text_area"):
        field = getattr(element, kind)
        run.fields[field.label] = field.id
    elif kind == "exception":
        run.texts.append(f"exception: {element.exception.type}")
