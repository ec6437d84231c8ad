"""How far the learner is in the course, in words, and how all of that is forgotten."""

from __future__ import annotations

from autograd_tutor.course.lessons import Course, Place
from autograd_tutor.course.progress import Chapter, chapter, forget_all, forget_lesson, forget_step
from autograd_tutor.plain.console import Console
from autograd_tutor.plain.prose import inline
from autograd_tutor.progress.store import Store


class Map:
    """Lessons are told one by one; one that can't be read says why."""

    def __init__(self, course: Course, store: Store, console: Console) -> None:
        self._course = course
        self._store = store
        self._console = console
        self._say = console.voice.say

    def _chapter(self, number: int) -> Chapter:
        return chapter(self._course, number, self._store)

    def lessons(self, here: Place) -> None:
        """Each lesson: how many of its exercises are passed, and what it teaches."""
        for number, entry in enumerate(self._course.entries):
            told = self._chapter(number)
            words = [f"{number + 1}. {entry.id}: {inline(entry.title)}"]
            words += ["here"] * (number == here.number)
            words += [told.standing] * bool(told.standing)
            taught = f" Teaches {', '.join(told.concepts)}." * bool(told.concepts)
            self._say(f"{', '.join(words)}.{taught}", inline(told.problem))
        self._say("map and the number of a lesson tells its steps; go leads anywhere.")

    def steps(self, number: int, here: Place) -> None:
        """Each step of a lesson: whether it was passed or seen. Raises CourseError."""
        lesson = self._course.lesson(number)
        told = self._chapter(number)
        for at, step in enumerate(lesson.steps):
            words = [f"{at + 1}. {step.id}: {inline(step.title)}"]
            words += ["here"] * ((number, at) == (here.number, here.index))
            words += [told.word(step)] * bool(told.word(step))
            self._say(", ".join(words))

    async def forget(self, what: str, here: Place) -> bool:
        """Forget the `step`, its `lesson` or `all`, if the learner agrees; whether they did."""
        lesson, step = here.key
        if what == "step":
            question = forget_step(here.step, self._store.standing(lesson, step))
        elif what == "lesson":
            question = forget_lesson(self._chapter(here.number))
        else:
            numbers = range(len(self._course.entries))
            question = forget_all(sum(self._chapter(number).done for number in numbers))
        self._say(f"{inline(question)} It can't be undone.")
        agreed = await self._console.agrees("Forget it?")
        if agreed and what == "all":
            self._store.reset()
        elif agreed:
            self._store.reset(lesson, step if what == "step" else None)
        return agreed
