"""The cursor: where it stands, what it tells, what it draws, and what it leaves alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_tutor.evaluator.messages import Figure
from autograd_tutor.plot import grid as cells
from autograd_tutor.plot.cursor import Reader, known, step, tangent
from autograd_tutor.plot.curves import Picture, draw
from autograd_tutor.plot.spoken import point
from autograd_tutor.plot.ticks import roundest
from autograd_tutor.plot.window import Window, fit
from tests.plot.figures import CUBIC, NAMED, RECIPROCAL, ROOT, TANGENT, curve, sampled
from tests.plot.test_curves import SIZES, TORTURE, assert_shape, text
from tests.plot.test_window import figures


def expression(
    f: Callable[[float], float],
    slope: Callable[[float], float],
    bend: Callable[[float], float] | None = None,
    low: float = 0,
    high: float = 5,
) -> Figure:
    """What a typed expression is drawn as."""
    curves = [sampled("f", f, low, high), sampled("f'", slope, low, high)]
    return Figure((*curves, sampled("f''", bend, low, high)) if bend else tuple(curves))


HILLS = expression(
    lambda x: x**3 - 6 * x**2 + 8 * x, lambda x: 3 * x**2 - 12 * x + 8, lambda x: 6 * x - 12
)
SQUARE = expression(lambda x: x * x, lambda x: 2 * x, low=-5)
RAMP = expression(lambda x: max(x, 0.0), lambda x: float(x > 0), low=-5)
CIRCLE = Figure((curve("circle", *([f(t) for t in range(7)] for f in (math.cos, math.sin))),))


def reader(figure: Figure) -> Reader:
    window = fit(figure)
    assert isinstance(window, Window)
    return Reader(figure, window)


def told(figure: Figure, x: float) -> list[str]:
    return [each.why or f"{each.name} = {each.number}" for each in reader(figure).readings(x)]


@pytest.mark.parametrize(
    ("figure", "x", "said"),
    [
        (HILLS, 1.5, ["f = 1.875", "f' = -3.25", "f'' = -3"]),
        (HILLS, 0.0, ["f = 0", "f' = 8", "f'' = -12"]),
        (HILLS, 5.0, ["f = 15", "f' = 23", "f'' = 18"]),
        (SQUARE, 0.0, ["f = 0", "f' = 0"]),
        (RAMP, 3.0, ["f = 3", "f' = 1"]),
        (RAMP, 0.0, ["f = 0", "changes too fast here"]),
        (ROOT, 1.0, ["sqrt(x) = 1", "slope = 0.5"]),
        (ROOT, -1.0, ["is not defined here"] * 2),
        (ROOT, 0.0, ["is not defined here"] * 2),
        (RECIPROCAL, 0.0, ["jumps here", "changes too fast here"]),
        (TANGENT, math.pi / 2, ["jumps here"]),
        (TANGENT, 6.0, ["is not drawn here"]),
        (CIRCLE, 0.5, ["has several values here"]),
    ],
)
def test_what_curves_are_at_an_x(figure: Figure, x: float, said: list[str]) -> None:
    assert told(figure, x) == said


def test_straight_lines_lie_between_few_points() -> None:
    data = Figure((curve("a", [0, 1, 3], [0, 10, 0]), curve("b", [2, 1], [5, 7])))
    assert told(data, 2.0) == ["a = 5", "b = 5"]
    assert told(data, 1.5) == ["a = 7.5", "b = 6"]
    assert told(data, 0.5) == ["a = 5", "is not drawn here"]


finite = st.floats(allow_nan=False, allow_infinity=False)


def test_a_wild_curve_is_told_to_four_digits_where_the_tape_tells_it() -> None:
    wild = expression(lambda x: math.cos(x**2), lambda x: -2 * x * math.sin(x**2))
    assert told(wild, 4.65) == ["f = -0.9328", "f' = -3.351"]


coefficients = st.lists(st.floats(-5, 5), min_size=5, max_size=5)


@settings(max_examples=60)
@given(coefficients, st.floats(0.3, 3), st.floats(-4, 4))
def test_a_value_is_no_further_off_than_is_said(c: list[float], pitch: float, x: float) -> None:
    def f(x: float) -> float:
        return c[0] + c[1] * x + c[2] * x**2 + c[3] * x**3 / 10 + c[4] * math.sin(pitch * x)

    (reading,) = reader(Figure((sampled("f", f, -4, 4),))).readings(x)
    assert not reading.why
    assert abs(reading.y - f(x)) <= reading.error + 1e-9
    assert abs(float(reading.number) - f(x)) <= max(2e-3 * abs(f(x)), 11 * reading.error, 1e-9)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.booleans())
def test_the_roundest_number_is_inside_and_no_rounder_one_is(
    low: float, width: float, closed: bool
) -> None:
    high = low + width
    found = roundest(low, high, closed=closed)
    slack = 1e-9 * max(abs(low), abs(high))
    assert low - slack <= found <= high + slack
    if found:
        power = max(p for p in range(-12, 8) if abs(found / 10.0**p % 1 - 0.5) > 0.5 - 1e-6)
        rounder = 10.0 ** (power + 1)
        between = math.ceil(low / rounder + 1e-6), math.floor(high / rounder - 1e-6)
        assert between[0] > between[1]


@given(figures, st.integers(1, 300))
def test_stops_rise_inside_the_window_and_have_values(figure: Figure, columns: int) -> None:
    window = fit(figure)
    if not isinstance(window, Window):
        return
    read = Reader(figure, window)
    stops = read.stops(columns)
    assert len(stops) <= columns
    assert stops == sorted(set(stops))
    for x in stops:
        assert read.holds(x)
        assert any(not each.why for each in read.readings(x))


@pytest.mark.parametrize("figure", [HILLS, SQUARE, RECIPROCAL, ROOT, TANGENT])
def test_steps_go_column_by_column_past_gaps_and_stay_on_the_curve(figure: Figure) -> None:
    stops = reader(figure).stops(150)
    walked = [stops[0]]
    while (x := step(stops, walked[-1], 1)) != walked[-1]:
        assert x is not None
        walked.append(x)
    assert walked == stops
    assert step(stops, stops[3], 10) == stops[13]
    assert step(stops, stops[3], -10) == stops[0]
    between = (stops[7] + stops[8]) / 2
    assert (step(stops, between, 1), step(stops, between, -1)) == (stops[8], stops[7])
    assert step(stops, None, 1) == step(stops, None, -1) == stops[len(stops) // 2]
    assert step([], None, 1) is None


def test_stops_are_round_and_one_is_in_every_column() -> None:
    stops = reader(HILLS).stops(150)
    assert len(stops) == 150
    assert stops[0] == 0
    assert stops[-1] == 5
    assert {0.5, 1, 1.5, 2, 3, 4} < set(stops)
    assert all(f"{x:.2f}".startswith(str(x)) for x in stops)


def test_no_stop_is_where_the_function_has_no_value() -> None:
    half = expression(
        lambda x: math.sqrt(x), lambda x: 0.5 / math.sqrt(x) if x > 0 else math.nan, low=-5
    )
    assert min(reader(half).stops(150)) > 0
    assert 0 not in reader(RECIPROCAL).stops(151)


@pytest.mark.parametrize(
    ("x", "line"),
    [
        (1.5, "y = -3.25x + 6.75"),
        (0.0, "y = 8x"),
        (2.0, "y = -4x + 8"),
        (5.0, "y = 23x - 100"),
    ],
)
def test_the_tangent_in_words(x: float, line: str) -> None:
    assert str(tangent(reader(HILLS).readings(x), x)) == line


def test_odd_tangents_in_words() -> None:
    flat = expression(lambda x: -3.0, lambda x: 0.0)
    assert str(tangent(reader(flat).readings(1.0), 1.0)) == "y = -3"
    assert str(tangent(reader(RAMP).readings(1.0), 1.0)) == "y = x"
    fall = expression(lambda x: 1 - x, lambda x: -1.0)
    assert str(tangent(reader(fall).readings(1.0), 1.0)) == "y = -x + 1"
    steep = expression(lambda x: 3e7 * x, lambda x: 3e7)
    assert str(tangent(reader(steep).readings(1.0), 1.0)) == "y = 3e7 * x"
    assert tangent(reader(CUBIC).readings(1.0), 1.0) is None
    assert tangent(reader(RAMP).readings(0.0), 0.0) is None


@pytest.mark.parametrize(
    ("figure", "x", "said"),
    [
        (
            HILLS,
            1.5,
            "At x = 1.5: f is 1.875, the slope is -3.25, the second derivative is -3, "
            "the tangent is y = -3.25x + 6.75.",
        ),
        (RECIPROCAL, 0.0, "At x = 0: 1/x jumps here, slope changes too fast here."),
        (ROOT, -1.0, "At x = -1: sqrt(x) is not defined here, slope is not defined here."),
        (HILLS, 7.0, "The picture goes from 0 to 5: x = 7 is not in it."),
        (Figure(), 1.0, "Nothing to draw, because no curve was plotted."),
    ],
)
def test_a_point_in_a_sentence(figure: Figure, x: float, said: str) -> None:
    assert point(figure, x) == said


def test_a_number_has_the_digits_that_are_known() -> None:
    assert [known(3.14159, error) for error in (0, 1e-9, 0.001, 0.04, 0.4)] == [
        *["3.142"] * 2,
        "3.14",
        "3.1",
        "3",
    ]
    assert known(1e-9, 1e-7) == "0"


def drawn(figure: Figure, x: float | None, width: int = 78, *, ascii: bool = False) -> list[str]:
    return text(draw(figure, width, 14, ascii=ascii, cursor=x))


@pytest.mark.parametrize("ascii", [False, True])
def test_the_window_stays_where_it_is(ascii: bool) -> None:
    before, after = drawn(HILLS, None, ascii=ascii), drawn(HILLS, 0.1, ascii=ascii)
    assert [row[:4] for row in before[1:]] == [row[:4] for row in after[1:]]
    assert before[-1] == after[-1]


@pytest.mark.parametrize(
    ("width", "ascii", "readout"),
    [
        (
            120,
            False,
            "x = 1.5    ⠤⠤⠤ f = 1.875     ▄▄▄ f' = -3.25     ••• f'' = -3        ╌╌╌ y = ",
        ),
        (78, False, "x = 1.5    ⠤ f = 1.875     ▄ f' = -3.25     • f'' = -3        ╌ tangent"),
        (78, True, "x = 1.5    * f = 1.875     + f' = -3.25     o f'' = -3        - tangent"),
        (58, False, "x = 1.5   ⠤ f = 1.875    ▄ f' = -3.25    • f'' = -3"),
        (40, False, "x = 1.5   ⠤ f = 1.875    ▄ f' = -3.25"),
    ],
)
def test_the_readout_tells_as_much_as_fits(width: int, ascii: bool, readout: str) -> None:
    assert drawn(HILLS, 1.5, width, ascii=ascii)[0].startswith(readout)


def test_where_there_is_no_legend_the_readout_takes_the_row_of_the_ticks() -> None:
    rows = text(draw(HILLS, 78, 5, cursor=1.5))
    assert rows[-1].startswith("x = 1.5 ")
    assert rows[:-2] != text(draw(HILLS, 78, 5))[:-2]


def test_the_tangent_differs_by_its_characters_and_leaves_the_function_alone() -> None:
    plain, marked = (draw(HILLS, 78, 24, ascii=True, cursor=x) for x in (None, 4.5))
    theirs = {
        span.text.strip() for row in marked[1:] for span in row if span.curve == cells.TANGENT
    }
    assert any(set(stroke) == {"/"} for stroke in theirs)
    function = ["".join(s.text if s.curve == 0 else " " * len(s.text) for s in r) for r in plain]
    still = ["".join(s.text if s.curve == 0 else " " * len(s.text) for s in r) for r in marked]
    changed = [(a, b) for a, b in zip(function[1:], still[1:], strict=True) if a != b]
    assert len(changed) == 1 and "@" in changed[0][1]


def test_every_curve_has_a_point_where_the_cursor_is() -> None:
    rows = draw(HILLS, 78, 24, cursor=1.0)
    points = [span.curve for row in rows for span in row if "●" in span.text]
    assert sorted(points, key=str) == [0, 1, 2]


@pytest.mark.parametrize("name", [*TORTURE, *NAMED])
@pytest.mark.parametrize("ascii", [False, True])
def test_torture(name: str, ascii: bool) -> None:
    figure = NAMED[name] if name in NAMED else Figure((TORTURE[name],), "t", "x", "y")
    for width, height in SIZES:
        picture = Picture(figure, width, height, ascii=ascii)
        for x in (picture.step(None, 1), picture.end(-1), picture.end(1), picture.x(0), 0.0, 1e300):
            assert_shape(picture.rows(x), width, height, ascii)


@settings(max_examples=40)
@given(figures, st.integers(20, 60), st.integers(5, 25), st.booleans(), finite)
def test_any_figure_takes_a_cursor_anywhere(
    figure: Figure, width: int, height: int, ascii: bool, x: float
) -> None:
    picture = Picture(figure, width, height, ascii=ascii)
    bare = picture.rows()
    for at in (x, picture.step(None, 1), picture.x(width // 2)):
        assert_shape(picture.rows(at), width, height, ascii)
        if at is not None:
            assert point(figure, at)
    assert picture.rows() == bare
