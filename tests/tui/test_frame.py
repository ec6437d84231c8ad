"""Only cells that change are sent, and the terminal shows what Textual's own output would show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pyte
import pyte.modes
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Region, Size
from textual.pilot import Pilot
from textual.strip import Strip

from autograd_tutor.tui import frame as frames
from autograd_tutor.tui.frame import Frame, fits

from .pilots import SMALL, editor, piloted, press, settle, tutor

CONSOLE = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)
COLUMNS, ROWS = 24, 3
Update = ChopsUpdate | LayoutUpdate


def blank(columns: int, rows: int) -> pyte.Screen:
    screen = pyte.Screen(columns, rows)
    screen.reset_mode(pyte.modes.DECAWM)
    return screen


def cells(screen: pyte.Screen) -> list[list[Any]]:
    """Characters and their styles."""
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


class Pair:
    """Two terminals: one that gets what the frame writes, one that gets what Textual would."""

    def __init__(self, columns: int, rows: int) -> None:
        self.ours, self.theirs = blank(columns, rows), blank(columns, rows)
        self._streams = pyte.Stream(self.ours), pyte.Stream(self.theirs)
        self.sent = 0

    def write(self, ours: str) -> None:
        self.sent += len(ours.encode())
        self._streams[0].feed(ours)

    def write_theirs(self, update: Update) -> None:
        self._streams[1].feed("\x1b[H" + update.render_segments(CONSOLE))

    def check(self, after: object) -> None:
        rows = zip(cells(self.ours), cells(self.theirs), strict=True)
        pairs = [pair for was, now in rows for pair in zip(was, now, strict=True)]
        assert [pair for pair in pairs if pair[0] != pair[1]] == [], after


@pytest.fixture(autouse=True, scope="module")
def styles_of_no_other_terminal() -> Iterator[None]:
    """A style keeps the codes of whichever terminal it was first written for.

    Rich and Textual share styles between all apps of a process, and a test before these may have
    had an app on one of 16 colours.
    """
    render = Strip.render_style

    def anew(style: Style, text: str, color_system: ColorSystem) -> str:
        style._ansi = None
        return render(style, text, color_system)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Strip, "render_style", staticmethod(anew))
        yield


STYLES = ["", "bold", "red", "red on blue", "default on default", "#123456", "reverse dim"]
CHARACTERS = [*"ab  ", "ä", "e\u0301", "─", "⣿", "変", "👍", "\ue0b0"]
segments = st.builds(
    lambda text, style: Segment("".join(text), Style.parse(style)),
    st.lists(st.sampled_from(CHARACTERS), min_size=1, max_size=6),
    st.sampled_from(STYLES),
)
edges = st.lists(st.integers(1, COLUMNS - 1), max_size=3, unique=True).map(sorted)


def strips(width: int) -> st.SearchStrategy[Strip]:
    return st.lists(segments, max_size=5).map(lambda made: Strip(made).adjust_cell_length(width))


@st.composite
def updates(draw: st.DrawFn) -> Update:
    """A whole screen, or some pieces of some of its rows."""
    if draw(st.booleans()):
        screen = [[draw(strips(COLUMNS))] for _ in range(ROWS)]
        return LayoutUpdate([*screen], Region(0, 0, COLUMNS, ROWS))
    chops: list[dict[int, Strip | None]] = []
    ends = []
    for _ in range(ROWS):
        cuts = [0, *draw(edges), COLUMNS]
        chops.append({a: draw(st.none() | strips(b - a)) for a, b in pairwise(cuts)})
        ends.append(cuts[1:])
    touched = draw(st.lists(st.sampled_from(range(ROWS)), min_size=1, unique=True).map(sorted))
    columns = st.integers(0, COLUMNS)
    ends_of_spans = [sorted((draw(columns), draw(columns))) for _ in touched]
    spans = [(y, start, end) for y, (start, end) in zip(touched, ends_of_spans, strict=True)]
    return ChopsUpdate(chops, spans, ends)


@settings(max_examples=60, deadline=None)
@given(st.lists(updates(), min_size=1, max_size=6), st.integers(0, 6))
def test_after_any_updates_the_terminal_shows_what_textual_would_show(
    made: list[Update], forgotten: int
) -> None:
    frame, pair = Frame(), Pair(COLUMNS, ROWS)
    for number, update in enumerate(made):
        if number == forgotten:
            frame.forget()
        pair.write(frame.update(update, CONSOLE))
        pair.write_theirs(update)
        pair.check(number)


def whole(*lines: tuple[tuple[str, str], ...]) -> LayoutUpdate:
    strips = [Strip([Segment(text, Style.parse(style)) for text, style in line]) for line in lines]
    return LayoutUpdate([[strip] for strip in strips], Region(0, 0, 40, len(lines)))


def written(frame: Frame, *parts: tuple[str, str]) -> str:
    """What the frame writes for these parts of its first row."""
    return frame.update(whole(parts), CONSOLE)


def test_only_what_differs_is_written() -> None:
    frame = Frame()
    assert written(frame, ("a" * 20, "")) == f"\x1b[1;1H{'a' * 20}"
    assert written(frame, ("a" * 20, "")) == ""
    assert written(frame, ("a" * 10, "default on default"), ("a" * 10, "")) == ""
    assert written(frame, ("a" * 9 + "b" + "a" * 10, "")) == "\x1b[1;10Hb"
    assert written(frame, ("a" * 9, ""), ("b", "bold"), ("a" * 10, "")) == (
        "\x1b[1;10H\x1b[1mb\x1b[0m"
    )
    assert frame.forget()
    assert not frame.forget()
    assert written(frame, ("a" * 20, "")) == f"\x1b[1;1H{'a' * 20}"


def test_cells_far_apart_are_written_apart_and_near_ones_together() -> None:
    frame = Frame()
    written(frame, ("a" * 20, ""))
    assert written(frame, ("b" + "a" * 18 + "b", "")) == "\x1b[1;1Hb\x1b[1;20Hb"
    assert written(frame, ("c" + "a" * 2 + "c" + "a" * 15 + "b", "")) == "\x1b[1;1Hcaac"


@pytest.mark.parametrize("doubtful", ["変", "👩‍🔬", "☺️", "🏳️‍🌈", "e\u0301", "\ue0b0"])
def test_what_follows_a_character_of_doubtful_width_stands_in_its_own_column(
    doubtful: str,
) -> None:
    pair = Pair(20, 1)
    frame = Frame()
    width = Segment(doubtful).cell_length
    pair.write(written(frame, (f"ab{doubtful}cd", "")))
    for column, char in ((0, "a"), (1, "b"), (2 + width, "c"), (3 + width, "d")):
        assert pair.ours.buffer[0][column].data == char
    assert written(frame, (f"ab{doubtful}cd", "")) == ""
    pair.write(written(frame, ("abcdefgh", "")))
    assert pair.ours.display == ["abcdefgh".ljust(20)]


def test_an_accent_apart_from_its_letter_is_not_lost() -> None:
    assert written(Frame(), ("e", ""), ("\u0301f", "bold")).startswith("\x1b[1;1H \x1b[1;1He\u0301")
    assert written(Frame(), ("変", ""), ("\u0301f", "")).count("変\u0301") == 1


def test_of_another_textual_its_own_output_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fits()
    with monkeypatch.context() as patch:
        patch.setattr(App, "_display", lambda self, screen, update, region: None)
        assert not fits()
    with monkeypatch.context() as patch:
        patch.setattr(frames, "ChopsUpdate", lambda chops, spans: None)
        assert not fits()
    assert fits()


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Pair:
    """The terminals of the next app, which writes although it runs without one."""
    both = Pair(*SMALL)
    original = Frame.update

    def update(frame: Frame, update: Update, console: Console) -> str:
        both.write_theirs(update)
        return original(frame, update, CONSOLE)

    monkeypatch.setattr(App, "is_headless", False)
    monkeypatch.setattr(HeadlessDriver, "write", lambda driver, data: both.write(data))
    monkeypatch.setattr(Frame, "update", update)
    return both


async def test_a_session_looks_as_textual_would_draw_it(pair: Pair) -> None:
    app = tutor()
    async with piloted(app, notifications=True) as pilot:
        pair.check("start")
        for keys in (
            [*"x**2 + 変 "],
            ["left", "left", "backspace", "a"],
            ["ctrl+r"],
            ["f1"],
            ["down", "pagedown"],
            ["escape"],
            ["ctrl+o"],
            [*"zoom"],
            ["escape"],
            ["ctrl+f"],
            ["ctrl+g"],
            ["escape"],
            ["ctrl+n"],
            ["ctrl+t"],
            ["ctrl+l"],
        ):
            await press(pilot, *keys)
            pair.check(keys)
        app.notify("markup [b] and 変数", markup=False)
        await settle(pilot)
        pair.check("notification")
        assert (pair.ours.cursor.x, pair.ours.cursor.y) == app.cursor_position


async def resized(pair: Pair, pilot: Pilot[None], columns: int, rows: int) -> None:
    """Resize; what the terminal shows then is nothing that the app can know."""
    for screen in (pair.ours, pair.theirs):
        screen.resize(rows, columns)
        screen.erase_in_display(2)
    await pilot.resize_terminal(columns, rows)
    await settle(pilot)


async def test_nothing_is_known_of_a_terminal_that_was_resized(pair: Pair) -> None:
    async with piloted(tutor()) as pilot:
        for columns, rows in ((120, 40), (60, 18), (59, 17), (80, 24)):
            await resized(pair, pilot, columns, rows)
            pair.check((columns, rows))


async def test_back_at_its_size_or_from_the_shell_a_terminal_is_written_anew(pair: Pair) -> None:
    app = tutor()
    async with piloted(app) as pilot:
        for sizes in ([(60, 24), SMALL], [SMALL]):
            for screen in (pair.ours, pair.theirs):
                screen.erase_in_display(2)
            for size in sizes:
                app.post_message(events.Resize(Size(*size), Size(*size)))
            await settle(pilot)
            pair.check(sizes)
            assert "Lesson" in pair.ours.display[1]


async def test_a_disturbed_screen_is_sent_anew(pair: Pair) -> None:
    app = tutor()
    async with piloted(app) as pilot:
        await press(pilot, "a")
        disturb: list[Callable[[], None]] = [
            lambda: pair.ours.erase_in_display(2),
            lambda: pair.write("\x1b[5;5HBroadcast message from root\r\n"),
        ]
        for each in disturb:
            each()
            await press(pilot, "b")
            with pytest.raises(AssertionError):
                pair.check("a key sends only its own cells")
            await press(pilot, "alt+l")
            pair.check("redraw")
        pair.sent = 0
        await settle(pilot)
        assert pair.sent == 0
        assert editor(app).text.startswith("abb")
