import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.grading.answers import arrange, choose, explained, number, shuffled
from autograd_tutor.lesson.steps import (
    Choice,
    Explain,
    Number,
    Option,
    Order,
    WrongNumber,
    WrongOrder,
)

STEP: dict[str, Any] = {"id": "s", "title": "S", "text": "Say."}
ONE = Choice(
    **STEP,
    options=[
        Option(text="a", say="No, a is early."),
        Option(text="b", right=True, say="Yes."),
        Option(text="c"),
    ],
)
TWO = Choice(
    **STEP,
    options=[
        Option(text="a", right=True, say="One."),
        Option(text="b", say="Not b."),
        Option(text="c", right=True, say="Two."),
    ],
)
SLOPE = Number(
    **STEP,
    answer=-8.245,
    tolerance=1e-3,
    mistakes=[
        WrongNumber(answer=-32.98, say="Four times."),
        WrongNumber(answer=-2.061, say="A quarter."),
    ],
)
LINES = Order(
    **STEP,
    items=["mark", "compute", "walk", "read"],
    mistakes=[WrongOrder(order=[1, 3, 2, 4], say="There is nothing to walk yet.")],
)
WHY = Explain(**STEP, points=["It is recorded.", "It has to be cut off."])


@pytest.mark.parametrize(
    ("step", "picked", "state", "reason", "say"),
    [
        (ONE, [1], "passed", "", "Yes."),
        (ONE, [], "unattempted", "", "Choose an answer first."),
        (ONE, [0], "wrong", "option:1", "No, a is early."),
        (ONE, [1, 0], "wrong", "option:1", "No, a is early."),
        (ONE, [2], "wrong", "option:3", "That is not the answer. Read the question once more."),
        (TWO, {2, 0}, "passed", "", "One. Two."),
        (TWO, [2], "wrong", "incomplete", "What you chose is right, but it is not all of it."),
        (TWO, [0, 1, 2], "wrong", "option:2", "Not b."),
    ],
)
def test_choose(step: Choice, picked: list[int], state: str, reason: str, say: str) -> None:
    judgement = choose(step, picked)

    assert (judgement.state, judgement.reason, judgement.say) == (state, reason, say)


def test_there_is_no_such_option() -> None:
    with pytest.raises(IndexError):
        choose(ONE, [3])


@pytest.mark.parametrize("text", ["-8.245", " -8.2450 ", "−8.245", "-8.25e0", "-0.8245e1"])
def test_the_number(text: str) -> None:
    assert number(SLOPE, text).passed


@pytest.mark.parametrize("text", ["6553600", "6,553,600", "6_553_600", "6.5536e6", "+6,553,600.0"])
def test_a_number_of_thousands(text: str) -> None:
    assert number(Number(**STEP, answer=6_553_600), text).passed


@pytest.mark.parametrize("text", ["-1/3", "−2 / 6", "-0.33333"])
def test_a_fraction(text: str) -> None:
    assert number(Number(**STEP, answer=-1 / 3), text).passed


@pytest.mark.parametrize(
    ("text", "reason", "say"),
    [
        ("-32.98", "mistake:-32.98", "Four times."),
        ("-2.0611", "mistake:-2.061", "A quarter."),
        ("8.245", "sign", "The size is right, the sign is not."),
        (
            "-8.1",
            "close",
            "That is near, but not near enough. Give more digits, or check your steps.",
        ),
        ("-100", "differs", "The answer is larger than that."),
        ("3", "differs", "The answer is smaller than that."),
    ],
)
def test_a_wrong_number(text: str, reason: str, say: str) -> None:
    judgement = number(SLOPE, text)

    assert (judgement.state, judgement.reason, judgement.say) == ("wrong", reason, say)


@pytest.mark.parametrize(
    "text", ["", "  ", "eight", "8,245", "1/0", "1/2/3", "nan", "inf", "-8.2.4", "8 2"]
)
def test_no_number_is_no_attempt(text: str) -> None:
    judgement = number(Number(**STEP, answer=1.0), text)

    assert judgement.state == ("wrong" if text == "8,245" else "unattempted")


def test_zero_has_an_absolute_tolerance() -> None:
    zero = Number(**STEP, answer=0.0, tolerance=1e-3)

    assert number(zero, "-0").passed
    assert number(zero, "0.0009").passed
    assert number(zero, "0.0011").reason == "close"


@pytest.mark.parametrize(
    ("order", "reason", "say"),
    [
        ([0, 2, 1, 3], "mistake:1-3-2-4", "There is nothing to walk yet."),
        ([1, 0, 2, 3], "differs", "Another line comes first."),
        ([0, 3, 1, 2], "differs", "The first line is in place; the second is not."),
        ([0, 1, 3, 2], "differs", "The first 2 lines are in place; the third is not."),
    ],
)
def test_a_wrong_order(order: list[int], reason: str, say: str) -> None:
    judgement = arrange(LINES, order)

    assert (judgement.state, judgement.reason, judgement.say) == ("wrong", reason, say)


def test_the_order() -> None:
    assert arrange(LINES, [0, 1, 2, 3]).passed


def test_lines_alike_stand_for_each_other() -> None:
    twice = Order(**STEP, items=["zero", "walk", "zero"])

    assert arrange(twice, [2, 1, 0]).passed


@pytest.mark.parametrize("order", [[], [0, 1, 2], [0, 1, 2, 2], [1, 2, 3, 4]])
def test_not_an_order(order: list[int]) -> None:
    with pytest.raises(ValueError, match="not an order of 4 lines"):
        arrange(LINES, order)


@given(st.lists(st.sampled_from("abc"), min_size=3, max_size=8), st.integers(0, 2**31))
def test_shuffled_is_an_order_and_never_the_right_one(items: list[str], seed: int) -> None:
    step = Order(**STEP, items=items)
    order = shuffled(step, seed)

    assert order == shuffled(step, seed)
    assert sorted(order) == list(range(len(items)))
    assert len(set(items)) == 1 or not arrange(step, order).passed


def test_shuffles_differ() -> None:
    orders = {tuple(shuffled(LINES, seed)) for seed in range(500)}

    assert orders == set(itertools.permutations(range(4))) - {(0, 1, 2, 3)}


@pytest.mark.parametrize(
    ("text", "ticked", "state", "say"),
    [
        ("Because it is recorded, so cut it.", [0, 1], "passed", ""),
        ("Because it is.", [1], "wrong", "Your words make 1 of 2 points. Add what is missing."),
        ("Because it is.", [5], "wrong", "Your words make 0 of 2 points. Add what is missing."),
        (" ", [0, 1], "unattempted", "Write your explanation first."),
        ("dunno lol", [0, 1], "unattempted", "Write your explanation first."),
    ],
)
def test_explained(text: str, ticked: list[int], state: str, say: str) -> None:
    judgement = explained(WHY, text, ticked)

    assert (judgement.state, judgement.say) == (state, say)
