"""What the menu finds besides actions: steps, concepts, and errors with what they mean."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual.command import Hit, Hits, Provider
from textual.content import Content

from autograd_tutor.tui.visible import visible

if TYPE_CHECKING:
    from autograd_tutor.grading.errors import Entry
    from autograd_tutor.lesson.model import Concept, Lesson
    from autograd_tutor.tui.app import TutorApp

SHOWN = 30
"""Hits of one kind; more words bring fewer."""


class Item(NamedTuple):
    """A line to find, what stands below it, and what else it is found by."""

    title: str
    about: str
    words: str
    do: Callable[[], object]


class Search(Provider):
    """Finds what has all the words of the query, in any order. Nothing is read before it opens."""

    _items: Sequence[Item] = ()
    AHEAD: ClassVar[float] = 0.0
    """What puts hits of a kind before those of another that match as well."""

    @property
    def tutor(self) -> TutorApp:
        """The app, which goes where a hit leads."""
        return cast("TutorApp", self.app)

    async def startup(self) -> None:
        """Read what there is to find, away from the event loop."""
        self._items = await self.read()

    async def read(self) -> Sequence[Item]:
        """Everything there is to find."""
        raise NotImplementedError

    async def search(self, query: str) -> Hits:
        """The first so many, best first."""
        words = query.casefold().split()
        hits = [hit for item in self._items if (hit := self._hit(item, words))]
        for hit in sorted(hits, key=lambda hit: hit.score, reverse=True)[:SHOWN]:
            yield hit

    def _hit(self, item: Item, words: Sequence[str]) -> Hit | None:
        title = item.title.casefold()
        everything = f"{title} {item.about} {item.words}".casefold()
        if not all(word in everything for word in words):
            return None
        score = 0.4 + 0.5 * sum(word in title for word in words) / len(words)
        score += 0.09 * min(1.0, len(" ".join(words)) / len(title)) + self.AHEAD
        shown = Content(visible(item.title))
        for word in words:
            for found in re.finditer(re.escape(word), item.title, re.IGNORECASE):
                shown = shown.stylize(self.match_style or "bold", *found.span())
        about = Content(visible(item.about)).stylize("dim")
        return Hit(score, Content("\n").join([shown, about]), item.do, text=item.title)


class Steps(Search):
    """Every step of the course, by its title and its lesson's."""

    AHEAD = 0.01

    async def read(self) -> Sequence[Item]:
        """Read every lesson that can be read."""
        go = self.tutor.go
        return [
            Item(step.title, f"Step of: {lesson.title}", "", partial(go, lesson.id, step.id))
            for lesson in await self.tutor.lessons()
            for step in lesson.steps
        ]


class Concepts(Search):
    """Every concept that a lesson teaches, by its name and the Python names that come with it."""

    AHEAD = 0.005

    async def read(self) -> Sequence[Item]:
        """Read every lesson that can be read."""
        return [
            self._item(lesson, concept)
            for lesson in await self.tutor.lessons()
            for concept in lesson.teaches
        ]

    def _item(self, lesson: Lesson, concept: Concept) -> Item:
        key = lesson.id, taught_at(lesson, concept)
        about = f"Concept of: {lesson.title}"
        return Item(_words(concept), about, " ".join(concept.names), partial(self.tutor.go, *key))


class Errors(Search):
    """Every error and warning of the catalogue, by its message and its explanation."""

    async def read(self) -> Sequence[Item]:
        """Read the catalogue."""
        return await asyncio.to_thread(lambda: list(self._found()))

    def _found(self) -> Iterator[Item]:
        from autograd_tutor.grading.errors import best, entries
        from autograd_tutor.grading.readable import readable

        for entry in (*entries().errors, *entries().warnings):
            messages = [readable(each) for each in entry.messages]
            kind = entry.type.split("|")[0]
            words = f"{' '.join(messages[1:])} {entry.type} {best(entry.remedy, {})}"
            about = best(entry.cause, {})
            yield Item(f"{kind}: {messages[0]}", about, words, partial(self._explain, entry))

    def _explain(self, entry: Entry) -> None:
        from autograd_tutor.tui.screens.explained import ExplainedScreen

        def go(lesson: str | None) -> None:
            if lesson is not None:
                self.tutor.go(lesson, None)

        self.tutor.push_screen(ExplainedScreen(entry), go)


def taught_at(lesson: Lesson, concept: Concept) -> str | None:
    """The first step that has one of the concept's Python names in it, or else its name.

    None where none has: then the lesson begins with it.
    """
    names = [name.rpartition(".")[2] for name in concept.names]
    for wanted in (names, [_words(concept)]):
        pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in wanted), re.IGNORECASE)
        for step in lesson.steps:
            code = getattr(step, "code", "") or getattr(step, "starter", "")
            if wanted and pattern.search(f"{step.title}\n{step.text}\n{code}"):
                return step.id
    return None


def _words(concept: Concept) -> str:
    return concept.id.replace("-", " ")
