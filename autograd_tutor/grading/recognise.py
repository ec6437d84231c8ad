"""Which of the lesson's wrong programs an answer is like.

Two programs are alike in how they ended, in what they leave where an answer is looked for, and
then in how it was made: the checks they miss, what their tensors are, and what autograd was
asked. The numbers have to agree, and mostly tell. Where it is not the numbers that are wrong, the
checks that are missed have to be the same ones; where there are no numbers, or only zeros,
autograd has to have been asked the same. Of several that fit the nearest is meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import TypeAlias

from autograd_tutor.evaluator.evidence import Call, Seen
from autograd_tutor.evaluator.messages import Failure
from autograd_tutor.grading.errors import explain
from autograd_tutor.grading.faults import faults
from autograd_tutor.grading.left import Left, has_numbers
from autograd_tutor.grading.numeric import close
from autograd_tutor.grading.question import Question
from autograd_tutor.lesson.checks import Apart, Asked, Check, Equals, Reaches, State

Distance: TypeAlias = tuple[int, int, int]
"""Checks that only one misses, then differences in tensors, then in what autograd was asked."""
SAME: Distance = (0, 0, 0)
_NUMBER = re.compile(r"\d+")


def distance(
    question: Question, reference: Left | None, learner: Left, wrong: Left
) -> Distance | None:
    """How far an answer is from a wrong program; None if it is another matter altogether.

    `reference` may be None where both ended in an error.
    """
    if learner.error is not None or wrong.error is not None:
        if not _same_error(learner, wrong):
            return None
        return 0, _structure(_names(question), learner, wrong), _asking(learner, wrong)
    assert reference is not None
    missed, theirs = (
        {fault.place for fault in faults(question.checks, question.inputs, each, reference)}
        for each in (learner, wrong)
    )
    return _distance(question, reference, learner, wrong, missed, theirs)


def _distance(
    question: Question,
    reference: Left,
    learner: Left,
    wrong: Left,
    missed: set[int],
    theirs: set[int],
) -> Distance | None:
    """For programs that came to their ends, by the places of the checks that they miss."""
    if any((learner.find(each) is None) != (wrong.find(each) is None) for each in question.inputs):
        return None
    apart = missed ^ theirs
    told = False
    for place, check in enumerate(question.checks):
        if isinstance(check, Equals) and place in apart:
            return None
        if isinstance(check, Equals) and place in theirs:
            mine = learner.answer(check, question.inputs, reference)
            its = wrong.answer(check, question.inputs, reference)
            if not _alike(mine, its, check.tolerance):
                return None
            told = told or _tells(its, check.tolerance)
    asking = _asking(learner, wrong)
    if not theirs or (not told and apart):
        return None
    if not told and asking and any(isinstance(question.checks[each], Equals) for each in theirs):
        return None
    return len(apart), _structure(_names(question), learner, wrong), asking


def _tells(seen: Seen | None, tolerance: float) -> bool:
    """Whether there are numbers that a program is known by: not none, and not only zeros."""
    if seen is None or not has_numbers(seen):
        return False
    return not close(seen.values, [0.0] * len(seen.values), tolerance)


def _alike(one: Seen | None, other: Seen | None, tolerance: float) -> bool:
    """Whether two answers hold the same numbers, or are both without any in the same way."""
    kinds = ["none" if seen is None else seen.kind for seen in (one, other)]
    if one is None or other is None or not {"tensor", "number"}.issuperset(kinds):
        return kinds[0] == kinds[1]
    if not (has_numbers(one) and has_numbers(other)):
        return False
    return one.shape == other.shape and close(one.values, other.values, tolerance)


def _same_error(learner: Left, wrong: Left) -> bool:
    """The same error, with the same said to autograd before it."""
    if learner.error is None or wrong.error is None:
        return False
    flags = [
        [(call.create_graph, call.retain_graph, call.failed) for call in left.evidence.calls]
        for left in (learner, wrong)
    ]
    return _named(learner.error) == _named(wrong.error) and flags[0] == flags[1]


def _named(error: Failure) -> tuple[str, str]:
    """The catalogue's name of an error, or its own words without their numbers."""
    known = explain(error)
    return ("", known.id) if known else (error.type, _NUMBER.sub("0", error.message))


def _names(question: Question) -> list[str]:
    """The variables that the question is about."""
    names = list(question.inputs)
    for check in question.checks:
        names += _named_by(check)
    names += [name.partition(".")[0] for name in names]
    return list(dict.fromkeys(names))


def _named_by(check: Check) -> list[str]:
    match check:
        case Asked() | Equals():
            return check.of
        case Reaches():
            return [check.name, *check.leaves]
        case State():
            return [check.name]
        case Apart():
            return check.names
    return []


def _structure(names: Sequence[str], one: Left, other: Left) -> int:
    """In how many ways the tensors differ: what they are, what they reach, who shares memory."""
    mine = {name: one.find(name) for name in names}
    its = {name: other.find(name) for name in names}
    count = sum(_facts(mine[name]) != _facts(its[name]) for name in names)
    for first, second in combinations(names, 2):
        count += _shared(mine[first], mine[second]) != _shared(its[first], its[second])
    return count


def _facts(seen: Seen | None) -> tuple[object, ...]:
    if seen is None:
        return ()
    return seen.kind, seen.leaf, seen.tracked, frozenset(seen.leaves), seen.odd


def _shared(one: Seen | None, other: Seen | None) -> bool:
    return one is not None and other is not None and one.storage == other.storage >= 0


def _asking(one: Left, other: Left) -> int:
    mine, its = (Counter(map(_said, left.evidence.calls)) for left in (one, other))
    return (mine - its).total() + (its - mine).total()


def _said(call: Call) -> tuple[object, ...]:
    flags = call.create_graph, call.retain_graph, call.failed
    return call.kind, *flags, frozenset(call.of)
