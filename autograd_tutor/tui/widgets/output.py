"""The output panel: what a run printed, its value, its warnings, its error."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from autograd_tutor.tui.visible import visible

KEPT = 16_000
"""Characters of printed text on the screen; older ones give way."""
LINE = 1_000
"""So much more gives way at most, for what is left to begin with a whole line."""
PERIOD = 0.05
"""Seconds between two repaints while text streams in."""


class Output(VerticalScroll):
    """Plain text only: nothing in it is ever read as markup."""

    NAME = "Output"
    NOTHING = "Nothing was printed."
    """What is said of a run that leaves nothing to show."""
    holds = "output"
    _text = ""
    _dropped = 0
    _follow = True
    _timer: Timer | None = None

    def __init__(self) -> None:
        super().__init__(id="output", classes="panel")

    def compose(self) -> ComposeResult:
        """What streams in, and the verdict under it."""
        yield Static(id="printed", markup=False)
        yield Static(id="verdict", markup=False)

    @property
    def printed(self) -> str:
        """The printed text that is kept."""
        return self._text

    @property
    def shown(self) -> str:
        """The printed text as it is shown, with a word on what is not kept."""
        text = self._text.removesuffix("\n")
        if self._dropped:
            text = f"(the first {self._dropped:,} characters are not shown)\n{text}"
        return text

    @property
    def lines(self) -> int:
        """How many printed lines there are."""
        return len(self._text.splitlines())

    def as_text(self) -> str:
        """All that can be read in it."""
        return "\n".join(str(part.content) for part in self.query(Static) if part.display)

    def clear(self, note: str) -> None:
        """Forget everything, and say `note` under what comes."""
        self._text, self._dropped = "", 0
        self._follow = True
        self.conclude(Content(note).stylize("dim"))

    def write(self, text: str) -> None:
        """Add printed text; it is on the screen within `PERIOD`."""
        self._text += visible(text)
        if len(self._text) > KEPT:
            cut = len(self._text) - KEPT
            cut = self._text.find("\n", cut, cut + LINE) + 1 or cut
            self._dropped += cut
            self._text = self._text[cut:]
        if self._timer is None:
            self._timer = self.set_timer(PERIOD, self.flush)

    def conclude(self, verdict: Content) -> None:
        """Put the end of a run under what it printed."""
        self.flush()
        if not verdict.plain and not self._text:
            verdict = Content(self.NOTHING).stylize("dim")
        self.query_one("#verdict", Static).update(verdict)
        self.query_one("#verdict", Static).display = bool(verdict.plain)

    def on_resize(self) -> None:
        """Stay at the end while text comes, until the learner scrolls."""
        if self._follow:
            self.scroll_end(animate=False, immediate=True)
            # Textual may draw the bar before it has heard of that, and then leaves it so.
            self.call_after_refresh(self.vertical_scrollbar.refresh)

    def release_anchor(self) -> None:
        """Called by Textual where the learner scrolls."""
        super().release_anchor()
        self._follow = False

    def flush(self) -> None:
        """Put what was written on the screen now."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        text = self.shown
        printed = self.query_one("#printed", Static)
        printed.update(Content(text))
        printed.display = bool(text)
