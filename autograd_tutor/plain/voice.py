"""What is said, line by line: wrapped, and with nothing in it that a terminal obeys."""

from __future__ import annotations

import re
import textwrap
from contextlib import suppress
from typing import TextIO

from autograd_tutor.evaluator.untrusted import visible
from autograd_tutor.plain.prose import INDENT, TIE
from autograd_tutor.plain.spelling import spelled

NARROWEST = 20
_MARK = re.compile(r"- |\d+[.:] ")


class Voice:
    """Writes to `out` at once; `ascii` spells out everything else."""

    def __init__(self, out: TextIO, width: int, *, ascii: bool) -> None:
        self._out = out
        self._width = max(width, NARROWEST)
        self._ascii = ascii
        self._fresh = True

    def say(self, *texts: str) -> None:
        """Paragraphs of one line each; a line indented by four spaces stays as it is."""
        self.freshen()
        for text in filter(None, texts):
            safe = TIE.join(map(self._safe, text.split(TIE)))
            for line in safe.split("\n"):
                self._write("\n".join(self._wrapped(line)).replace(TIE, " ") + "\n")

    def pass_on(self, text: str) -> None:
        """What a cell printed, as it comes. If nobody reads any more, `say` will find out."""
        if text:
            with suppress(BrokenPipeError):
                self._write(self._safe(text))

    def ask(self, prompt: str) -> None:
        """A prompt, at the start of a line."""
        self.freshen()
        self._write(self._safe(prompt))

    def answered(self, line: str | None) -> None:
        """The line that was typed, or None where the terminal has shown it."""
        if line is None:
            self._fresh = True
        else:
            self._write(self._safe(line) + "\n")

    def freshen(self) -> None:
        """Go to the start of a line."""
        if not self._fresh:
            self._write("\n")

    def _wrapped(self, line: str) -> list[str]:
        if line.startswith(INDENT):
            return [line]
        found = _MARK.match(line)
        return textwrap.wrap(
            line,
            self._width,
            subsequent_indent=" " * len(found[0]) if found else "",
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]

    def _safe(self, text: str) -> str:
        shown = visible(text)
        if self._ascii:
            return spelled(shown)
        return shown.encode("utf-8", "backslashreplace").decode("utf-8")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
        self._fresh = text.endswith("\n")
