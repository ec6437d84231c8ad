"""What the learner types at a step: lines that can be changed one by one, and changed back."""

from __future__ import annotations

from collections.abc import Sequence


class Text:
    """`starter`: the step's own text. Every change can be undone, in this session."""

    def __init__(self, starter: str, draft: str | None) -> None:
        self._starter = starter
        self._past: list[str] = []
        self.now = starter if draft is None else draft

    @property
    def draft(self) -> str | None:
        """What is to be kept; None where it is the step's own text."""
        return None if self.now == self._starter else self.now

    @property
    def lines(self) -> list[str]:
        """Its lines; none if it is empty."""
        return self.now.split("\n") if self.now else []

    def change(self, text: str) -> None:
        """Put another text in its place."""
        if text != self.now:
            self._past.append(self.now)
            self.now = text

    def splice(self, first: int, last: int, lines: Sequence[str]) -> None:
        """Put lines in the place of those from `first` to `last`, counted from 1.

        Where `last` is `first` - 1, they come before `first` and none goes.
        """
        mine = self.lines
        self.change("\n".join([*mine[: first - 1], *lines, *mine[last:]]))

    def restart(self) -> None:
        """Go back to the step's own text."""
        self.change(self._starter)

    def undo(self) -> bool:
        """Take the last change back; False where there is none."""
        if not self._past:
            return False
        self.now = self._past.pop()
        return True
