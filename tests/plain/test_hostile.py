"""Lessons, cells and learners that would rather speak to the terminal themselves."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.lesson.steps import Choice, Code, Demo, Option, Order, Plot, Series
from autograd_tutor.plain.prose import plain
from autograd_tutor.plain.spelling import spelled

from .scripts import OTHER, attend

EVIL = "\x1b[2J\x9b31m\r\x07\u202e[b]\udcff`\x1b]0;x\x07`é²"
PRINTS = r"""
import sys, warnings
print("\x1b[2J\x1b]0;title\x07\rover\x08 \u202e \x9b31m")
sys.stdout.buffer.write(b"\xff\xfe\x1b[31m")
warnings.warn("\x1b[5m")
plot([0, 1], [0, 1], label="\x1b[31m")
class Odd:
    def __repr__(self): return "\x1b[41m"
"""
NEVER = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


HOSTILE = replace(
    OTHER,
    title=EVIL,
    aims=[EVIL],
    steps=[
        Demo(id="cell", title=EVIL, text=EVIL, code=f"{PRINTS}Odd()"),
        Demo(id="error", title=EVIL, text=f"```\n{EVIL}\n```", code="raise ValueError('\\x1b[2J')"),
        Choice(id="pick", title=EVIL, text=EVIL, options=[Option(text=EVIL, say=EVIL)] * 2),
        Order(id="order", title=EVIL, text=EVIL, items=[EVIL, "a", "b"], hints=[EVIL]),
        Plot(id="plot", title=EVIL, text=EVIL, series=[Series(label=EVIL, y="x")], alt=EVIL),
        Code(id="code", title=EVIL, text=EVIL, starter="", solution=[EVIL], attempts=1),
    ],
)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("ascii", [False, True])
async def test_nothing_that_a_terminal_obeys_is_ever_written(
    evaluator: Evaluator, ascii: bool
) -> None:
    script = ["run", "next", "run", "next", "1", "next", "hint", "1 2 3", "next", "next"]
    script += ["write", "print('\x1b[2J')\x9b", ".", "code", "run", "\x1b[A\u202e", "go \x1b[2J"]
    said = await attend(evaluator, script, HOSTILE, ascii=ascii)
    assert NEVER.findall(said) == []
    assert "\\x1b[2J" in said
    assert "ValueError" in said
    assert "Odd" not in said.rpartition("Value: \\x1b[41m")[2].partition("\n")[0]
    assert said.isascii() is ascii


@given(st.text())
def test_everything_can_be_spelled(text: str) -> None:
    assert spelled(text).isascii()


@given(st.text(alphabet="a*`_[]()\\#>-1. |~\n\t\uf8ff"))
def test_any_text_is_told_without_a_stumble(text: str) -> None:
    assert len(plain(text)) <= 4 * len(text) + 8 * text.count("\t")
