"""Copying by OSC 52 and saving to a file, from every panel."""

from __future__ import annotations

import base64
import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Input

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.tui.copying import LONGEST, file_name
from autograd_tutor.tui.files import AlreadyThere, NotWritten, checked, write
from autograd_tutor.tui.screens.confirm import Confirm
from autograd_tutor.tui.screens.copying import NO_PANEL
from autograd_tutor.tui.screens.save import SaveScreen
from autograd_tutor.tui.widgets.plot import HINT

from .fakes import CONFINED, CURVES, FakeEvaluator
from .kinds import every
from .pilots import LEAST, desk, editor, piloted, press, text, tutor


def said(pilot: Pilot[None]) -> list[str]:
    return [each.message for each in pilot.app._notifications]


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def copied(pilot: Pilot[None], key: str = "alt+c") -> str:
    pilot.app._clipboard = ""
    await press(pilot, key)
    return pilot.app.clipboard


CODE = "x = torch.tensor(3.0, requires_grad=True)\ny = x**2\ny.backward()\nx.grad"
TEXT = "Run this, then change 3.0 and run it again."


def quiet(evaluator: FakeEvaluator | None = None) -> FakeEvaluator:
    """One that has nothing to warn of."""
    evaluator = evaluator or FakeEvaluator()
    evaluator.greeting = CONFINED
    return evaluator


async def test_what_the_focused_panel_holds_is_copied() -> None:
    evaluator = quiet(FakeEvaluator(Run(value="tensor(6.)"), "\x1b[31m[red]x[/nope]\n"))
    async with piloted(tutor(evaluator), notifications=True) as pilot:
        assert await copied(pilot) == CODE
        editor(pilot.app).move_cursor((1, 0))
        await press(pilot, "shift+end")
        assert await copied(pilot) == "y = x**2"
        await press(pilot, "ctrl+r", "escape")
        assert await copied(pilot, "c") == TEXT
        await press(pilot, "shift+tab")
        assert await copied(pilot, "c") == "␛[31m[red]x[/nope]\n= tensor(6.)"
        assert "Copied the output: 2 lines." in text(pilot.app)

        await press(pilot, "ctrl+n")
        assert await copied(pilot) == "x**3 - 6*x**2 + 8*x"
        editor(pilot.app).load_text("")
        assert await copied(pilot) == ""
        pilot.app.screen.set_focus(None)
        assert await copied(pilot, "c") == ""
        await press(pilot, "w")
        assert said(pilot) == [
            "Copied the code: 4 lines.",
            "Copied what is selected: 1 line.",
            "Copied the text: 1 line.",
            "Copied the output: 2 lines.",
            "Copied the code: 1 line.",
            "There is nothing in the code yet.",
            NO_PANEL,
            NO_PANEL,
        ]


@pytest.mark.parametrize("ascii", [False, True])
async def test_a_plot_is_copied_as_it_is_drawn(ascii: bool) -> None:
    evaluator = FakeEvaluator(Run(figure=CURVES))
    async with piloted(tutor(evaluator, at=("slopes", "cubic"), ascii=ascii)) as pilot:
        await press(pilot, "ctrl+r", "escape", "shift+tab")
        drawing = await copied(pilot, "c")
        seen = text(pilot.app).replace(HINT, " " * len(HINT))
        shown = [line.rstrip() for line in seen.splitlines()]
        assert len(drawing.splitlines()) > 5
        assert all(f" {line}".rstrip() in shown for line in drawing.splitlines())
        assert drawing.isascii() is ascii


async def test_only_what_a_terminal_takes_is_sent_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/socket,1,0")
    async with piloted(tutor(quiet()), notifications=True) as pilot:
        sent: list[str] = []
        monkeypatch.setattr(pilot.app._driver, "write", sent.append)
        await press(pilot, "alt+c")
        assert sent == [f"\x1b]52;c;{base64.b64encode(CODE.encode()).decode()}\a"]
        editor(pilot.app).load_text("x" * LONGEST)
        await press(pilot, "alt+c")
        editor(pilot.app).load_text("x" * (LONGEST + 1))
        await press(pilot, "alt+c")
        assert [len(each) for each in sent[1:]] == [100_000]
        assert said(pilot) == [
            "Copied the code: 4 lines. tmux needs: set -g set-clipboard on",
            "Copied the code: 1 line.",
            "The code has 73 KiB, too much for a terminal's clipboard. alt+w writes it to a file.",
        ]


async def test_answers_and_what_is_said_of_them_can_be_copied() -> None:
    async with piloted(every("pick")) as pilot:
        await press(pilot, "2")
        assert (await copied(pilot, "c")).splitlines()[1] == "[x] `y.tolist()`"
        await press(pilot, "enter")
        desk(pilot.app).ruling.focus()
        assert (await copied(pilot, "c")).startswith("Not yet.")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the tutor was started."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


