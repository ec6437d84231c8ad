"""The answers that need no run: what was chosen, a number, an order, an explanation."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Collection, Sequence

from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson.fields import within
from autograd_tutor.lesson.steps import Choice, Explain, Number, Order, Predict

FEWEST_WORDS = 3
"""An explanation of fewer words is not one yet."""
CLOSE = 0.05
"""So near to the answer, relative to it, a wrong number looks like a rounded one."""
_FRACTION = re.compile(r"([+-]?\d{1,15}) ?/ ?(\d{1,15})")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def choose(step: Choice | Predict, picked: Collection[int]) -> Judgement:
    """Judge the options picked, by their places from 0: right if they are all the right ones.

    What is said is the picked options' own words, of the first wrong one if there is one.

    Raises:
        IndexError: there is no option at one of the places.
    """
    chosen = {place: step.options[place] for place in sorted(picked)}
    if not chosen:
        return Judgement(state="unattempted", say="Choose an answer first.")
    for place, option in chosen.items():
        if not option.right:
            say = option.say or "That is not the answer. Read the question once more."
            return Judgement(state="wrong", reason=f"option:{place + 1}", say=say)
    if len(chosen) < sum(option.right for option in step.options):
        say = "What you chose is right, but it is not all of it."
        return Judgement(state="wrong", reason="incomplete", say=say)
    return _passed(" ".join(option.say.strip() for option in chosen.values() if option.say))


def number(step: Number, text: str) -> Judgement:
    """Judge a number as it was typed: the answer, within the step's relative tolerance.

    Where the answer is 0 the tolerance is absolute.
    """
    if not text.strip():
        return Judgement(state="unattempted", say="Write a number first.")
    value = _parsed(text)
    if value is None:
        say = "Write one plain number with a decimal point, such as -0.25 or 1e-3."
        return Judgement(state="unattempted", reason="not-a-number", say=say)
    if within(value, step.answer, step.tolerance):
        return _passed()
    for mistake in sorted(step.mistakes, key=lambda each: abs(value - each.answer)):
        if within(value, mistake.answer, step.tolerance):
            reason = f"mistake:{mistake.answer:g}"
            return Judgement(state="wrong", reason=reason, say=mistake.say)
    if within(-value, step.answer, step.tolerance):
        return Judgement(state="wrong", reason="sign", say="The size is right, the sign is not.")
    if within(value, step.answer, CLOSE):
        say = "That is near, but not near enough. Give more digits, or check your steps."
        return Judgement(state="wrong", reason="close", say=say)
    size = "smaller" if value > step.answer else "larger"
    return Judgement(state="wrong", reason="differs", say=f"The answer is {size} than that.")


def arrange(step: Order, order: Sequence[int]) -> Judgement:
    """Judge an order, given as places in the step's `items` from 0.

    Lines with the same text may stand for each other.

    Raises:
        ValueError: it is not each of the places once.
    """
    if sorted(order) != list(range(len(step.items))):
        raise ValueError(f"not an order of {len(step.items)} lines: {list(order)}")
    lines = [step.items[place] for place in order]
    if lines == step.items:
        return _passed()
    for mistake in step.mistakes:
        if lines == [step.items[place - 1] for place in mistake.order]:
            name = "-".join(map(str, mistake.order))
            return Judgement(state="wrong", reason=f"mistake:{name}", say=mistake.say)
    pairs = zip(lines, step.items, strict=True)
    wrong = next(place for place, (line, right) in enumerate(pairs) if line != right)
    return Judgement(state="wrong", reason="differs", say=_misplaced(wrong))


def shuffled(step: Order, seed: int) -> list[int]:
    """An order to start from, as places in `items`: the same for a seed, and never the right one.

    Where all lines are the same, every order is right.
    """
    order = list(range(len(step.items)))
    random.Random(seed).shuffle(order)
    if [step.items[place] for place in order] == step.items:
        order = order[1:] + order[:1]
    return order


def explained(step: Explain, text: str, ticked: Collection[int]) -> Judgement:
    """Judge an explanation by the points its own writer found in it, by their places from 0."""
    if len(text.split()) < FEWEST_WORDS:
        return Judgement(state="unattempted", say="Write your explanation first.")
    found = len(set(ticked) & set(range(len(step.points))))
    if found == len(step.points):
        return _passed()
    say = f"Your words make {found} of {len(step.points)} points. Add what is missing."
    return Judgement(state="wrong", reason="points", say=say)


def _passed(say: str = "") -> Judgement:
    return Judgement(state="passed", say=say)


def _parsed(text: str) -> float | None:
    """The number typed, or the fraction; a minus sign may be a real one, thousands have commas."""
    plain = text.strip().replace("−", "-")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    over, under = plain, "1"
    if fraction := _FRACTION.fullmatch(plain):
        over, under = fraction.groups()
    try:
        value = float(over) / float(under)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None


def _misplaced(place: int) -> str:
    if place == 0:
        return "Another line comes first."
    kept = "line is" if place == 1 else f"{place} lines are"
    return f"The first {kept} in place; the {_ORDINALS[place]} is not."
