"""The cells that were run before, as the arrow keys bring them back into the editor."""

from __future__ import annotations

from collections.abc import Sequence


class Recall:
    """Cells in order of time, and at their end the unfinished one, `next`.

    One of them stands in the editor. A cell of before that is changed there becomes the unfinished
    one; what was unfinished until then joins the cells, so that nothing typed is lost.
    """

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.next = ""
        self._at = 0

    @property
    def shown(self) -> str:
        """What stands in the editor."""
        return self.cells[self._at] if self._at < len(self.cells) else self.next

    def load(self, cells: Sequence[str], next: str) -> list[str]:
        """Put what was kept before everything else; returns what joins the cells by that."""
        recalled = len(self.cells) - self._at
        self.cells = [*cells, *self.cells]
        self._at = len(self.cells) - recalled
        if not self.next:
            self.next = next
            return []
        return self._keep(next)

    def typed(self, text: str) -> list[str]:
        """Take what stands in the editor now; returns what joins the cells by that."""
        if text == self.shown:
            return []
        joined = [] if self._at == len(self.cells) else self._keep(self.next)
        self.next, self._at = text, len(self.cells)
        return joined

    def offer(self, text: str) -> list[str]:
        """Put another text into the editor; returns what joins the cells by that."""
        joined = [] if text == self.next else self._keep(self.next)
        self.next, self._at = text, len(self.cells)
        return joined

    def up(self) -> bool:
        """Show the last cell before this one that is not the same; whether there is one."""
        return self._go(range(self._at - 1, -1, -1))

    def down(self) -> bool:
        """Show the next cell after this one that is not the same; whether there is one."""
        return self._go(range(self._at + 1, len(self.cells) + 1))

    def run(self, text: str) -> list[str]:
        """A cell is run; returns what joins the cells."""
        joined = self.typed(text)
        recalled = self._at < len(self.cells)
        joined += self._keep(text)
        self._at = len(self.cells) - recalled
        return joined

    def succeeded(self, text: str) -> bool:
        """A cell that was run is done with: whether the editor goes on to the unfinished one."""
        if text != self.shown:
            return False
        if self._at == len(self.cells):
            self.next = ""
        self._at = len(self.cells)
        return True

    def _go(self, places: range) -> bool:
        before = self.shown
        for at in places:
            text = self.cells[at] if at < len(self.cells) else self.next
            if text != before:
                self._at = at
                return True
        return False

    def _keep(self, text: str) -> list[str]:
        if not text.strip() or self.cells[-1:] == [text]:
            return []
        at_end = self._at == len(self.cells)
        self.cells.append(text)
        self._at += at_end
        return [text]
