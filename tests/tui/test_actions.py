"""The registry of actions: what is made from it, and keys that arrive in every terminal."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from autograd_tutor.tui.actions import ACTIONS, PALETTE_KEY, Action
from autograd_tutor.tui.keymap import SAME, TAKEN, KeymapError, take_keymap
from autograd_tutor.tui.screens.help import HelpScreen
from autograd_tutor.tui.screens.lesson import LessonScreen
from autograd_tutor.tui.widgets.editor import Editor

from .pilots import piloted, press, text, tutor

DOCS = Path(__file__).parents[2] / "docs" / "keys.md"
ROW = re.compile(r"^\| ?([^|]*?) ?\| ?([^|]*?) ?\| `(\w+)` \| (.*) \|$", re.MULTILINE)
LETTERS = {letter: each for each in ACTIONS for letter in each.letter.split(",") if letter}
KEYS = {key: each for each in ACTIONS for key in each.key.split(",") if key}
LOSES = {"quit", "reset", "suspend"}
"""What nobody wants by accident."""


def shown(action: Action) -> tuple[str, str]:
    """Its keys as the page has them."""
    names = {"question_mark": "?"}
    key, letter = (
        " ".join(f"`{names.get(each, each)}`" for each in keys.split(",") if each)
        for keys in (action.key, action.letter)
    )
    return (key or ("" if letter else "menu")), letter


def test_the_page_on_keys_lists_them_all() -> None:
    rows = ROW.findall(DOCS.read_text(encoding="utf-8"))
    assert rows == [(*shown(each), each.id, each.tooltip) for each in ACTIONS]


def test_a_key_does_one_thing() -> None:
    keys = [key for each in ACTIONS for key in each.key.split(",") if key]
    letters = [letter for each in ACTIONS for letter in each.letter.split(",") if letter]
    assert max(Counter(keys).values()) == max(Counter(letters).values()) == 1
    ranks = Counter(each.rank for each in ACTIONS if each.rank and each.id != "interrupt")
    assert max(ranks.values()) == 1
    assert all(hasattr(LessonScreen, f"action_{each.id}") for each in ACTIONS)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda each: each.id)
def test_each_has_a_route_that_no_terminal_takes(action: Action) -> None:
    routes = [key for key in (*action.key.split(","), *action.letter.split(",")) if key]
    taken = {key for key in routes if key in TAKEN or re.fullmatch(r"f\d+", key)}
    assert set(routes) - taken or not routes
    assert not {*SAME, "ctrl+j"} & {*routes}
    assert PALETTE_KEY not in TAKEN


@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith("alt+")])
def test_an_alt_key_that_comes_in_two_parts_does_no_harm(key: str) -> None:
    """Over a slow line it may come as Esc and a letter."""
    letter = LETTERS.get(key.removeprefix("alt+"))
    assert letter is None or letter.id not in LOSES


def test_the_editor_leaves_them_to_us() -> None:
    edits = {binding.key for _, binding in Editor("")._bindings}
    assert edits & {*KEYS} == {"ctrl+c"}  # it copies, unless something runs


async def test_help_and_the_menu_have_every_action() -> None:
    async with piloted(tutor(), (100, 80)) as pilot:
        screen = pilot.app.screen
        commands = {each.title: each for each in pilot.app.get_system_commands(screen)}
        for each in ACTIONS:
            if screen.check_action(each.id, ()):
                key = commands[each.label].help.removeprefix(each.tooltip)
                assert bool(key) is bool(each.key or each.letter)
        await press(pilot, "f1")
        assert isinstance(pilot.app.screen, HelpScreen)
        drawn = text(pilot.app)
        assert all(each.tooltip in drawn for each in ACTIONS)


def test_an_action_without_a_key_says_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text('reset_all = "alt+x"', encoding="utf-8")
    with pytest.raises(KeymapError, match=r":1: reset_all has no key: it is in the menu"):
        take_keymap(path)
