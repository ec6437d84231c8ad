"""What a learner types who knows the answers, and a course to type it at."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograd_tutor.course.answers import first_order
from autograd_tutor.course.lessons import Course, Entry
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.lesson.load import load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import (
    Choice,
    Code,
    Demo,
    Explain,
    Expression,
    Fix,
    Number,
    Order,
    Predict,
    Read,
    Step,
)
from autograd_tutor.plain.console import Console
from autograd_tutor.plain.engine import Engine
from autograd_tutor.plain.lines import Lines
from autograd_tutor.plain.session import Session
from autograd_tutor.plain.voice import Voice
from autograd_tutor.progress.store import Store

EVERY = load_lesson(Path(__file__).with_name("every.yaml"))

OTHER = Lesson(
    format=1,
    id="other",
    title="Another lesson",
    aims=["Find it"],
    minutes=1,
    steps=[Read(id="first", title="Only one", text="Here.")],
)


def course(*lessons: Lesson) -> Course:
    entries = [Entry(Path(lesson.id), lesson.id, lesson.title) for lesson in lessons]
    by_id = {lesson.id: lesson for lesson in lessons}
    return Course(lambda: entries, lambda path: by_id[path.name])


def right_answer(lesson: Lesson, step: Step) -> list[str]:
    """The lines that pass a step, or run it where there is nothing to pass."""
    match step:
        case Demo():
            return ["run"]
        case Expression():
            return [step.answer or step.starter]
        case Code() | Fix():
            return ["write", *step.solution[0].rstrip("\n").split("\n"), ".", "run"]
        case Choice() | Predict():
            return [" ".join(str(n) for n, each in enumerate(step.options, 1) if each.right)]
        case Number():
            return [f"{step.answer:.10g}"]
        case Order():
            begin = first_order(lesson, step)
            return [", ".join(str(begin.index(place) + 1) for place in range(len(begin)))]
        case Explain():
            return [*step.points, ".", *["y"] * len(step.points)]
    return []


def right_through(lesson: Lesson) -> Iterator[str]:
    """What passes every step of a lesson, from its first."""
    for number, step in enumerate(lesson.steps):
        yield from ["next"] if number else []
        yield from right_answer(lesson, step)


async def attend(
    evaluator: Evaluator,
    script: Sequence[str],
    *lessons: Lesson,
    at: tuple[str | None, str | None] = (None, None),
    store: Store | None = None,
    ascii: bool = False,
    status: int = 0,
) -> str:
    """What is said while a script is typed into a pipe."""
    out = io.StringIO()
    voice = Voice(out, 80, ascii=ascii)
    read, write = os.pipe()
    try:
        await asyncio.to_thread(_feed, write, "".join(f"{line}\n" for line in script))
        console = Console(Lines(read), voice, echo=True)
        engine = Engine(evaluator, voice, "cpu")
        session = Session(course(*lessons or [EVERY]), store or Store(), engine, console)
        assert await session.attend(*at) == status
    finally:
        os.close(read)
    return out.getvalue()


def _feed(write: int, text: str) -> None:
    with open(write, "wb") as pipe:
        pipe.write(text.encode())
