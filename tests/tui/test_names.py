"""Our widgets, screens and apps give no private attribute of Textual's another meaning."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cache

import pytest
from textual.message_pump import MessagePump

from autograd_tutor import tui

MEANT = {"_return_code"}
"""Set as Textual itself does, in its own sense."""
SET = re.compile(r"\bself\.(_[a-z]\w*)\s*(?::[^=\n]+)?=[^=]")


def pumps() -> list[type[MessagePump]]:
    """Everything of ours that Textual runs."""
    return [
        each
        for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}.")
        for _, each in inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        if issubclass(each, MessagePump) and each.__module__ == module.name
    ]


@cache
def assigned(each: type) -> set[str]:
    """The private attributes that its methods set."""
    return set(SET.findall(inspect.getsource(each)))


@pytest.mark.parametrize("each", pumps(), ids=lambda each: each.__name__)
def test_no_private_attribute_of_textual_is_taken(each: type[MessagePump]) -> None:
    theirs = [assigned(base) for base in each.__mro__ if base.__module__.startswith("textual.")]
    assert assigned(each) & set().union(*theirs) <= MEANT
