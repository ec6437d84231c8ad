"""Typing, and keys that mean something else while typing."""

from __future__ import annotations

from textual.widgets import TextArea

from autograd_tutor.testing.screens import resize

from .fakes import FakeEvaluator
from .pilots import desk, editor, piloted, press, settle, text, tutor


async def test_reset_brings_the_starter_back_and_undo_brings_back_the_typing() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator)) as pilot:
        starter = editor(pilot.app).text
        await press(pilot, *"abc", "ctrl+r", "ctrl+l")
        assert editor(pilot.app).text == starter
        assert evaluator.calls == ["reset"]
        assert desk(pilot.app).results.plot.figure is None
        assert "^z in the code brings yours back." in text(pilot.app)
        await press(pilot, "ctrl+z")
        assert editor(pilot.app).text == "abc" + starter


async def test_what_a_reset_replaced_survives_a_visit_to_another_step() -> None:
    async with piloted(tutor()) as pilot:
        starter = editor(pilot.app).text
        await press(pilot, *"abc", "ctrl+l", "ctrl+n", "ctrl+p", "ctrl+z")
        assert editor(pilot.app).text == "abc" + starter


async def test_a_reset_during_a_run_ends_it() -> None:
    evaluator = FakeEvaluator()
    evaluator.held.clear()
    async with piloted(tutor(evaluator)) as pilot:
        await pilot.press("ctrl+r")
        await evaluator.started.wait()
        await press(pilot, "ctrl+l")
        assert "The worker was changed for a fresh one." in text(pilot.app)


async def test_letters_are_typed_in_the_editor_and_are_commands_outside() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, *"npr?q")
        assert editor(pilot.app).text.startswith("npr?q")
        await press(pilot, "escape", "r")
        assert len(evaluator.requests) == 1
        assert desk(pilot.app).reading.has_focus
        await press(pilot, "enter")
        assert editor(pilot.app).has_focus
        await press(pilot, "escape", "n")
        assert "Your own function" in text(pilot.app)


async def test_tab_indents_in_the_editor_and_moves_on_outside() -> None:
    async with piloted(tutor()) as pilot:
        await press(pilot, "tab")
        assert editor(pilot.app).text.startswith("    x = ")
        await press(pilot, "escape", "tab")
        assert editor(pilot.app).has_focus
        await press(pilot, "escape", "shift+tab")
        assert desk(pilot.app).results.output.has_focus


async def test_enter_breaks_a_line_of_code_and_runs_an_expression() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "enter")
        assert editor(pilot.app).text.startswith("\nx = ")
        assert evaluator.requests == []
        await press(pilot, "ctrl+n", "enter")
        assert editor(pilot.app).text == "x**3 - 6*x**2 + 8*x"
        assert len(evaluator.requests) == 1


async def test_an_empty_expression_asks_for_one() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator, at=("slopes", "cubic"))) as pilot:
        await press(pilot, "f7", "delete", "enter")
        assert evaluator.requests == []
        assert "Type an expression in x first, for example x**2 + 1." in text(pilot.app)


async def test_control_characters_in_the_text_do_not_reach_the_screen() -> None:
    async with piloted(tutor()) as pilot:
        area: TextArea = editor(pilot.app)
        area.insert("a\x1b[2J\x07b\u202ec", (0, 0))
        await settle(pilot)
        shown = text(pilot.app)
        assert "a␛[2J␇b\N{REPLACEMENT CHARACTER}c" in shown
        assert "\x1b" not in shown
        assert "\x1b[2J" in area.text


async def test_code_is_coloured_and_the_cursor_does_not_blink() -> None:
    async with piloted(tutor()) as pilot:
        assert editor(pilot.app).language == "python"
        assert editor(pilot.app).is_syntax_aware
        assert not editor(pilot.app).cursor_blink


async def test_what_finds_the_coloured_parts_is_compiled_once_for_all_editors() -> None:
    async with piloted(tutor()) as pilot:
        first = editor(pilot.app)
        await press(pilot, "ctrl+n")
        second = editor(pilot.app)
        assert first is not second
        assert first._highlight_query is second._highlight_query is not None


async def test_typing_goes_on_at_the_end_of_an_expression() -> None:
    async with piloted(tutor(at=("slopes", "cubic"))) as pilot:
        await press(pilot, *" + 1")
        assert editor(pilot.app).text == "x**3 - 6*x**2 + 8*x + 1"


async def test_no_line_is_left_from_the_scrollbar_of_another_width() -> None:
    """Half of 60 columns would need one."""
    async with piloted(tutor(), (120, 40)) as pilot:
        lines = editor(pilot.app).document.line_count
        await press(pilot, "ctrl+g")
        for _ in range(8):
            await resize(pilot, (120, 40))
            await resize(pilot, (60, 18))
            assert editor(pilot.app).size.height == lines
            assert not editor(pilot.app).show_horizontal_scrollbar
