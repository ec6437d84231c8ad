from random import Random

import pytest

from tests.soak.trend import growth, student

AT = list(range(0, 2_000, 20))


@pytest.mark.parametrize(("freedom", "quantile"), [(5, 3.365), (10, 2.764), (30, 2.457)])
def test_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert student(freedom) == pytest.approx(quantile, rel=0.02)


def test_what_grows_is_told_from_what_varies() -> None:
    random = Random(3)
    noise = [random.gauss(2e8, 1e5) for _ in AT]
    assert growth(AT, noise) < 200
    assert growth(AT, [each + 500 * at for at, each in zip(AT, noise, strict=True)]) > 500
    assert growth(AT, [2e8] * len(AT)) == 0
    assert growth(AT, [min(at, 400) * 1e4 for at in AT]) == pytest.approx(0, abs=1e-6)


def test_the_bound_is_above_the_slope_as_often_as_it_says() -> None:
    random = Random(4)
    below = sum(
        growth(AT, [random.gauss(at * 100.0, 1e4) for at in AT]) < 100 for _ in range(1_000)
    )
    assert below < 30


def test_few_samples_tell_nothing() -> None:
    with pytest.raises(ValueError, match="too few"):
        growth([1, 2, 3], [1, 2, 3])
