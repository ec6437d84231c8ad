"""The window: whatever the numbers, what is drawn is finite, inside, and what a reader expects."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.evaluator.messages import Curve, Figure
from autograd_tutor.plot.limits import LARGEST
from autograd_tutor.plot.ticks import number, ticks
from autograd_tutor.plot.window import MOST_CURVES, Nothing, Window, drawable, fit
from tests.plot.figures import CUBIC, EXPONENTIAL, POINT, RECIPROCAL, ROOT, ZERO, curve, sampled

any_float = st.one_of(
    st.floats(),
    st.sampled_from([0.0, -0.0, 5e-324, 1e-310, 1e12, 1e300, -1e300, 1e308, math.nan, math.inf]),
)
values = st.lists(any_float, max_size=60)
curves = st.builds(curve, st.just("y"), values, values)
figures = st.builds(
    Figure,
    curves=st.lists(curves, max_size=4).map(tuple),
    hlines=st.lists(any_float, max_size=3).map(tuple),
)


def fitted(figure: Figure) -> Window:
    window = fit(figure)
    assert isinstance(window, Window)
    return window


@given(figures)
def test_everything_drawn_is_finite_and_inside_the_window(figure: Figure) -> None:
    window = fit(figure)
    if isinstance(window, Nothing):
        assert window.why.startswith("nothing to draw, because ")
        assert all(point is None for curve in figure.curves for point in drawable(curve))
        return
    assert math.isfinite(window.x[1] - window.x[0]) and window.x[0] < window.x[1]
    assert math.isfinite(window.y[1] - window.y[0]) and window.y[0] < window.y[1]
    assert len(window.curves) == len(figure.curves)
    for line in window.curves:
        for piece in line.pieces:
            assert piece
            assert all(window.x[0] <= x <= window.x[1] for x, _ in piece)
            assert all(window.y[0] <= y <= window.y[1] for _, y in piece)
    assert all(window.y[0] <= line <= window.y[1] for line in window.hlines)


@given(figures)
def test_points_inside_are_drawn_and_never_joined_over_a_gap(figure: Figure) -> None:
    window = fit(figure)
    if isinstance(window, Nothing):
        return
    for given_curve, line in zip(figure.curves, window.curves, strict=True):
        samples = drawable(given_curve)
        inside = {p for p in samples if p is not None and window.y[0] <= p[1] <= window.y[1]}
        drawn = [point for piece in line.pieces for point in piece]
        assert inside <= set(drawn)
        joined = {(p, q) for p, q in pairwise(samples) if p is not None and q is not None}
        for piece in line.pieces:
            for p, q in pairwise(piece):
                if p in inside and q in inside:
                    assert (p, q) in joined or p == q or _through(p, q, samples)


def _through(p: object, q: object, samples: list[tuple[float, float] | None]) -> bool:
    """Whether q follows p with only repetitions of either between them."""
    between = [p, q]
    runs = "".join("01"[between.index(s)] if s in between else "-" for s in samples)
    return "01" in runs


limits = st.tuples(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300)).filter(
    lambda pair: pair[1] - pair[0] > max(5e-7 * max(map(abs, pair)), 1 / LARGEST)
)


@given(limits, st.integers(2, 12))
def test_ticks_are_few_round_and_inside(pair: tuple[float, float], most: int) -> None:
    found = ticks(*pair, most)
    assert 1 <= len(found) <= most
    assert all(pair[0] <= tick.at <= pair[1] for tick in found)
    assert [tick.at for tick in found] == sorted({tick.at for tick in found})
    assert len({tick.label for tick in found}) == len(found)
    span = pair[1] - pair[0]
    assert all(abs(float(tick.label) - tick.at) <= 1e-6 * span for tick in found)
    zeros = [tick.label for tick in found if tick.at == 0]
    assert zeros == (["0"] if pair[0] <= 0 <= pair[1] else [])


@given(st.floats(-LARGEST, LARGEST))
def test_numbers_read_back(value: float) -> None:
    assert float(number(value)) == pytest.approx(value, rel=6e-4)
    assert number(value) != "-0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (3.0792, "3.079"), (-0.5, "-0.5"), (1e6, "1e6"), (99999.6, "100000"),
     (22026.5, "22030"), (1e-17, "1e-17"), (0.00012, "0.00012")],
)  # fmt: skip
def test_numbers_are_compact(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("pair", "most", "labels"),
    [
        ((0.0, 5.0), 6, ["0", "1", "2", "3", "4", "5"]),
        ((-1.0, 1.0), 5, ["-1.0", "-0.5", "0", "0.5", "1.0"]),
        ((-4.0, 23.0), 5, ["0", "5", "10", "15", "20"]),
        ((0.0, 5e7), 3, ["0", "2e7", "4e7"]),
        ((0.0, 4e-7), 3, ["0", "2e-7", "4e-7"]),
    ],
)
def test_ticks_as_a_person_would_choose(
    pair: tuple[float, float], most: int, labels: list[str]
) -> None:
    assert [tick.label for tick in ticks(*pair, most)] == labels


def test_a_cubic_and_its_slope_are_shown_whole() -> None:
    window = fitted(CUBIC)
    assert window.y == pytest.approx((-4, 23), abs=1e-3)
    assert window.notes == ()


@pytest.mark.parametrize(
    "whole",
    [
        sampled("exp", math.exp, -10, 10),
        sampled("power", lambda x: x**15, -1, 1),
        sampled("late step", lambda x: float(x > 4.8), 0, 5),
        sampled("sign", lambda x: math.copysign(1, x), -5, 5),
        sampled("bump", lambda x: math.exp(-400 * x * x), -5, 5),
        curve("few points", [0, 1, 2], [0, 1, 1e9]),
    ],
    ids=lambda given_curve: given_curve.label,
)
def test_steep_is_not_a_pole(whole: Curve) -> None:
    window = fitted(Figure(curves=(whole,)))
    assert max(whole.y) == window.y[1]
    assert min(window.y[0], min(whole.y)) == window.y[0]
    assert not window.notes


@pytest.mark.parametrize("count", [50, 199, 200, 201, 2000])
def test_poles_are_cut_so_that_the_rest_is_readable(count: int) -> None:
    window = fitted(Figure(curves=(sampled("1/x", lambda x: 1 / x, -1, 1, count),)))
    assert 5 < window.y[1] < 30 and window.y[0] == pytest.approx(-window.y[1], rel=0.2)
    assert any("cut off" in note for note in window.notes)
    left, right = window.curves[0].pieces
    assert left[-1][1] == window.y[0] and right[0][1] == window.y[1]


def test_curves_with_poles_share_one_cut() -> None:
    window = fitted(RECIPROCAL)
    assert -30 < window.y[0] < 0 < window.y[1] < 30


def test_a_single_wild_value_does_not_flatten_the_curve() -> None:
    xs = sampled("x", lambda x: x, 0, 6).x
    ys = [math.sin(x) for x in xs]
    ys[77] = 1e12
    window = fitted(Figure(curves=(curve("y", xs, ys),)))
    assert window.y[1] < 10


def test_a_sawtooth_is_not_joined_and_noise_is() -> None:
    saw = fitted(Figure(curves=(sampled("x % 1", lambda x: x % 1, 0, 4.9),)))
    assert len(saw.curves[0].pieces) == 5
    noise = fitted(Figure(curves=(sampled("noise", lambda x: math.sin(1e6 * x * x), 0, 5),)))
    assert len(noise.curves[0].pieces) == 1


def test_the_half_without_values_stays_in_the_picture() -> None:
    window = fitted(ROOT)
    assert window.x == (-2, 2)
    assert all(x > 0 for line in window.curves for piece in line.pieces for x, _ in piece)
    assert "200 values are not finite" in window.notes


def test_flat_curves_lie_in_the_middle_with_zero_in_sight() -> None:
    assert fitted(ZERO).y == (-1, 1)
    assert fitted(POINT).y == (0, 8) and fitted(POINT).x == (2, 4)
    window = fitted(Figure(curves=(sampled("y", lambda x: -2 - 1e-9 * x, 0, 5),)))
    assert window.y == pytest.approx((-4, 0))
    assert window.notes == ("differences of 5e-9 are too small to see",)


def test_zero_is_taken_in_when_it_is_near() -> None:
    assert fitted(Figure(curves=(sampled("y", lambda x: x, 0.2, 5),))).y == (0, 5)
    assert fitted(Figure(curves=(sampled("y", lambda x: x, 4, 5),))).y == (4, 5)


def test_level_lines_near_the_curve_are_in_the_picture() -> None:
    near = Figure(curves=ZERO.curves, hlines=(3.0,))
    assert fitted(near).y == (0, 3) and fitted(near).hlines == (3.0,)
    far = fitted(Figure(curves=CUBIC.curves, hlines=(1e6, math.nan)))
    assert far.hlines == () and "2 lines beyond the picture" in far.notes


def test_notes_say_what_is_left_out() -> None:
    figure = Figure(curves=(curve("a", [0, 1, 2, 3], [1, 1e305, math.nan, 2, 5]),) * 20)
    notes = "; ".join(fitted(figure).notes)
    assert f"{MOST_CURVES} values are not finite" in notes
    assert f"{MOST_CURVES} values are too large to draw" in notes
    assert "x has 4 values, y has 5" in notes
    assert f"only the first {MOST_CURVES} of 20 curves are drawn" in notes


def test_curves_that_hide_one_another_are_named() -> None:
    assert "exp(x) and slope coincide" in fitted(EXPONENTIAL).notes


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        (Figure(), "no curve was plotted"),
        (Figure(curves=(curve("y", [], []),)), "what was plotted has no points"),
        (Figure(curves=(curve("y", [1], [math.nan]),)), "of 1 point none is finite"),
        (Figure(curves=(curve("y", [1], [1e305]),)), "of 1 point each is too large or not finite"),
    ],
)
def test_nothing_says_why(figure: Figure, why: str) -> None:
    assert fit(figure) == Nothing(f"nothing to draw, because {why}")
