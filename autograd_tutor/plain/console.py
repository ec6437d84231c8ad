"""Question and answer: a prompt is written, a line is read."""

from __future__ import annotations

from autograd_tutor.plain.lines import BrokenOff, Lines
from autograd_tutor.plain.voice import Voice

END = "."
"""The line that ends several lines."""


class Ended(Exception):
    """There is nothing more to read."""


class Console:
    """`echo`: what is read is written too, so that a transcript holds both sides."""

    def __init__(self, lines: Lines, voice: Voice, *, echo: bool) -> None:
        self._lines = lines
        self.voice = voice
        self._echo = echo

    async def ask(self, prompt: str) -> str:
        """The line that answers the prompt. Raises Ended, BrokenOff."""
        self.voice.ask(prompt)
        line = await self._lines.next()
        if line is None:
            self.voice.freshen()
            raise Ended
        self.voice.answered(line if self._echo else None)
        return line

    async def ask_lines(self, lines: list[str], number: int | None = None) -> bool:
        """Add the lines that come before a single `.` to `lines`, whatever ends them.

        `number`: of the first line, for prompts that count. Returns False where Ctrl-C ended
        them. Raises Ended.
        """
        while True:
            prompt = "> " if number is None else f"{number + len(lines)}: "
            try:
                line = await self.ask(prompt)
            except BrokenOff:
                return False
            if line.strip() == END:
                return True
            lines.append(line)

    async def agrees(self, question: str) -> bool:
        """Whether the answer is yes. Raises Ended, BrokenOff."""
        while True:
            answer = (await self.ask(f"{question} (y/n) ")).strip().lower()
            if answer in ("y", "yes"):
                return True
            if answer in ("n", "no"):
                return False
            self.voice.say("Answer y for yes or n for no.")
