"""What answers start from, where they lie, and how they are judged."""

from __future__ import annotations

import pytest

from autograd_tutor.course.answers import answer_key, first_order, head, judged, places_in, starter
from autograd_tutor.course.exercises import ANSWERED
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson.steps import Choice, Code, Order, Read
from tests.plain.scripts import EVERY


def test_every_step_that_needs_no_run_is_judged_at_once() -> None:
    here = [step for step in EVERY.steps if isinstance(step, ANSWERED)]
    assert len(here) == len(ANSWERED)
    for step in here:
        places = [0, 2, 1, 3] if isinstance(step, Order) else []
        assert judged(step, "", places).state in ("unattempted", "wrong")


def test_a_step_that_needs_a_run_is_not() -> None:
    step = next(step for step in EVERY.steps if isinstance(step, Code))
    with pytest.raises(TypeError, match="slope is answered by a run"):
        judged(step, "x", [])


def test_an_order_begins_the_same_each_time_and_never_right() -> None:
    step = next(step for step in EVERY.steps if isinstance(step, Order))
    begin = first_order(EVERY, step)
    assert begin == first_order(EVERY, step)
    assert sorted(begin) == [0, 1, 2, 3] != begin


@pytest.mark.parametrize(
    ("draft", "places"),
    [(None, []), ("", []), ("0,2", [0, 2]), ("1", [1]), ("12", []), ("1,x", []), ("²", [])],
)
def test_a_draft_that_holds_no_places_gives_none(draft: str | None, places: list[int]) -> None:
    assert places_in(draft) == places


def test_nothing_is_typed_where_there_is_nothing_to_type() -> None:
    typed = {step.id for step in EVERY.steps if starter(step) is not None}
    shown = {step.id for step in EVERY.steps if isinstance(step, Read | Choice | Order)}
    assert typed == {step.id for step in EVERY.steps} - shown - {"picture"}


def test_picks_lie_where_no_text_can() -> None:
    assert answer_key(("a", "b")) == ("a", "b#answer")


def test_whatever_is_not_passed_and_was_judged_is_not_yet_right() -> None:
    assert head(Judgement(state="passed")) == "Right."
    assert head(Judgement(state="timeout")) == "Not yet."
    assert head(Judgement(state="unchecked")) == "Not checked."
