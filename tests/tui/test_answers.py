"""Questions answered by keys: options, a number, lines in order, words."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from autograd_tutor.evaluator.client import EvaluatorError
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.tui.widgets.arrangement import Arrangement
from autograd_tutor.tui.widgets.choices import Choices

from .fakes import CURVES, FakeEvaluator, FakeStore
from .kinds import EVERY, every
from .pilots import LEAST, desk, editor, piloted, press, settle, status, text


def answer(pilot: Pilot[None]) -> list[int]:
    found = desk(pilot.app).answer
    assert found is not None
    return found.places


async def test_one_option_is_chosen_with_the_arrows_and_enter() -> None:
    store = FakeStore()
    async with piloted(every("foresee", store=store)) as pilot:
        assert "> ( ) 6" in text(pilot.app)
        await press(pilot, "down", "down", "enter")
        assert "> (•) 36" in text(pilot.app)
        assert "Not yet. They are added, not multiplied." in text(pilot.app)
        assert "not yet" in status(pilot.app)
        await press(pilot, "up", "enter")
        shown = text(pilot.app)
        assert "Right. Each call adds its 6." in shown
        assert "`x.grad` is the sum of all that arrived." in shown
        assert "passed" in status(pilot.app)
    assert store.attempts == [
        ("every", "foresee", "wrong", "option:3"),
        ("every", "foresee", "passed", ""),
    ]


async def test_marking_is_not_answering_and_digits_mark() -> None:
    store = FakeStore()
    async with piloted(every("foresee", store=store)) as pilot:
        await press(pilot, "3", "space", "1")
        assert answer(pilot) == [0]
        assert store.attempts == []
        await press(pilot, "2", "9", "ctrl+r")
        assert "Right." in text(pilot.app)


async def test_several_options_are_ticked_with_space() -> None:
    store = FakeStore()
    async with piloted(every("pick", store=store)) as pilot:
        assert "> [ ] `y.numpy()`" in text(pilot.app)
        await press(pilot, "enter")
        assert "Not tried yet. Choose an answer first." in text(pilot.app)
        await press(pilot, "space", "enter")
        assert "it is not all of it" in text(pilot.app)
        await press(pilot, "down", "down", "space", "2", "enter")
        assert "Not yet. It copies, and says nothing." in text(pilot.app)
        await press(pilot, "2", "enter")
        assert "Right. Whatever shares the memory refuses." in text(pilot.app)
    assert [state for *_, state, _ in store.attempts] == ["wrong", "wrong", "passed"]


async def test_a_click_marks_an_option() -> None:
    async with piloted(every("pick")) as pilot:
        await pilot.click("Choices", offset=(10, 2))
        await settle(pilot)
        assert answer(pilot) == [1]


async def test_the_code_of_a_prediction_runs_once_it_is_answered() -> None:
    evaluator = FakeEvaluator(Run(value="tensor(12.)", figure=CURVES))
    async with piloted(every("foresee", evaluator)) as pilot:
        await press(pilot, "escape", "tab", "x", "delete", "ctrl+r")
        assert "print(x.grad)" in text(pilot.app)
        assert editor(pilot.app).text == editor(pilot.app).starter
        assert "Choose an answer first." in text(pilot.app)
        assert evaluator.requests == []
        await press(pilot, "tab", "enter")
        (cell,) = evaluator.requests
        assert isinstance(cell, Cell)
        assert cell.code == editor(pilot.app).starter
        assert desk(pilot.app).results.plot.figure is CURVES
        assert "not yet" in status(pilot.app)


async def test_after_the_answer_the_code_may_be_changed_and_run() -> None:
    store = FakeStore()
    evaluator = FakeEvaluator(Run(value="tensor(18.)", seconds=0.1))
    async with piloted(every("foresee", evaluator, store)) as pilot:
        await press(pilot, "enter", "escape", "tab", "y", "ctrl+r")
        assert "= tensor(18.)" in text(pilot.app)
        assert "done in 100 ms" in status(pilot.app)
        assert len(store.attempts) == 1
        assert evaluator.requests[1].code.startswith("yx = ")  # type: ignore[union-attr]
    async with piloted(every("foresee", evaluator, store)) as pilot:
        await press(pilot, "escape", "tab", "z")
        assert editor(pilot.app).text.startswith("zyx = ")


async def test_a_prediction_is_judged_without_an_evaluator() -> None:
    evaluator = FakeEvaluator(EvaluatorError("No torch was found. Install one."))
    async with piloted(every("foresee", evaluator)) as pilot:
        await press(pilot, "2", "enter")
        assert "Right." in text(pilot.app)
        assert "No torch was found." in text(pilot.app)


@pytest.mark.parametrize("typed", ["-6", "−6", "-6.0"])
async def test_a_number(typed: str) -> None:
    store = FakeStore()
    async with piloted(every("value", store=store)) as pilot:
        await press(pilot, "8", "enter")
        assert "Not yet. The answer is smaller than that." in text(pilot.app)
        editor(pilot.app).load_text(typed)
        await press(pilot, "ctrl+r")
        assert "Right. It falls there." in text(pilot.app)
    assert store.drafts["every", "value"] == typed


async def test_what_is_no_number_is_asked_for_again() -> None:
    store = FakeStore()
    async with piloted(every("value", store=store)) as pilot:
        await press(pilot, "enter")
        assert "Not tried yet. Write a number first." in text(pilot.app)
        await press(pilot, *"six", "enter")
        assert "Write one plain number" in text(pilot.app)
    assert store.attempts == []


async def test_lines_are_put_in_order_with_space_and_arrows() -> None:
    store = FakeStore()
    async with piloted(every("sequence", store=store)) as pilot:
        begin = answer(pilot)
        assert begin != [0, 1, 2, 3]
        await press(pilot, "enter")
        assert "Not yet." in text(pilot.app)
        for row, place in enumerate(range(4)):
            at = answer(pilot).index(place)
            await press(pilot, "home", *["down"] * at, "space", *["up"] * (at - row), "space")
        assert answer(pilot) == [0, 1, 2, 3]
        lines = text(pilot.app).splitlines()
        (first,) = [n for n, line in enumerate(lines) if "1.  x.grad = None" in line]
        assert "4.  step(x)" in lines[first + 3]
        await press(pilot, "enter")
        assert "Right. Zero, forward, backward, step." in text(pilot.app)
    assert store.drafts["every", "sequence#answer"] == "0,1,2,3"


async def test_a_line_moves_with_shift_too_and_stays_within_the_list() -> None:
    async with piloted(every("sequence")) as pilot:
        begin = answer(pilot)
        await press(pilot, "shift+up", "shift+down")
        assert answer(pilot) == [begin[1], begin[0], *begin[2:]]
        assert "> 2." in text(pilot.app)
        await press(pilot, "shift+down", "shift+down", "shift+down")
        assert answer(pilot) == [*begin[1:], begin[0]]
        await press(pilot, "space")
        assert "* 4." in text(pilot.app)
        await press(pilot, "escape")
        assert "* 4." not in text(pilot.app)


async def test_words_first_then_the_points_they_make() -> None:
    store = FakeStore()
    async with piloted(every("words", store=store)) as pilot:
        assert "`backward` adds" not in text(pilot.app)
        await press(pilot, *"It adds", "ctrl+r")
        assert "Not tried yet. Write your explanation first." in text(pilot.app)
        await press(pilot, *" up.", "enter", *"And again.", "ctrl+r")
        assert "tick each point that they make" in text(pilot.app)
        assert "> [ ] `backward` adds" in text(pilot.app)
        assert store.attempts == []
        await press(pilot, "space", "enter")
        assert "Not yet. Your words make 1 of 2 points." in text(pilot.app)
        await press(pilot, "down", "space", "enter")
        assert "Right. So it is zeroed." in text(pilot.app)
    assert store.drafts["every", "words"] == "It adds up.\nAnd again."
    async with piloted(every("words", store=store)) as pilot:
        assert "[x] What is left over counts again." in text(pilot.app)
        assert editor(pilot.app).has_focus


@pytest.mark.parametrize(
    ("step", "keys", "draft"),
    [("foresee", ["2"], "1"), ("pick", ["3", "1"], "0,2"), ("sequence", ["shift+down"], None)],
)
async def test_what_was_picked_or_moved_comes_back(
    step: str, keys: list[str], draft: str | None
) -> None:
    store = FakeStore()
    async with piloted(every(step, store=store)) as pilot:
        await press(pilot, *keys, "ctrl+n", "ctrl+p")
        kept = answer(pilot)
        assert store.drafts["every", f"{step}#answer"] == draft or draft is None
    async with piloted(every(step, store=store)) as pilot:
        assert answer(pilot) == kept
        await press(pilot, "ctrl+l", "ctrl+n")
    assert ("every", f"{step}#answer") not in store.drafts


@pytest.mark.parametrize("draft", ["", "7", "-1", "1,1", "x", "²", "9" * 5000, "0,1,2,3,4"])
def test_a_draft_that_does_not_fit_is_left(draft: str) -> None:
    key, texts = ("every", "pick#answer"), ["a", "b", "c"]
    assert Choices(key, "Choose", texts, draft, several=True).places == []
    assert Choices(key, "Choose", texts, "0,1", several=False).places == []
    assert Arrangement(key, texts, [2, 0, 1], draft).places == [2, 0, 1]


async def test_a_reset_goes_back_to_where_the_answer_began() -> None:
    async with piloted(every("pick")) as pilot:
        await press(pilot, "1", "enter", "ctrl+l")
        assert answer(pilot) == []
        assert "it is not all of it" not in text(pilot.app)


@pytest.mark.parametrize("ascii", [False, True])
async def test_every_kind_fits_the_least_terminal(ascii: bool) -> None:
    async with piloted(every("picture", ascii=ascii), LEAST) as pilot:
        for step in EVERY.steps:
            shown = text(pilot.app)
            assert step.title in shown
            panels = desk(pilot.app).query(".panel, Editor").results()
            seen = [panel for panel in panels if panel.display]
            assert all(panel.content_region.height >= 1 for panel in seen)
            assert shown.isascii() == ascii
            await press(pilot, "ctrl+n")
