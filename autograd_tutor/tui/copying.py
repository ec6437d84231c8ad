"""What a panel holds, as text that can be copied or saved."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple, Protocol, runtime_checkable

from textual.screen import Screen

from autograd_tutor.tui.visible import visible

LONGEST = 74_994
"""Bytes that terminals take by OSC 52: 100,000 of them with what goes around, as base64."""
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


@runtime_checkable
class Panel(Protocol):
    """A panel whose content can be had as text."""

    @property
    def holds(self) -> str:
        """What that is, in a word that is part of a file's name: `code`, `output`."""

    def as_text(self) -> str:
        """All of it, without colours; nothing where there is nothing to have."""


class Held(NamedTuple):
    """A text, what it is, and the end of a file name for it."""

    what: str
    text: str
    ending: str

    @property
    def lines(self) -> str:
        """How long it is."""
        count = self.text.count("\n") + 1
        return f"{count} line{'s' if count > 1 else ''}"


def held(screen: Screen[Any]) -> Held | None:
    """What the focused panel holds, harmless to any terminal; None where no panel has the focus."""
    focused = screen.focused
    for node in focused.ancestors_with_self if focused is not None else ():
        if isinstance(node, Panel):
            what = node.holds
            ending = "code.py" if what == "code" else f"{what}.txt"
            return Held(f"the {what}", visible(node.as_text()).strip("\n"), ending)
    return None


def selected(screen: Screen[Any]) -> Held | None:
    """What is selected in the focused editor, or with the mouse; None where nothing is."""
    text = getattr(screen.focused, "selected_text", "") or screen.get_selected_text()
    return Held("what is selected", visible(text), "selected.txt") if text else None


def file_name(*parts: str, ending: str) -> str:
    """A name for a file, from ids that may hold anything: `slopes-first-code.py`."""
    words = (_ODD.sub("-", part).strip("-.")[:40] for part in parts)
    return "-".join([*filter(None, words), ending])


def is_too_long(text: str) -> bool:
    """Whether a terminal may refuse to take it."""
    return len(text.encode()) > LONGEST


def hint() -> str:
    """What copying needs where the tutor runs in tmux, which else drops it in silence."""
    return "tmux needs: set -g set-clipboard on" if os.environ.get("TMUX") else ""