async def test_a_panel_is_saved_under_a_name_that_can_be_changed(here: Path) -> None:
    path = here / "slopes-first-code.py"
    async with piloted(tutor(quiet()), LEAST, notifications=True) as pilot:
        await press(pilot, "alt+w")
        assert "slopes-first-code.py" in text(pilot.app)
        assert "Enter writes, Esc closes" in text(pilot.app)
        await press(pilot, "escape")
        assert names(here) == []
        await press(pilot, "alt+w", "enter")
        assert path.read_text() == f"{CODE}\n"
        assert said(pilot) == [f"Wrote the code to {path}: 4 lines."]
        assert editor(pilot.app).has_focus

        await press(pilot, "escape", "w", *["backspace"] * 3, *"q", "enter")
        assert (here / "slopes-first-text.q").read_text() == f"{TEXT}\n"
        assert len(names(here)) == 2


async def test_a_file_that_is_there_is_replaced_only_after_a_yes(here: Path) -> None:
    path = here / "slopes-first-code.py"
    path.write_text("mine")
    path.chmod(0o640)
    async with piloted(tutor()) as pilot:
        await press(pilot, "alt+w", "enter")
        assert isinstance(pilot.app.screen, Confirm)
        assert "slopes-first-code.py is there already." in text(pilot.app)
        await press(pilot, "enter")
        assert path.read_text() == "mine"
        name = pilot.app.screen.query_one(Input)

        name.value = "../../x"
        await press(pilot, "enter")
        assert "no folders, and no dot at its beginning." in text(pilot.app)
        name.value = "x\x1b[2J"
        await press(pilot, "enter")
        assert "characters that can't be shown" in text(pilot.app)
        name.value = ""
        name.insert_text_at_cursor("\x1b[2J")
        assert name.value == ""
        assert names(here) == ["slopes-first-code.py"]

        name.value = "slopes-first-code.py"
        await press(pilot, "enter", "y")
        assert path.read_text() == f"{CODE}\n"
        assert path.stat().st_mode & 0o777 == 0o640
        assert not isinstance(pilot.app.screen, SaveScreen)


async def test_a_folder_that_is_gone_is_said(here: Path) -> None:
    async with piloted(tutor(quiet()), notifications=True) as pilot:
        here.rmdir()  # noqa: ASYNC240
        await press(pilot, "alt+w")
        assert said(pilot) == [
            "The folder where the tutor was started is gone: nothing can be saved."
        ]


def test_names_that_are_refused(tmp_path: Path) -> None:
    for name in (
        "",
        "  ",
        "../../x",
        "a/b",
        "/etc/passwd",
        ".bashrc",
        "..",
        ".",
        "a\nb",
        "a\x1bb",
        "a\0b",
        "a\u202eb",
    ):
        with pytest.raises(NotWritten):
            write(tmp_path, name, "text", replace=True)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.EACCES, "you may not write there"),
        (errno.ENOSPC, "there is no room left"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("before", [None, "mine"])
def test_a_write_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str, before: str | None
) -> None:
    if before is not None:
        (tmp_path / "x").write_text(before)

    def fail(path: Path, part: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("shutil.copymode", fail)
    with pytest.raises(NotWritten, match=f"x was not written: {why}. Try another name"):
        write(tmp_path, "x", "text", replace=True)
    monkeypatch.undo()
    assert [path.read_text() for path in tmp_path.iterdir()] == ([before] if before else [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(NotWritten, match="you may not write there"):
        write(tmp_path, "x", "text", replace=False)


def test_folders_long_names_and_folders_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for folder, name, why in [
        (tmp_path, "sub", "that is a folder"),
        (tmp_path, "x" * 300, "the name is too long"),
        (tmp_path / "none", "x", "the folder is gone"),
    ]:
        with pytest.raises(NotWritten, match=why):
            write(folder, name, "text", replace=True)


def test_a_link_is_replaced_and_not_what_it_points_to(tmp_path: Path) -> None:
    (tmp_path / "far").write_text("far")
    (tmp_path / "link").symlink_to(tmp_path / "far")
    with pytest.raises(AlreadyThere):
        write(tmp_path, "link", "text", replace=False)
    write(tmp_path, "link", "text", replace=True)
    assert (tmp_path / "far").read_text() == "far"
    assert (tmp_path / "link").read_text() == "text\n"


@given(st.lists(st.text(max_size=60), max_size=3))
def test_a_name_made_from_any_ids_is_a_name(parts: list[str]) -> None:
    name = file_name(*parts, ending="code.py")
    assert name.endswith("code.py")
    assert checked(name) == name
    assert len(name) < 200
    assert name.isascii()
