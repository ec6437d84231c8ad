"""Keys that arrive in one burst do what they would have done one by one."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, TextArea

from autograd_tutor.tui import turns

from .fakes import FakeEvaluator, FakeStore
from .pilots import desk, editor, lesson_screen, piloted, settle, tutor, until


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Keys as one read from the terminal brings them: none waits for the one before."""
    for key in keys:
        character = key if len(key) == 1 else None
        pilot.app.post_message(events.Key(key, character))
    await settle(pilot)


async def test_what_is_typed_after_e_is_in_the_code() -> None:
    async with piloted(tutor()) as pilot:
        before = editor(pilot.app).text
        await burst(pilot, "escape", "e", "n", "q", "x")
        assert editor(pilot.app).text == "nqx" + before


async def test_what_comes_after_a_move_is_for_the_step_it_goes_to() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator)) as pilot:
        await burst(pilot, "ctrl+n", "x", "ctrl+r")
        assert editor(pilot.app).key == ("slopes", "cubic")
        assert [getattr(each, "expression", None) for each in evaluator.requests] == [
            editor(pilot.app).text
        ]
        assert editor(pilot.app).text.endswith("x")


async def test_moves_need_not_wait_and_are_not_lost() -> None:
    async with piloted(tutor(at=("slopes", "tape"))) as pilot:
        await burst(pilot, "ctrl+n", "ctrl+n", "ctrl+n", "ctrl+n", "ctrl+p", "y")
        assert editor(pilot.app).key == ("slopes", "cubic")
        assert "y" in editor(pilot.app).text


def typed(pilot: Pilot[None]) -> str:
    """What the field with the focus holds."""
    field = pilot.app.focused
    assert isinstance(field, Input | TextArea)
    return field.value if isinstance(field, Input) else field.text


@pytest.mark.parametrize("before", [[], ["alt+w"]], ids=["code", "dialog"])
async def test_an_alt_key_that_does_nothing_here_types_nothing(before: list[str]) -> None:
    async with piloted(tutor()) as pilot:
        await burst(pilot, *before)
        text = typed(pilot)
        for letter in "dhskK":  # with a letter, as from a terminal
            pilot.app.post_message(events.Key(f"alt+{letter}", letter))
        await settle(pilot)
        assert typed(pilot) == text
        await burst(pilot, "x")
        assert len(typed(pilot)) == len(text) + 1


async def test_a_paste_keeps_its_place_among_the_keys() -> None:
    async with piloted(tutor()) as pilot:
        before = editor(pilot.app).text
        for event in (events.Key("a", "a"), events.Paste("bc"), events.Key("d", "d")):
            pilot.app.post_message(event)
        await settle(pilot)
        assert editor(pilot.app).text == "abcd" + before


async def test_a_dialog_gets_what_comes_after_the_key_that_opens_it() -> None:
    async with piloted(tutor()) as pilot:
        await burst(pilot, "f1", "escape", "x")
        assert pilot.app.screen is lesson_screen(pilot.app)
        assert editor(pilot.app).text.startswith("x")


async def test_quitting_comes_after_what_was_typed_before() -> None:
    app = tutor(store=(store := FakeStore()))
    async with piloted(app) as pilot:
        for key in "xyz":
            app.post_message(events.Key(key, key))
        app.post_message(events.Key("ctrl+q", None))
        await settle(pilot)
    assert store.drafts["slopes", "first"].startswith("xyz")


class Vanishing(Widget, can_focus=True):
    """Is gone as soon as it gets a key."""

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.remove()


async def test_keys_go_on_where_a_panel_is_gone_before_its_key_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    async with piloted(tutor()) as pilot:
        vanishing = Vanishing()
        await desk(pilot.app).mount(vanishing)
        vanishing.focus()
        await settle(pilot)
        await burst(pilot, "v", "f1")
        await until(pilot, lambda: pilot.app.screen is not lesson_screen(pilot.app))
