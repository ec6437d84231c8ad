import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd_tutor.grading.numeric import addend, close, farthest, multiple, near

TOLERANCE = 1e-4
ordinary = st.floats(-1e3, 1e3)
rows = st.lists(ordinary, min_size=3, max_size=30)
noise = st.floats(-1e-6, 1e-6)
wholes = st.integers(2, 10)
factors = st.one_of(
    st.just(Fraction(-1)),
    wholes.map(Fraction),
    wholes.map(lambda n: Fraction(1, n)),
    wholes.map(lambda n: Fraction(-n)),
)


def large(row: list[float]) -> bool:
    """Whether there is more in a row than noise, even a tenth of it."""
    return max(map(abs, row)) > 1.0


@given(rows, noise)
def test_a_row_is_itself_whatever_the_rounding(row: list[float], error: float) -> None:
    assert close([each + error for each in row], row, TOLERANCE)
    assert multiple(row, row, TOLERANCE) is None


@given(rows, factors, noise)
def test_multiples_are_found_with_their_factor(
    row: list[float], factor: Fraction, error: float
) -> None:
    assume(large(row))
    assert multiple([float(factor) * each + error for each in row], row, TOLERANCE) == factor


@given(rows, st.integers(11, 500))
def test_a_mean_is_found_where_so_many_numbers_are_known(row: list[float], count: int) -> None:
    assume(large(row) and max(map(abs, row)) / count > 2 * TOLERANCE)
    found = [each / count for each in row]

    assert multiple(found, row, TOLERANCE, {count}) == Fraction(1, count)
    assert multiple(found, row, TOLERANCE) is None


@given(rows, st.floats(0.1, 3.0))
def test_a_factor_that_has_no_name_is_none(row: list[float], factor: float) -> None:
    assume(large(row))
    nearest = round(factor) if factor >= 1 else 1 / round(1 / factor)
    assume(abs(factor / nearest - 1) > 0.01)

    assert multiple([factor * each for each in row], row, TOLERANCE) is None


@given(rows, factors, st.data())
def test_one_number_that_is_no_multiple_is_enough(
    row: list[float], factor: Fraction, data: st.DataObject
) -> None:
    assume(large(row))
    found = [float(factor) * each for each in row]
    place = data.draw(st.integers(0, len(row) - 1))
    found[place] += 1e4

    assert multiple(found, row, TOLERANCE) is None


@given(st.lists(st.tuples(ordinary, ordinary), min_size=3, max_size=30), noise)
def test_a_sum_is_found_by_what_was_added(pairs: list[tuple[float, float]], error: float) -> None:
    right, added = [one for one, _ in pairs], [other for _, other in pairs]
    assume(large(added))
    found = [one + other + error for one, other in pairs]
    known = {"nothing": [0.0] * len(pairs), "short": [1.0], "added": added}

    assert addend(found, right, known, TOLERANCE) == "added"
    assert addend(found, right, {"nothing": known["nothing"]}, TOLERANCE) is None


def test_few_numbers_are_a_sum_too_easily() -> None:
    assert addend([3.0], [1.0], {"two": [2.0]}, TOLERANCE) is None


@given(rows, st.data())
def test_the_farthest_is_where_it_is_largest(row: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(row) - 1))
    found = [each + 1.0 for each in row]
    found[place] += 5.0

    assert farthest(found, row, TOLERANCE) == place


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [
        (-0.0, 0.0, True),
        (math.nan, math.nan, True),
        (math.nan, 0.0, False),
        (0.0, math.nan, False),
        (math.inf, math.inf, True),
        (math.inf, -math.inf, False),
        (1e300, math.inf, False),
        (math.inf, 1e300, False),
        (1.0001, 1.0, True),
        (1.0003, 1.0, False),
    ],
)
def test_near(found: float, expected: float, same: bool) -> None:
    assert near(found, expected, TOLERANCE) is same


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_nothing_is_a_multiple_of_what_is_no_number(odd: float) -> None:
    assert multiple([1.0, odd], [1.0, 2.0], TOLERANCE) is None
    assert farthest([1.0, odd], [9.0, 2.0], TOLERANCE) == 1


def test_noise_has_no_multiples() -> None:
    assert multiple([2e-6, 0.0], [1e-6, 0.0], TOLERANCE) is None
    assert multiple([], [], TOLERANCE) is None
    assert not close([1.0], [1.0, 2.0], TOLERANCE)
