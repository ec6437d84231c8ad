"""Jump mode: a letter leads to each panel that is seen, and to each result that is not."""

from __future__ import annotations

import pytest

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.tui.screens.jump import targets

from .fakes import CURVES, FakeEvaluator
from .kinds import every
from .pilots import LEAST, WIDE, desk, editor, lesson_screen, piloted, press, text, tutor


@pytest.mark.parametrize(("size", "tried"), [(LEAST, "lcarpotn"), (WIDE, "tr")])
async def test_every_letter_leads_to_its_panel(size: tuple[int, int], tried: str) -> None:
    evaluator = FakeEvaluator(Run(figure=CURVES, value="tensor(12.)"))
    async with piloted(every("foresee", evaluator), size) as pilot:
        await press(pilot, "2", "enter")
        offered = {each.letter for each in targets(desk(pilot.app))}
        assert {*"lcarpo"} <= offered <= {*"lcarpotn"}
        for letter in sorted(offered & {*tried}):
            await press(pilot, "alt+g")
            assert len(pilot.app.screen.query(".letter")) > 2
            target = next(each for each in targets(desk(pilot.app)) if each.letter == letter)
            drawn = text(pilot.app).splitlines()
            if target.at is not None:
                assert drawn[target.at.y][target.at.x] == letter
            assert f"{letter} {target.name}" in drawn[-1] + drawn[-2]
            await press(pilot, letter)
            assert pilot.app.screen is lesson_screen(pilot.app)
            focused = pilot.app.focused
            assert focused is not None
            assert focused.region
            assert str(focused.border_title).strip().startswith(target.name)


async def test_another_key_only_leaves() -> None:
    async with piloted(tutor()) as pilot:
        before = editor(pilot.app).text
        for key in ("escape", "z", "ctrl+r", "alt+g"):
            await press(pilot, "alt+g", key)
            assert pilot.app.screen is lesson_screen(pilot.app)
            assert pilot.app.focused is editor(pilot.app)
        assert editor(pilot.app).text == before


async def test_it_leaves_where_the_terminal_changes_its_size() -> None:
    async with piloted(tutor()) as pilot:
        await press(pilot, "alt+g")
        await pilot.resize_terminal(*WIDE)
        await press(pilot)
        assert pilot.app.screen is lesson_screen(pilot.app)


async def test_it_leads_out_of_a_zoomed_panel() -> None:
    async with piloted(tutor(FakeEvaluator(Run(value="tensor(6.)")))) as pilot:
        await press(pilot, "ctrl+r", "ctrl+f", "alt+g", "o")
        assert pilot.app.focused is desk(pilot.app).results.output
        assert pilot.app.focused.region
