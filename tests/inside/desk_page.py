"""The page of `desk.py`."""

import os

import streamlit as st

from dashboard import login, roles
from dashboard.roles import Person


def press(action: str) -> None:
    @roles.acts(action, of="author" if action == "approve" else "")
    def act(who: Person, *, author: Person | None = None) -> None:
        with open(os.environ["KHARITA_DONE"], "a") as done:
            done.write(f"{who.subject} {action}\n")

    try:
        act(login.person(), author=roles.NOBODY)
    except roles.Refused as refusal:
        st.text(f"refused: {refusal.action}")


st.text(f"you are {login.person().subject or 'nobody'}")
for name in roles.ACTIONS:
    if os.environ.get("KHARITA_HIDE") != "1":
        st.button(name, on_click=press, args=(name,))
if st.button("log in"):
    st.login()
