"""The panel that says whether an answer is right, and how far the lesson is done."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

CHECKING = "Checking…"


class Ruling(VerticalScroll):
    """Hidden while there is nothing to say."""

    holds = "answer"
    _timer: Timer | None = None
    _parts: tuple[Content, ...] = ()
    _words = Content("")

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="ruling", markup=False)

    def show(self, *parts: Content) -> None:
        """Say this now, each part in its own paragraph; nothing hides the panel."""
        self._stop()
        self._parts = parts
        self._show(parts)

    def note(self, part: Content) -> None:
        """Add this below, in the place of what was added before."""
        self._stop()
        self._show((*self._parts, part))
        self.scroll_end(animate=False)

    def _show(self, parts: Sequence[Content]) -> None:
        self._words = words = Content("\n").join([part for part in parts if part.plain])
        self.query_one(Static).update(words)
        self.display = bool(words.plain)
        if self.parent is not None:
            self.parent.set_class(self.display, "-ruled")
        self.scroll_home(animate=False)

    def as_text(self) -> str:
        """What is said."""
        return self._words.plain

    def soon(self, text: str, seconds: float) -> None:
        """Say this if nothing else was said by then, so that quick answers do not flicker."""
        self._stop()

        def show() -> None:
            if self._timer is timer:  # one that was stopped may be on its way already
                self.show(Content(text).stylize("dim"))

        self._timer = timer = self.set_timer(seconds, show)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
