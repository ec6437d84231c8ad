"""The picture: always the right shape, and never a number that plotext can't take."""

from __future__ import annotations

import math
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import plotext
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcwidth

from autograd_tutor.evaluator.messages import Figure
from autograd_tutor.plot.cells import clean, cut, text_cells
from autograd_tutor.plot.curves import Span, draw
from autograd_tutor.testing import UPDATE
from tests.plot.figures import CUBIC, EXPONENTIAL, NAMED, ROOT, curve, grid, sampled
from tests.plot.test_window import figures

GOLDENS = Path(__file__).parent / "goldens"
SIZES = [(1, 1), (3, 2), (19, 5), (20, 4), (20, 5), (20, 7), (21, 9), (33, 12), (76, 20), (200, 60)]


def text(rows: list[list[Span]]) -> list[str]:
    return ["".join(span.text for span in row) for row in rows]


def assert_shape(rows: list[list[Span]], width: int, height: int, ascii: bool) -> None:
    assert len(rows) == height
    for row in text(rows):
        widths = [wcwidth(char) for char in row]
        assert all(1 <= cells <= 2 for cells in widths) and sum(widths) == width
        assert row.isascii() or not ascii


@pytest.fixture
def plotted(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Every number given to plotext."""
    seen: list[float | None] = []
    for name in ("plot", "scatter"):
        real = getattr(plotext, name)

        def record(xs: Any, ys: Any, *, _real: Any = real, **options: Any) -> None:
            seen.extend([*xs, *ys])
            _real(xs, ys, **options)

        monkeypatch.setattr(plotext, name, record)
    return seen


TORTURE = {
    "nan": curve("nan", grid(0, 1, 30), [math.nan, 1.0, 2.0] * 10),
    "infinite": curve("inf", grid(0, 1, 30), [math.inf, -math.inf, 3.0] * 10),
    "1e12": curve("y", grid(0, 1, 30), [1e12, -1e12, 0.5] * 10),
    "1e308": curve("y", grid(0, 1, 30), [1e308, -1e308, 1.0] * 10),
    "1e300": curve("y", [-1e300, 0, 1e300], [1e300, -1e300, 1e300]),
    "subnormal": curve("y", [0, 5e-324, 1e-323], [5e-324, 0, -5e-324]),
    "one point": curve("p", [1e5], [-3.0]),
    "no points": curve("", [], []),
    "lengths": curve("\x1b]0;x\x07速度😀é\u202e", [1, 2, 3], [1.0]),
    "upright": curve("x = 1", [1] * 20, grid(0, 5, 20)),
    "far away": curve("y", grid(1e9, 1e9 + 1, 20), grid(-1e-9, 1e-9, 20)),
}


@pytest.mark.parametrize("name", [*TORTURE, "all"])
@pytest.mark.parametrize("ascii", [False, True])
def test_torture(name: str, ascii: bool, plotted: list[float | None]) -> None:
    chosen = tuple(TORTURE.values()) if name == "all" else (TORTURE[name],)
    words = "\x1b[2J a long and hostile title\n" * 4
    for labelled in (Figure(curves=chosen), Figure(chosen, words, words, words, (0.0, math.inf))):
        for width, height in SIZES:
            assert_shape(draw(labelled, width, height, ascii=ascii), width, height, ascii)
    assert all(value is None or 0 <= value <= 1 for value in plotted)
    assert plotted or name == "no points"


@settings(max_examples=60)
@given(figures, st.text(max_size=30), st.integers(1, 60), st.integers(1, 25), st.booleans())
def test_any_figure_has_the_right_shape(
    figure: Figure, words: str, width: int, height: int, ascii: bool
) -> None:
    labelled = Figure(figure.curves, words, words, words, figure.hlines)
    assert_shape(draw(labelled, width, height, ascii=ascii), width, height, ascii)


def test_clean_text_has_the_width_terminals_give_it() -> None:
    for code in (*range(0x20000), *range(0x20000, sys.maxunicode + 1, 251)):
        char = clean(f"a{chr(code)}a")
        assert text_cells(char) == sum(map(wcwidth, char)), hex(code)
        assert all(wcwidth(c) > 0 and not unicodedata.category(c).startswith("C") for c in char)


def test_text_is_cut_by_cells() -> None:
    assert cut("slope", 5) == "slope"
    assert cut("slope of y", 6) == "slope…"
    assert cut("slope of y", 8, ascii=True) == "slope..."
    assert cut("速度速度", 6) == "速度…"
    assert cut("slope", 0) == ""


def test_spans_say_which_curve_they_draw() -> None:
    rows = draw(CUBIC, 60, 14)
    drawn = [
        (span.curve, char)
        for row in rows[1:]
        for span in row
        for char in span.text
        if span.curve is not None
    ]
    assert {curve for curve, _ in drawn} == {0, 1}
    assert all(0x2800 < ord(char) < 0x2900 for curve, char in drawn if curve == 0)
    assert all(0x2580 <= ord(char) < 0x25A0 for curve, char in drawn if curve == 1)


def test_drawing_leaves_nothing_behind() -> None:
    before = draw(CUBIC, 60, 14)
    draw(ROOT, 33, 9, ascii=True)
    assert draw(CUBIC, 60, 14) == before


def test_the_zero_line_is_labelled_zero() -> None:
    row = next(row for row in text(draw(CUBIC, 76, 20)) if "┈┈┈" in row)
    assert row.split("┤")[0].strip() == "0"


def test_more_curves_than_fit_in_the_legend() -> None:
    many = Figure(curves=tuple(sampled(f"the {n}th", math.sin, 0, n + 1) for n in range(12)))
    legend = text(draw(many, 40, 12))[0]
    assert "the 0th" in legend and "more" in legend


def golden(name: str, figure: Figure, width: int, height: int, ascii: bool) -> tuple[str, str]:
    rows = text(draw(figure, width, height, ascii=ascii))
    picture = "".join(f"{row.rstrip()}\n" for row in rows)
    return f"{name}-{width}x{height}{'-ascii' if ascii else ''}.txt", picture


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize(("width", "height"), [(60, 14), (76, 10)])
@pytest.mark.parametrize("name", list(NAMED))
def test_golden(
    name: str, width: int, height: int, ascii: bool, pytestconfig: pytest.Config
) -> None:
    """`make goldens` writes the pictures anew; then look at them."""
    file, picture = golden(name, NAMED[name], width, height, ascii)
    if pytestconfig.getoption(UPDATE):
        (GOLDENS / file).write_text(picture, encoding="utf-8")
    assert picture == (GOLDENS / file).read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    expected = {
        f"{name}-{size}{ascii}.txt"
        for name in NAMED
        for size in ("60x14", "76x10")
        for ascii in ("", "-ascii")
    }
    assert {path.name for path in GOLDENS.iterdir()} == expected


def test_coincident_curves_are_noted_under_the_picture() -> None:
    assert "exp(x) and slope coincide" in text(draw(EXPONENTIAL, 76, 10))[-1]


def test_plotext_waits_for_the_first_picture() -> None:
    look = "import autograd_tutor.plot.curves, sys; print('plotext' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
