"""How the panels share the room, at every size."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from autograd_tutor.evaluator.messages import Layer
from autograd_tutor.tui.widgets.status import StatusLine

from .fakes import CONFINED, FakeEvaluator
from .pilots import (
    SMALL,
    desk,
    editor,
    lesson_screen,
    piloted,
    press,
    settle,
    status,
    text,
    tutor,
)

CUBIC = ("slopes", "cubic")


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (119, 30)])
async def test_one_column_shows_text_code_and_result(size: tuple[int, int]) -> None:
    async with piloted(tutor(at=CUBIC), size) as pilot:
        await press(pilot, "ctrl+r")
        panels = [desk(pilot.app).reading, editor(pilot.app), desk(pilot.app).results.plot]
        tops = [panel.region.y for panel in panels]
        assert tops == sorted(tops)
        assert all(panel.region.width == size[0] for panel in panels)
        assert all(panel.content_region.height >= 1 for panel in panels)
        assert desk(pilot.app).results.plot.content_region.height >= 7
        assert not desk(pilot.app).results.output.display


@pytest.mark.parametrize(
    ("size", "columns"), [((120, 40), 2), ((160, 45), 2), ((200, 50), 3), ((250, 70), 3)]
)
async def test_wide_terminals_have_columns(size: tuple[int, int], columns: int) -> None:
    async with piloted(tutor(at=CUBIC), size) as pilot:
        await press(pilot, "ctrl+r")
        shown = desk(pilot.app)
        panels = [shown.reading, editor(pilot.app), shown.results.plot, shown.results.output]
        assert all(panel.content_region.height >= 1 for panel in panels)
        assert len({panel.region.x for panel in panels}) == columns
        assert shown.results.plot.region.bottom <= size[1] - 1


async def test_resizing_keeps_everything_and_draws_again() -> None:
    async with piloted(tutor(at=CUBIC)) as pilot:
        await press(pilot, "space", "ctrl+r")
        before = text(pilot.app)
        for size in [(160, 45), (60, 18), (40, 10), (200, 18), (61, 50), (59, 24), (80, 17)]:
            await pilot.resize_terminal(*size)
            await settle(pilot)
        await pilot.resize_terminal(*SMALL)
        await settle(pilot)
        assert text(pilot.app) == before


@pytest.mark.parametrize("size", [(59, 18), (60, 17), (10, 3), (1, 1)])
async def test_too_small_a_terminal_gets_a_notice(size: tuple[int, int]) -> None:
    async with piloted(tutor(), size) as pilot:
        words = f"The tutor needs at least 60x18; this terminal is {size[0]}x{size[1]}."
        shown = " ".join(text(pilot.app).split())
        assert words.startswith(shown) if size[0] < 10 else shown in words
        await pilot.resize_terminal(60, 18)
        await settle(pilot)
        assert "Run this, then change 3.0" in text(pilot.app)


async def test_zoom_gives_the_focused_panel_the_room_and_gives_it_back() -> None:
    async with piloted(tutor(at=CUBIC)) as pilot:
        await press(pilot, "ctrl+r")
        before = text(pilot.app)
        await press(pilot, "ctrl+f")
        assert editor(pilot.app).region.height == 22
        await press(pilot, "ctrl+f")
        assert text(pilot.app) == before
        await press(pilot, "escape", "shift+tab", "f")
        assert desk(pilot.app).results.plot.region.height == 22
        await press(pilot, "t")
        assert desk(pilot.app).results.output.region.height == 22
        assert desk(pilot.app).results.output.has_focus
        await press(pilot, "escape")
        assert "Type a function of x" in text(pilot.app)


async def test_a_run_from_a_zoomed_editor_shows_its_result() -> None:
    async with piloted(tutor(at=CUBIC)) as pilot:
        await press(pilot, "ctrl+f", "ctrl+r")
        assert desk(pilot.app).results.plot.display
        assert "f'(x)" in text(pilot.app)


async def test_the_text_scrolls_from_inside_the_editor() -> None:
    async with piloted(tutor(at=CUBIC), (60, 18)) as pilot:
        await press(pilot, "ctrl+r", "ctrl+down")
        assert desk(pilot.app).reading.scroll_offset.y > 0
        assert editor(pilot.app).has_focus
        await press(pilot, "ctrl+up")
        assert desk(pilot.app).reading.scroll_offset.y == 0


async def test_ascii_means_ascii() -> None:
    async with piloted(tutor(at=CUBIC, ascii=True)) as pilot:
        for keys in (["ctrl+r"], ["f1"], ["escape", "ctrl+g"], ["escape", "ctrl+n"]):
            await press(pilot, *keys)
            assert text(pilot.app).isascii()


async def test_less_than_full_confinement_is_warned_of_once() -> None:
    async with piloted(tutor(), notifications=True) as pilot:
        await settle(pilot)
        toasts = list(pilot.app._notifications)
        assert [toast.message for toast in toasts] == [
            "Your code is not fully confined here. Missing: landlock (not built yet)."
        ]
        await press(pilot, "ctrl+r", "ctrl+n")
        assert list(pilot.app._notifications) == toasts


async def test_a_card_has_a_badge_once_a_cell_has_run_there() -> None:
    evaluator = FakeEvaluator()
    evaluator.greeting = CONFINED
    async with piloted(tutor(evaluator, at=CUBIC), notifications=True) as pilot:
        assert " confined" in status(pilot.app)
        assert "not confined" not in status(pilot.app)
        lesson_screen(pilot.app).use_device("cuda:0")
        await settle(pilot)
        assert "confined" not in status(pilot.app)
        layers = (Layer("seccomp", False, "the card's driver does not work under it"),)
        evaluator.greeting = replace(CONFINED, on_card=layers)
        await press(pilot, "ctrl+r")
        assert "not confined" in status(pilot.app)
        [toast] = pilot.app._notifications
        assert "Missing: seccomp (the card's driver does not work" in toast.message
        evaluator.greeting = replace(CONFINED, on_card=(Layer("seccomp", True),))
        await press(pilot, "ctrl+r")
        assert "not confined" not in status(pilot.app)


async def test_the_badge_says_not_confined_and_explains_itself() -> None:
    async with piloted(tutor()) as pilot:
        badge = pilot.app.screen.query_one("#badge")
        assert "not confined" in text(pilot.app)
        assert "can read and change your files" in str(badge.tooltip)
        pilot.app.screen.query_one(StatusLine).confined = True
        await settle(pilot)
        assert "not confined" not in text(pilot.app)
        assert "confined" in text(pilot.app)


async def test_keys_in_the_bar_can_be_clicked() -> None:
    async with piloted(tutor()) as pilot:
        bar = text(pilot.app).splitlines()[-1]
        await pilot.click("KeyBar", offset=(bar.index("^n"), 0))
        await settle(pilot)
        assert "Your own function" in text(pilot.app)


async def test_the_state_of_panels_styles_nothing_in_them() -> None:
    """Only the panels themselves are styled anew when it changes."""
    async with piloted(tutor()) as pilot:
        rules = pilot.app.stylesheet.rules
    found = [each.selectors for rule in rules for each in rule.selector_set]
    of_panels = [each for each in found if any(part.name == "Panels" for part in each)]
    assert len(of_panels) > 20
    for selectors in of_panels:
        at = next(at for at, part in enumerate(selectors) if part.name == "Panels")
        below = [part.combinator.name for part in selectors[at + 1 :]]
        assert [name for name in below if name != "SAME"] in ([], ["CHILD"]), selectors
