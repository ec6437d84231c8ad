"""What is sent to terminals of many kinds: colours, none, and the mouse left alone."""

from __future__ import annotations

import re

import pytest

from autograd_tutor import starts
from autograd_tutor.tui import colours
from tests.learner import OPENED, Start, Watched

STARTER = "torch.cos(x**2)"
RUN, PALETTE, DEVICE, ESCAPE = "\x12", "\x0f", "\x07", "\x1b"
COLOUR = re.compile(r"[34]\d|9\d|10\d")
"""An SGR parameter that sets a colour, or the terminal's own again."""


def sent(terminal: Watched) -> str:
    return terminal.sent.decode("utf-8", "replace")


def styles(terminal: Watched) -> set[str]:
    """The parameters of every change of style."""
    return set(re.findall(r"\x1b\[([\d;]*)m", sent(terminal)))


def is_reversed(terminal: Watched, text: str) -> bool:
    """Whether this text is on the screen, all of it reversed."""
    for y, row in enumerate(terminal.screen.display):
        at = row.find(text)
        if at >= 0:
            cells = [terminal.screen.buffer[y][x] for x in range(at, at + len(text))]
            return all(cell.reverse for cell in cells)
    return False


def tour(terminal: Watched) -> None:
    """A curve, the palette with its first entry, and a list of devices."""
    terminal.wait_for(STARTER)
    terminal.wait_for("ready")
    terminal.send(RUN)
    terminal.wait_for("done in")
    terminal.send(PALETTE)
    terminal.wait_for("Search for")
    terminal.wait_for("Go to the step before")
    terminal.send(ESCAPE)
    terminal.wait_for(lambda: "Search for" not in terminal.text)
    terminal.send(DEVICE)
    terminal.wait_for("processor, ")


def test_the_linux_console_gets_sixteen_colours_and_ascii(start: Start) -> None:
    terminal = start(*OPENED, "--theme", "nord", TERM="linux", COLORTERM="")
    tour(terminal)
    assert "30;46" in styles(terminal), "the terminal's own cyan"
    assert not [style for style in styles(terminal) if re.search("[34]8;", style)]
    assert terminal.text.isascii()


def test_a_theme_takes_as_many_colours_as_there_are(start: Start) -> None:
    for system, code in (("", "48;5;"), ("truecolor", "48;2;46;52;64")):
        terminal = start(
            *OPENED, AUTOGRAD_TUTOR_THEME="nord", TERM="xterm-256color", COLORTERM=system
        )
        terminal.wait_for(STARTER)
        assert any(code in style for style in styles(terminal)), system
        assert system or not [style for style in styles(terminal) if "8;2;" in style]
        terminal.kill()


def test_without_colours_everything_is_told_apart(start: Start) -> None:
    terminal = start(*OPENED, "--theme", "nord", "--no-mouse", NO_COLOR="1", TERM="xterm-256color")
    terminal.wait_for(STARTER)
    terminal.wait_for(lambda: is_reversed(terminal, "2/17"))
    assert "━ f(x) =" in terminal.text
    tour(terminal)
    terminal.wait_for(lambda: is_reversed(terminal, "processor, "))
    terminal.send(ESCAPE)
    terminal.wait_for("⠤⠤⠤ f   ▄▄▄ f'")
    parameters = {each for style in styles(terminal) for each in style.split(";")}
    assert not [each for each in parameters if COLOUR.fullmatch(each)]
    assert not re.search(r"\x1b\[\?(9|100[0-3]|1005|1006|1015|1016)h", sent(terminal))


def test_colours_that_are_not_there_are_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starts, "on_terminal", lambda: True)
    monkeypatch.setattr(starts, "own_keys", lambda: True)
    from autograd_tutor.cli import main

    assert main(["--theme", "sepia"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("There are no colours named 'sepia'. Choose one of: terminal, ")
    assert "nord" in said


def test_the_colours_by_default_are_a_theme() -> None:
    assert starts.THEME == colours.THEME.name == colours.THEMES[0]
