"""What a lesson builds on was taught before it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from autograd_tutor.authoring.code import parsed
from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.draft import Draft, Problem
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.steps import Code, Expression, Fix, Number, Step

LONGEST = 8
"""Parts of a dotted name that are looked at."""


def requirements(course: Course, draft: Draft) -> Iterator[Problem]:
    """Required concepts that nobody teaches, or only a later lesson, or one in a circle."""
    circle = _circle(course)
    place = course.drafts.index(draft)
    for number, concept in enumerate(draft.lesson.requires):
        road = ("requires", number)
        teacher = _teacher(course, concept)
        if teacher is None:
            yield Problem("L120", road, f"no lesson teaches `{concept}`")
        elif place in circle and teacher in circle:
            names = ", ".join(course.drafts[n].path.name for n in sorted(circle))
            yield Problem("L121", road, f"lessons require each other in a circle: {names}")
        elif teacher > place:
            later = course.drafts[teacher].path.name
            yield Problem("L122", road, f"`{concept}` is only taught later, in {later}")


def names(course: Course, draft: Draft) -> Iterator[Problem]:
    """Solutions that use the names of a concept that is only taught later."""
    known = {name for each in course.up_to(draft) for name in _names(each)}
    later: dict[str, str] = {}
    for other in course.drafts:
        later |= {name: id for name, id in _names(other).items() if name not in known}
    for road, step in draft.steps():
        for place, code in solutions(road, step):
            found = used(code)
            for name, concept in later.items():
                if name in found:
                    said = f"the solution uses `{name}`, which `{concept}` teaches later"
                    yield Problem("L123", place, said)


def pointers(course: Course, draft: Draft) -> Iterator[Problem]:
    """Mistakes that send the learner to a concept that no lesson teaches."""
    for road, step in draft.steps():
        if not isinstance(step, Code | Fix | Expression):
            continue
        for number, mistake in enumerate(step.mistakes):
            if mistake.concept and _teacher(course, mistake.concept) is None:
                place = (*road, "mistakes", number, "concept")
                yield Problem("L124", place, f"no lesson teaches `{mistake.concept}`")


def solutions(road: Road, step: Step) -> Iterator[tuple[Road, str]]:
    """The answers that a step holds, and the roads to them."""
    match step:
        case Code() | Fix():
            for number, code in enumerate(step.solution):
                yield (*road, "solution", number), code
        case Number() if step.solution:
            yield (*road, "solution"), step.solution
        case Expression() if step.answer:
            yield (*road, "answer"), step.answer


def _teacher(course: Course, concept: str) -> int | None:
    """The place of the first lesson that teaches it."""
    for place, draft in enumerate(course.drafts):
        if any(taught.id == concept for taught in draft.lesson.teaches):
            return place
    return None


def _names(draft: Draft) -> dict[str, str]:
    return {name: concept.id for concept in draft.lesson.teaches for name in concept.names}


def _circle(course: Course) -> set[int]:
    """The places of lessons that require each other, if there are such."""
    graph = {
        place: {_teacher(course, concept) for concept in draft.lesson.requires} - {None}
        for place, draft in enumerate(course.drafts)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()


def used(code: str) -> set[str]:
    """Every name in the code, as a concept may call it."""
    tree = parsed(code)
    found: set[str] = set()
    for node in ast.walk(tree) if tree else ():  # a trial says what can't be read
        match node:
            case ast.Name(id=name):
                found.add(name)
            case ast.Attribute():
                found.update(_endings(_chain(node)))
            case ast.keyword(arg=str(name)):
                found.add(name)
            case ast.ImportFrom(module=str(module), names=aliases):
                found.update(n for a in aliases for n in _endings([*module.split("."), a.name]))
    return found


def _chain(node: ast.Attribute) -> list[str]:
    """`a.b.c` as its parts; what is not a name at the front is an empty part."""
    parts = [node.attr]
    while isinstance(node.value, ast.Attribute) and len(parts) < LONGEST:
        node = node.value
        parts.append(node.attr)
    parts.append(node.value.id if isinstance(node.value, ast.Name) else "")
    return parts[::-1]


def _endings(parts: list[str]) -> Iterable[str]:
    """`torch.autograd.grad` is itself, `autograd.grad` and `grad`; `w.grad` is also `x.grad`."""
    if parts[0] != "torch":
        yield f"x.{parts[-1]}"
    for start in range(len(parts)):
        yield ".".join(parts[start:])
