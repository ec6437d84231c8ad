"""The small pieces: text made safe, words for outcomes, keys that fit."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.evaluator.messages import Failure, Lost, Outcome, Run, TraceLine
from autograd_tutor.tui.actions import ACTIONS, bindings, shown
from autograd_tutor.tui.ascii import ascii_of
from autograd_tutor.tui.verdict import LOST, state, verdict
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.keybar import GAP, fitting

EVERY = [(action, shown(action.key)) for action in ACTIONS if action.rank]


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_visible_text_has_its_length_and_no_control_characters(text: str) -> None:
    safe = visible(text)
    assert len(safe) == len(text)
    assert all(char in "\n\t" or ord(char) >= 32 for char in safe)
    assert not set(safe) & set("\x7f\x9b\u202e\u2066")
    safe.encode()


@given(st.integers(0, 200))
def test_the_most_important_keys_stay(width: int) -> None:
    kept = fitting(EVERY, width)
    assert (
        sum(len(key) + 1 + len(action.label) for action, key in kept)
        + len(GAP) * max(len(kept) - 1, 0)
        <= width
        or not kept
    )
    dropped = [action.rank for action, key in EVERY if (action, key) not in kept]
    assert all(action.rank <= min(dropped) for action, _ in kept if dropped)


@given(st.characters(exclude_categories=("Cs", "Cc", "Mn", "Me", "Cf")))
def test_every_character_has_an_ascii_form(char: str) -> None:
    assert ascii_of(char).isascii()


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Run(), "done"),
        (Run(seconds=0.0123), "done in 12 ms"),
        (Run(seconds=3.25), "done in 3.2 s"),
        (Run(error=Failure("ValueError", "no")), "error"),
        (Run(error=Failure("Interrupted", "stopped by you")), "stopped"),
        (Run(error=Failure("TimeLimit", "still running")), "stopped: time is up"),
        (Lost("timeout", ""), "stopped: time is up"),
    ],
)
def test_the_outcome_in_a_word(outcome: Outcome, words: str) -> None:
    assert state(outcome) == words


def test_every_way_to_lose_a_run_has_words() -> None:
    assert set(LOST) == set(get_args(get_type_hints(Lost)["reason"]))


def test_every_frame_of_the_learners_own_is_named() -> None:
    failure = Failure(
        "RuntimeError",
        "no graph",
        (
            TraceLine("cell", 9, "<module>", "    step(w)"),
            TraceLine("setup", 2, "step", "    loss.backward()"),
        ),
        column=5,
    )
    assert verdict(Run(error=failure)).plain.split("\n") == [
        "line 9:  step(w)",
        "the step's own code, line 2, in step:  loss.backward()",
        "                                       ^",
        "RuntimeError: no graph",
    ]


def test_no_two_actions_share_a_key_and_none_needs_a_function_key_alone() -> None:
    keys = [key for binding in bindings() for key in str(binding.key).split(",")]  # type: ignore[union-attr]
    assert len(keys) == len(set(keys))
    taken = {"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+j", "ctrl+m", "ctrl+i", "ctrl+h"}
    assert not taken & set(keys)
    assert all(action.letter or not action.key.startswith("f") for action in ACTIONS)


def test_an_error_of_the_place_gets_its_advice() -> None:
    words = verdict(Run(error=Failure("MemoryError", ""))).plain
    assert words.splitlines()[0] == "MemoryError"
    assert "Use fewer or smaller tensors" in words.splitlines()[1]
