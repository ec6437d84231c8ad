"""The spoken form: what a listener learns of each curve."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from autograd_tutor.evaluator.messages import Figure
from autograd_tutor.plot.spoken import describe
from tests.plot.figures import CUBIC, EXPONENTIAL, POINT, ROOT, TANGENT, ZERO, curve, sampled
from tests.plot.test_window import figures


def test_the_cubic_and_its_slope() -> None:
    assert describe(CUBIC).splitlines() == [
        "y: starts at (0, 0), ends at (5, 15); crosses zero at 2 and 4; touches zero at 0; "
        "maximum 3.079 at 0.845; minimum -3.079 at 3.155.",
        "dy/dx: starts at (0, 8), ends at (5, 23); crosses zero at 0.845 and 3.155; "
        "minimum -4 at 2.",
    ]


def test_poles_and_gaps() -> None:
    assert "crosses zero at -3.142, 0 and 3.142" in describe(TANGENT)
    assert "leaves the picture near -4.698, -1.583, 1.583 and 4.698" in describe(TANGENT)
    assert "maximum" not in describe(TANGENT)
    first, said, *_ = describe(ROOT).splitlines()
    assert first == "Square root."
    assert said.endswith("ends at (2, 1.414); no value from -2 to -0.01.")


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure(), "Nothing to draw, because no curve was plotted."),
        (ZERO, "y: constant 0 from 0 to 5."),
        (POINT, "p: one point, (3, 4)."),
        (
            Figure(curves=(sampled("", lambda x: x * x, -5, 5),)),
            "curve 1: starts at (-5, 25), ends at (5, 25); minimum 0 at 0.",
        ),
        (
            Figure(curves=(curve("relu", [-2, -1, 0, 1], [0, 0, 0, 1]),)),
            "relu: starts at (-2, 0), ends at (1, 1); is zero from -2 to 0.",
        ),
        (
            Figure(curves=(curve("hole", [0, 1, 2, 3], [1, 2, math.nan, 4]),)),
            "hole: starts at (0, 1), ends at (3, 4); no value at 2.\nNote: 1 value is not finite.",
        ),
    ],
)
def test_whole_descriptions(figure: Figure, said: str) -> None:
    assert describe(figure) == said


def test_many_places_are_counted() -> None:
    wave = Figure(curves=(sampled("w", math.sin, 0.5, 60, 1000),))
    assert "53.41" not in describe(wave)
    assert "15.71, 18.85 and 13 more" in describe(wave)


def test_curves_that_coincide_and_hostile_labels() -> None:
    assert describe(EXPONENTIAL).endswith("Note: exp(x) and slope coincide.")
    hostile = Figure(curves=(curve("\x1b[31mred\n", [0, 1], [0, 1]),))
    assert describe(hostile).startswith("␛[31mred: ")


@given(figures)
def test_any_figure_has_words(figure: Figure) -> None:
    said = describe(figure)
    assert said
    assert "nan" not in said and "inf " not in said and "-0," not in said
