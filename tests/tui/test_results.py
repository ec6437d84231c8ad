"""Which result is seen: one at a time where there is little room, else output and one picture."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from autograd_tutor.evaluator.messages import Lost, Run
from autograd_tutor.tui.widgets.views import VIEWS

from .fakes import CURVES, ERROR, FakeEvaluator
from .kinds import DRAWN, every
from .pilots import LEAST, SMALL, WIDE, desk, editor, piloted, press, settle, text, tutor

CUBIC = ("slopes", "cubic")
HUGE = (200, 50)


def seen(pilot: Pilot[None]) -> list[str]:
    """The results that have room on the screen, by their ids."""
    results = desk(pilot.app).results
    return [panel.id or "" for panel in results.panels() if panel.region.area]


@pytest.mark.parametrize("size", [SMALL, LEAST])
async def test_one_result_at_a_time_and_its_title_names_the_next(size: tuple[int, int]) -> None:
    async with piloted(tutor(), size) as pilot:
        await press(pilot, "ctrl+r")
        for now, following in (
            ("plot", "output"),
            ("output", "tape"),
            ("tape", "tensors"),
            ("tensors", "plot"),
            ("plot", "output"),
        ):
            assert seen(pilot) == [now]
            assert f" {now.capitalize()} · ^t {following} " in text(pilot.app)
            await press(pilot, "ctrl+t")
        assert editor(pilot.app).has_focus


@pytest.mark.parametrize("size", [WIDE, HUGE])
async def test_with_more_room_the_output_stays_beside_one_picture(size: tuple[int, int]) -> None:
    async with piloted(tutor(), size) as pilot:
        await press(pilot, "ctrl+r")
        for picture, following in (("plot", "tape"), ("tape", "tensors"), ("tensors", "none")):
            assert seen(pilot) == [picture, "output"]
            assert f" {picture.capitalize()} · ^t {following} " in text(pilot.app)
            await press(pilot, "ctrl+t")
        assert seen(pilot) == ["output"]
        assert " Output · ^t plot " in text(pilot.app)
        await press(pilot, "ctrl+t")
        assert seen(pilot) == ["plot", "output"]


async def test_what_was_not_drawn_is_passed_over() -> None:
    async with piloted(tutor(FakeEvaluator(Run(value="6")))) as pilot:
        await press(pilot, "ctrl+t")
        assert seen(pilot) == ["output"]
        await press(pilot, "ctrl+r")
        for now in ("output", "tape", "tensors", "output"):
            assert seen(pilot) == [now]
            await press(pilot, "ctrl+t")


async def test_the_key_is_offered_where_it_does_something() -> None:
    evaluator = FakeEvaluator(Lost("crashed", "Gone."))
    async with piloted(tutor(evaluator), (160, 30)) as pilot:
        assert "^t Results" not in text(pilot.app)
        await press(pilot, "ctrl+r")
        assert "^t Results" not in text(pilot.app)
        evaluator.outcome = Run()
        await press(pilot, "ctrl+r")
        assert "^t Results" in text(pilot.app)


async def test_a_run_shows_what_it_drew_and_an_error_its_words() -> None:
    evaluator = FakeEvaluator(Run(figure=CURVES))
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "ctrl+r", "ctrl+t", "ctrl+t", "ctrl+r")
        assert seen(pilot) == ["plot"]
        evaluator.outcome = Run(figure=CURVES, error=ERROR)
        await press(pilot, "ctrl+r")
        assert seen(pilot) == ["output"]


async def test_a_picture_that_was_chosen_stays_beside_the_output() -> None:
    async with piloted(tutor(), WIDE) as pilot:
        await press(pilot, "ctrl+r", "ctrl+t", "ctrl+r")
        assert seen(pilot) == ["tape", "output"]
        await press(pilot, "ctrl+n", "ctrl+r")
        assert seen(pilot) == ["plot", "output"]


async def test_each_result_can_be_gone_to() -> None:
    async with piloted(tutor()) as pilot:
        await press(pilot, "ctrl+r")
        for view in VIEWS:
            desk(pilot.app).results.go(view)
            await settle(pilot)
            assert seen(pilot) == [view]
            focused = pilot.app.focused
            assert focused is not None
            assert focused.id == view


async def test_focus_and_zoom_go_from_one_result_to_the_next() -> None:
    async with piloted(tutor()) as pilot:
        await press(pilot, "ctrl+r")
        desk(pilot.app).results.go("tape")
        await press(pilot, "f", "t")
        assert seen(pilot) == ["tensors"]
        assert desk(pilot.app).results.tensors.has_focus
        assert desk(pilot.app).results.tensors.region.height == SMALL[1] - 2


async def test_a_record_of_the_steps_own_is_seen_at_once_with_its_words() -> None:
    async with piloted(every("record", FakeEvaluator(DRAWN))) as pilot:
        assert seen(pilot) == ["tape"]
        assert "A sum, of a product of w and x." in text(pilot.app)
