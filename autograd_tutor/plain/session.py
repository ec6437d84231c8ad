"""The loop: a command or an answer is read and done, until there is nothing more to read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from autograd_tutor.course.exercises import is_done
from autograd_tutor.course.lessons import Course, CourseError, Place
from autograd_tutor.evaluator.choosing import facts, find
from autograd_tutor.evaluator.client import EvaluatorError
from autograd_tutor.evaluator.messages import Device
from autograd_tutor.plain.commands import help_lines, parse
from autograd_tutor.plain.console import Console, Ended
from autograd_tutor.plain.engine import Engine, Stopped
from autograd_tutor.plain.introduction import lesson_heading
from autograd_tutor.plain.lines import BrokenOff
from autograd_tutor.plain.map import Map
from autograd_tutor.plain.playground import Playground
from autograd_tutor.plain.prose import inline
from autograd_tutor.plain.visit import Visit
from autograd_tutor.plain.work import Work
from autograd_tutor.progress.store import Store

WELCOME = "Type a command or an answer, then Enter. help lists the commands."


class Session:
    """The learner on their way through the course."""

    def __init__(self, course: Course, store: Store, engine: Engine, console: Console) -> None:
        self._course = course
        self._store = store
        self._engine = engine
        self._console = console
        self._say = console.voice.say
        self._visit: Visit | None = None
        self._map = Map(course, store, console)
        self._playground = Playground(store, engine, console)
        self._lesson = ""
        self._told: str | None = None

    async def attend(self, lesson: str | None, step: str | None) -> int:
        """Begin at a step, or where the learner left, and go on to the end of the input.

        Returns the exit status: 2 if there is no such step.
        """
        try:
            place = self._course.find(*(self._store.position() or (None, None)))
            if lesson is not None or step is not None:
                place = self._find(lesson or place.lesson.id, step)
        except CourseError as error:
            self._say(str(error))
            return 2
        self._say(WELCOME + "\n")
        try:
            await self._open(place)
            while await self._turn():
                pass
        except Ended:
            pass
        return 0

    async def _turn(self) -> bool:
        """Do one thing; False if it is to leave."""
        if self._store.trouble != self._told:
            self._told = self._store.trouble
            self._say(f"Note: {self._told}" if self._told else "")
        try:
            line = await self._console.ask(self._prompt())
            command = parse(line)
            if command is not None and command[0] == "quit":
                return False
            await self._do(line, command)
        except BrokenOff:
            self._say("Nothing is running. quit leaves.")
        except (CourseError, EvaluatorError) as error:
            self._say(str(error))
        except Stopped:
            self._say("Stopped.")
        return True

    async def _do(self, line: str, command: tuple[str, list[str]] | None) -> None:
        visit = self._at()
        if command is None:
            if line.strip():
                await visit.answer(line)
            return
        name, words = command
        does: dict[str, Callable[..., Awaitable[None] | None]] = {
            "next": lambda: self._move(1),
            "back": lambda: self._move(-1),
            "again": visit.open,
            "run": visit.run,
            "code": visit.editing.read,
            "write": visit.write,
            "edit": lambda *at: visit.editing.edit(*map(int, at)),
            "insert": lambda *at: visit.editing.insert(*map(int, at)),
            "undo": visit.editing.undo,
            "reset": visit.reset,
            "tensors": visit.tensors,
            "at": lambda x: visit.at(float(x)),
            "order": self._order,
            "hint": visit.hint,
            "solution": visit.solution,
            "lessons": self._lessons,
            "steps": self._steps,
            "map": self._tell_map,
            "go": self._go,
            "forget": self._forget,
            "device": self._device,
            "playground": self._playground.attend,
            "help": lambda: self._say(help_lines()),
        }
        done = does[name](*words)
        if done is not None:
            await done

    def _at(self) -> Visit:
        assert self._visit is not None
        return self._visit

    def _prompt(self) -> str:
        place = self._at().work.place
        return f"{place.lesson.id} {place.index + 1} of {len(place.lesson.steps)}> "

    async def _open(self, place: Place) -> None:
        self._store.set_position(*place.key)
        self._visit = Visit(Work(place, self._store), self._engine, self._console)
        if place.lesson.id != self._lesson:
            self._lesson = place.lesson.id
            self._say(lesson_heading(place))
        await self._visit.open()

    async def _move(self, by: int) -> None:
        place = self._course.move(self._at().work.place, by)
        if place is None:
            at_end = "This is the last step of the course. quit leaves."
            self._say(at_end if by > 0 else "This is the first step of the course.")
        else:
            await self._open(place)

    def _find(self, lesson: str, step: str | None = None) -> Place:
        """The step that ids or numbers name. Raises CourseError."""
        ids = [entry.id for entry in self._course.entries]
        place = self._course.find(_named(lesson, ids, "lesson"), None)
        if step is None:
            return place
        steps = [each.id for each in place.lesson.steps]
        return self._course.find(place.lesson.id, _named(step, steps, "step"))

    def _tell_map(self, lesson: str | None = None) -> None:
        here = self._at().work.place
        if lesson is None:
            self._map.lessons(here)
        else:
            ids = [entry.id for entry in self._course.entries]
            self._map.steps(ids.index(_named(lesson, ids, "lesson")), here)

    async def _forget(self, what: str) -> None:
        place = self._at().work.place
        if await self._map.forget(what, place):
            self._say("Forgotten.")
            await self._open(self._course.find(None, None) if what == "all" else place)

    async def _go(self, word: str, step: str | None = None) -> None:
        """Go to a lesson, to a step of it, also as LESSON/STEP, or to a step of this lesson."""
        if step is None and "/" in word:
            word, _, step = word.partition("/")
        here = self._at().work.place.lesson
        if step is None and word in [each.id for each in here.steps]:
            word, step = here.id, word
        await self._open(self._find(word, step))

    def _lessons(self) -> None:
        for number, entry in enumerate(self._course.entries, 1):
            lesson = self._course.find(entry.id, None).lesson
            mark = " (done)" if is_done(lesson, self._store.passed(entry.id)) else ""
            self._say(f"{number}. {entry.id}: {inline(entry.title)}{mark}")

    def _steps(self) -> None:
        lesson = self._at().work.place.lesson
        passed = self._store.passed(lesson.id)
        for number, step in enumerate(lesson.steps, 1):
            mark = " (passed)" if step.id in passed else ""
            self._say(f"{number}. {step.id}: {inline(step.title)}{mark}")

    def _order(self) -> None:
        self._engine.order = 3 - self._engine.order
        told = "with" if self._engine.order == 2 else "without"
        self._say(f"Expressions are told {told} their second derivative from now on.")

    async def _device(self, name: str | None = None) -> None:
        devices = await self._engine.devices()
        found = find(name, devices) if name is not None else None
        if found is not None and found.usable:
            self._engine.device = found.name
            self._say(f"Code computes on {found.name} from now on.")
        elif found is not None:
            self._say(f"{found.name} can not be used: {found.why}.")
        else:
            if name is not None:
                self._say(f"There is no device {name}. These are there:")
            for each in devices:
                self._say(self._described(each))

    def _described(self, device: Device) -> str:
        used = ["in use"] if device.name == self._engine.device else []
        return f"- {device.name}: {', '.join([*facts(device), *used])}"


def _named(word: str, ids: list[str], what: str) -> str:
    """The id that a word gives, by itself or by its number from 1. Raises CourseError."""
    if word in ids:
        return word
    if word.isascii() and word.isdecimal() and 1 <= int(word) <= len(ids):
        return ids[int(word) - 1]
    raise CourseError(f"There is no {what} {word}. The command {what}s lists them.")
