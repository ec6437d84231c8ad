"""A learner at the console script who goes through a lesson step by step, keys only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from autograd_tutor.course.exercises import is_exercise
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
    Step,
)

COLUMNS, ROWS = 80, 60
RUN, NEXT, ALL, ENTER = "\x12", "\x0e", "\x1b[18~", "\r"  # ctrl+r, ctrl+n, F7
LIFT, UP, DOWN, HOME = " ", "\x1b[A", "\x1b[B", "\x1b[H"
MARK = re.compile(r"^ +>? +(\([ •]\)|\[[ x]\])", re.MULTILINE)
SAID = 60
"""Characters of a sentence that tell it from others."""


class Keyboard(Protocol):
    """What a learner sits at: a terminal, or a page with one in it."""

    @property
    def text(self) -> str: ...

    def send(self, keys: str) -> None: ...

    def paste(self, text: str) -> None: ...

    def wait_for(self, wanted: Callable[[], bool], /) -> object: ...


class Walk:
    """Goes on from step to step; every wait is for words that only the answer brings."""

    def __init__(self, terminal: Keyboard, lesson: Lesson) -> None:
        self.terminal = terminal
        self.lesson = lesson
        self._marked: set[int] = set()

    def go(self, at: Callable[[Walk, Step], None]) -> None:
        """Do `at` at each step, and see the lesson done at its last."""
        count = len(self.lesson.steps)
        for number, step in enumerate(self.lesson.steps, 1):
            self.wait_for(f"{number}/{count} · {step.title}")
            self.terminal.wait_for(lambda: not self._is_judged())
            self._marked.clear()
            at(self, step)
            if number < count:
                self.terminal.send(NEXT)
        exercises = sum(map(is_exercise, self.lesson.steps))
        self.wait_for(f"Lesson done: {exercises} of {exercises} exercises.")
        assert "lesson done" in self.terminal.text.splitlines()[0]

    def _is_judged(self) -> bool:
        return "Right. " in self.terminal.text or "Not yet. " in self.terminal.text

    def answer_right(self, step: Step) -> None:
        """Run what can be run, answer what is asked."""
        match step:
            case Demo():
                self.run("done in", status=True)
            case Expression() if step.answer:
                self.submit(step.answer, "Right.")
            case Code() | Fix():
                self.submit(step.solution[0], "Right.")
            case Choice() | Predict():
                right = _right(step)
                self.pick(right, "Right.", several=len(right) > 1)
            case Number():
                self.submit(f"{step.answer:.10g}", "Right.")
            case Order():
                self.arrange(step.items, "Right.")
            case Explain():
                self.submit(" ".join(step.points), "tick each point")
                self.pick(range(len(step.points)), "Right.", several=True)

    def answer_wrong(self, step: Step, most: int | None = None) -> None:
        """Give every wrong answer that the lesson declares, or so many of each step's.

        What is said of each is read.
        """
        match step:
            case Expression() | Code() | Fix():
                for mistake in step.mistakes[:most]:
                    self.submit(mistake.code, f"Not yet. {mistake.say}")
            case Choice() | Predict():
                self._choose_wrong(step, most)
            case Number():
                for wrong in step.mistakes[:most]:
                    self.submit(f"{wrong.answer:.10g}", f"Not yet. {wrong.say}")
            case Order():
                for order in step.mistakes[:most]:
                    lines = [step.items[place - 1] for place in order.order]
                    self.arrange(lines, f"Not yet. {order.say}")

    def _choose_wrong(self, step: Choice | Predict, most: int | None) -> None:
        right = _right(step)
        several = len(right) > 1
        wrong = [at for at, option in enumerate(step.options) if not option.right]
        for at in wrong[:most]:
            places = [*right, at] if several else [at]
            self.pick(places, f"Not yet. {step.options[at].say}", several=several)

    def submit(self, text: str, said: str) -> None:
        """Paste a text in the place of what is there, and have it run and judged."""
        self.terminal.send(ALL)
        self.terminal.paste(text.rstrip("\n"))
        self.run(said)

    def run(self, said: str, *, status: bool = False) -> None:
        """Press ctrl+r and wait for the words."""
        self.terminal.send(RUN)
        self.wait_for(said, status=status)

    def pick(self, places: Sequence[int], said: str, *, several: bool) -> None:
        """Mark just these options, by their numbers, and answer."""
        self.terminal.wait_for(lambda: MARK.search(self.terminal.text) is not None)
        for place in sorted(self._marked ^ set(places)) if several else places:
            self.terminal.send(str(place + 1))
        self._marked = set(places)
        self.terminal.send(ENTER)
        self.wait_for(said)

    def arrange(self, lines: Sequence[str], said: str) -> None:
        """Carry each line up to its place, from the first on, and answer."""
        for place, line in enumerate(lines):
            self.terminal.wait_for(lambda: sorted(self._rows()) == sorted(lines))
            self._carry(line, place)
        self.terminal.send(ENTER)
        self.wait_for(said)

    def _carry(self, line: str, place: int) -> None:
        up = self._rows().index(line) - place
        if up:
            self.terminal.send(HOME + DOWN * (up + place) + LIFT + UP * up + LIFT)
            self.terminal.wait_for(lambda: self._rows()[place] == line)

    def _rows(self) -> list[str]:
        rows = re.findall(r"^ +[>*]? +\d\.\s+(.*)$", self.terminal.text, re.MULTILINE)
        return [row.rstrip() for row in rows]

    def wait_for(self, said: str, *, status: bool = False) -> None:
        """Wait for words, wherever their lines are broken; their beginning is enough."""
        wanted = plain(said)[:SAID].strip()

        def shown() -> bool:
            text = self.terminal.text
            return wanted in plain(text.splitlines()[0] if status else text)

        self.terminal.wait_for(shown)


def plain(text: str) -> str:
    """The text on one line, without marks of Markdown."""
    return re.sub(r"\s+", " ", text.replace("`", "").replace("*", ""))


def _right(step: Choice | Predict) -> list[int]:
    return [at for at, option in enumerate(step.options) if option.right]
