"""A judgement in words, how far a lesson is done, and drafts of answers."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.course.answers import ATTEMPTS, HEADS
from autograd_tutor.course.exercises import is_done, is_exercise, summary
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Expression, Read, Step
from autograd_tutor.tui.remark import flowing, remark, word

from .kinds import EVERY, EXERCISES, PASSED, WRONG

STATES = get_args(get_type_hints(Judgement)["state"])


def test_only_a_pass_is_called_right_and_says_what_comes_after() -> None:
    for state in STATES:
        judgement = Judgement(state=state, say="So.")
        said = remark(judgement, "After.").plain
        assert said.startswith("Right.") == judgement.passed
        assert ("After." in said) == judgement.passed
        assert "So." in said
        assert (word(judgement) == "passed") == judgement.passed
    assert set(HEADS) <= set(STATES)
    assert set(STATES) >= ATTEMPTS


def test_without_reasons_the_word_is_enough() -> None:
    assert remark(PASSED, "").plain == "Right."
    assert remark(WRONG, "", f"x\n{WRONG.say}").plain == "Not yet."


@pytest.mark.parametrize(
    ("text", "flows"),
    [
        ("one\ntwo\n", "one two"),
        ("one\n\ntwo\nthree", "one\n\ntwo three"),
        ("as in\n\n    x = 1\n    y = 2\n\nso", "as in\n\n    x = 1\n    y = 2\n\nso"),
        ("```\nx = 1\ny = 2\n```\nso", "    x = 1\n    y = 2\nso"),
        ("- a\n- b\n  more", "- a\n- b\n  more"),
    ],
)
def test_paragraphs_flow_and_code_stays(text: str, flows: str) -> None:
    assert flowing(text) == flows


@given(st.text(alphabet="ab -*\n"))
def test_no_word_is_lost(text: str) -> None:
    assert flowing(text).split() == text.split()


def test_a_lesson_without_exercises_has_nothing_to_be_done() -> None:
    steps: list[Step] = [Read(id="a", title="A", text="a"), Expression(id="b", title="B", text="b")]
    lesson = Lesson(format=1, id="l", title="L", aims=["a"], minutes=1, steps=steps)
    assert not any(map(is_exercise, steps))
    assert summary(lesson, frozenset()) == ""
    assert not is_done(lesson, frozenset())


def test_steps_that_are_no_exercise_do_not_count() -> None:
    ids = frozenset(step.id for step in EXERCISES)
    assert is_done(EVERY, ids)
    assert not is_done(EVERY, ids - {"slope"})
    assert summary(EVERY, ids | {"picture"}) == "Lesson done: 8 of 8 exercises."
