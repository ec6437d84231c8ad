"""The learner's own keys: what the file may say, what comes of it, and the list of all keys."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograd_tutor.tui import keymap
from autograd_tutor.tui.actions import ACTIONS, KEYMAP, take_browser_keys
from autograd_tutor.tui.keymap import EDITING, TYPED, KeymapError, listing, take_keymap
from autograd_tutor.tui.widgets.editor import Editor

from .fakes import FakeEvaluator
from .pilots import WIDE, desk, editor, piloted, press, text, tutor


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "keys.toml"
    KEYMAP.clear()


def put(path: Path, words: str) -> list[str]:
    path.write_text(words, encoding="utf-8")
    return take_keymap(path)


async def test_own_keys_act_and_are_shown_wherever_keys_are(path: Path) -> None:
    own = 'run = ["ctrl+j", "alt+r"]\n"run.letter" = "X"\nswitch = "alt+o"\n'
    assert put(path, own) == []
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator)) as pilot:
        assert "^j runs the code." in text(pilot.app)
        await press(pilot, "ctrl+r")
        assert evaluator.requests == []
        await press(pilot, "ctrl+j", "alt+r")
        assert len(evaluator.requests) == 2
        await press(pilot, "escape", "r")
        assert len(evaluator.requests) == 2
        await press(pilot, "X")
        assert len(evaluator.requests) == 3
        assert "^j Run" in text(pilot.app)
        assert "alt+o output" in str(desk(pilot.app).results.plot.border_title)
        commands = pilot.app.get_system_commands(pilot.app.screen)
        assert "Run the code, or check the answer (^j)" in {each.help for each in commands}
        await press(pilot, "question_mark")
        assert "^j     X       Run the code" in text(pilot.app)


async def test_two_actions_may_change_keys(path: Path) -> None:
    put(path, 'run = "ctrl+n"\nnext = "ctrl+r"\n')
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator), WIDE) as pilot:
        await press(pilot, "ctrl+n")
        assert len(evaluator.requests) == 1
        assert "^n Run" in text(pilot.app)
        assert "^r Next" in text(pilot.app)


async def test_another_key_leaves_what_is_typed_alone(path: Path) -> None:
    put(path, '"quit.letter" = "x"\n')
    async with piloted(tutor()) as pilot:
        before = editor(pilot.app).text
        await press(pilot, "x")
        assert editor(pilot.app).text == "x" + before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('\nrnu = "ctrl+j"', "2: rnu is no action. Did you mean run? "),
        ('"run.leter" = "x"', "1: run.leter is no action. Did you mean run.letter? "),
        ('edit = "ctrl+j"', "1: edit is no action. Did you mean edit.letter? "),
        ('run = "ctrl+jj"', '1: "ctrl+jj" is no key. Keys are written as '),
        ('run = ""', '1: "" is no key.'),
        ('run = "hyper+j"', '1: "hyper+j" is no key.'),
        ('"run.letter" = "shift+a"', '1: "shift+a" is no key.'),
        ('run = "ctrl+"', '1: "ctrl+" is no key.'),
        ('run = "ctrl+i"', "1: to a terminal ctrl+i is the same as tab. "),
        (
            'run = "x"',
            '1: x writes or moves in the code, so run needs a key with ctrl or alt. "run.',
        ),
        ("run = 3", "1: run needs a key or a list of keys. Write it as in: run ="),
        ('"run.letter" = "x"\nrun = 3', "2: run needs a key or a list of keys."),
        ("run = []", "1: run needs a key or a list of keys."),
        ('run.letter = "x"', '1: an id with a dot needs quotes: "run.letter" = "x".'),
        ('run = "ctrl+j"\nrun.letter = "x"', '2: an id with a dot needs quotes: "run.letter" ='),
        ('\n"run.letter" = "null"', '2: "null" is no key.'),
        ('\nhelp = "ctrl+n"', "2: ctrl+n is the key of next. Give next another key, too."),
        ('run = "alt+x"\nnext = "alt+x"', "2: alt+x is the key of run. Give run another key, too."),
        ('run = "ctrl+o"', "1: ctrl+o is the key of the menu."),
        ('run = "ctrl+q"\nquit = "ctrl+j"', "1: ctrl+q is the key of quit. It always leaves"),
        ("\nrun = ctrl+j", "2: this is not TOML: Invalid value. Write it as in: run ="),
        ('run = "ctrl+j', "1: this is not TOML: "),
        ('"\\u001b[2J" = "x"', "1: \u241b[2J is no action. `autograd-tutor keys` lists them all."),
    ],
)
def test_what_cant_be_done_is_said_with_its_line(path: Path, words: str, said: str) -> None:
    with pytest.raises(KeymapError) as refused:
        put(path, words)
    assert str(refused.value).startswith(f"{path}:{said}")
    assert "\x1b" not in str(refused.value)
    assert KEYMAP == {}


@pytest.mark.parametrize("content", [b"\xff", None])
def test_a_file_that_cant_be_read(path: Path, content: bytes | None) -> None:
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(KeymapError, match="cannot be read: "):
        take_keymap(path)


def test_keys_that_may_never_arrive_are_warned_of(path: Path) -> None:
    first, second, third = put(path, 'run = "ctrl+b"\n\nnext = "ctrl+a"\nquit = "ctrl+q"')
    assert first == f"{path}:1: ctrl+b may never arrive: tmux takes it first."
    assert second.startswith(f"{path}:3: ctrl+a may never arrive: ")
    assert third == f"{path}:3: ctrl+a does this outside the code only: in the code it edits."


def test_every_key_that_edits_is_known() -> None:
    ours = {key for action in ACTIONS for key in action.key.split(",")}
    keys = {binding.key for _, binding in Editor("")._bindings}
    assert {key for key in keys if not key.startswith("super+")} - ours == (EDITING | TYPED) & keys


def test_the_list_has_every_action_in_80_columns(path: Path) -> None:
    put(path, '"help.letter" = ["!", "F"]')
    lines = listing(path).splitlines()
    assert all(len(line) <= 80 and line.isascii() for line in lines[:-3])
    for action in ACTIONS:
        assert any(line.split()[0] == action.id and action.tooltip in line for line in lines[1:-4])
    assert re.search("^help +f1 +! F +Show the keys", "\n".join(lines), re.MULTILINE)
    assert f"Your own keys are in {path}" in lines


@pytest.mark.parametrize(("words", "status"), [('run = "ctrl+s"', 0), ('rum = "ctrl+j"', 2)])
def test_the_command_lists_own_keys_or_the_tutors_and_what_is_wrong(
    tmp_path: Path, words: str, status: int
) -> None:
    file = tmp_path / "autograd-tutor" / "keys.toml"
    file.parent.mkdir()
    file.write_text(words, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "autograd_tutor", "keys"],
        env={"XDG_CONFIG_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == status
    assert ("ctrl+s     r " if status == 0 else "ctrl+r     r ") in done.stdout
    assert done.stderr.startswith(f"{file}:1: ")


def test_keys_for_browsers_leave_those_that_the_learner_chose(path: Path) -> None:
    put(path, 'map = "alt+n"\nquit = "alt+x"\n')
    take_browser_keys()
    assert KEYMAP == {"map": "alt+n", "quit": "alt+x", "switch": "alt+t,ctrl+t"}


def test_the_list_needs_no_screen() -> None:
    program = f"import sys, {keymap.__name__}; print('textual.app' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n"
