"""Typing and changing code line by line."""

from __future__ import annotations

from autograd_tutor.lesson.steps import Code, Demo, Explain, Fix, Predict
from autograd_tutor.plain.console import Console
from autograd_tutor.plain.introduction import numbered
from autograd_tutor.plain.text import Text
from autograd_tutor.plain.work import Work

WRITTEN = (Code, Fix, Demo, Predict, Explain)
"""Steps with text of several lines."""
ENDS = "A line with a single . ends it."
UNCHANGED = "Nothing is changed."


class Editing:
    """The commands that change the text of a step. Each may raise Ended; what came is kept."""

    def __init__(self, work: Work, console: Console) -> None:
        self._work = work
        self._console = console
        self._say = console.voice.say

    def read(self) -> None:
        """Say the text as it stands."""
        if self._work.text is None:
            self._say("There is no code at this step.")
        else:
            self._say(numbered(self._work.typed) if self._work.typed else "There is no code yet.")

    async def write(self, *first: str) -> bool:
        """Write the text anew, after the lines that are there already; whether it is changed."""
        text = self._text()
        if text is None:
            return False
        if not first:
            self._say(ENDS)
        return await self._type(text, 1, len(text.lines), list(first), removes=False)

    async def edit(self, first: int, last: int | None = None) -> None:
        """Replace lines, counted from 1."""
        text = self._text()
        last = first if last is None else last
        if text is None:
            return
        if not 1 <= first <= last <= len(text.lines):
            self._say(f"The text has {_lines(len(text.lines))}, counted from 1.")
            return
        what = f"Line {first} goes" if first == last else f"Lines {first} to {last} go"
        self._say(f"{what}. Type what comes instead. {ENDS}")
        await self._type(text, first, last, [], removes=True)

    async def insert(self, before: int | None = None) -> None:
        """Put lines before one, or at the end."""
        text = self._text()
        if text is None:
            return
        before = len(text.lines) + 1 if before is None else before
        if not 1 <= before <= len(text.lines) + 1:
            self._say(f"The text has {_lines(len(text.lines))}, counted from 1.")
            return
        self._say(ENDS)
        await self._type(text, before, before - 1, [], removes=False)

    def undo(self) -> None:
        """Take the last change back."""
        text = self._work.text
        if text is None or not text.undo():
            self._say("There is nothing to undo at this step.")
            return
        self._work.keep_text()
        self._say("Undone.")
        self.read()

    async def _type(
        self, text: Text, first: int, last: int, lines: list[str], *, removes: bool
    ) -> bool:
        ended = False
        counts = not isinstance(self._work.place.step, Explain)
        try:
            ended = await self._console.ask_lines(lines, first if counts else None)
        finally:
            changed = bool(lines) or (ended and removes)
            if changed:
                text.splice(first, last, lines)
                self._work.keep_text()
        if not changed:
            self._say(UNCHANGED)
        elif counts:
            self._say(f"Kept: the code has {_lines(len(text.lines))} now.")
        return changed

    def _text(self) -> Text | None:
        """What can be changed; says why nothing can."""
        work = self._work
        if work.locked:
            self._say("Answer first: then the code runs, and you can change it.")
        elif not isinstance(work.place.step, WRITTEN):
            self._say("Nothing is written at this step.")
        else:
            return work.text
        return None


def _lines(count: int) -> str:
    return f"{count} line{'s' * (count != 1)}"
