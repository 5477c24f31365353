"""What a change means: two versions of the dataset compared, and told as news in both languages."""

from __future__ import annotations

from geodata.news.changes import Change, meaning
from geodata.news.ticker import headlines

__all__ = ["Change", "headlines", "meaning"]
