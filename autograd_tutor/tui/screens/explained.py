"""An error of the catalogue, explained before it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from autograd_tutor.grading.errors import best
from autograd_tutor.grading.readable import readable
from autograd_tutor.tui.screens.modal import Dialog
from autograd_tutor.tui.visible import visible

if TYPE_CHECKING:
    from autograd_tutor.grading.errors import Entry


class ExplainedScreen(Dialog[str]):
    """Gives back the id of the lesson to go to, or None."""

    CSS_PATH = "modal.tcss"
    BINDINGS = [  # noqa: RUF012
        ("enter", "go", "Go to the lesson"),
    ]

    def __init__(self, entry: Entry) -> None:
        """Explain this entry."""
        super().__init__()
        self._entry = entry

    def compose(self) -> ComposeResult:
        """What it says, why, what to do, and code that raises it."""
        with VerticalScroll(classes="box") as box:
            box.border_title = " or ".join(self._entry.type.split("|"))
            goes = "Enter goes to the lesson, " if self._entry.lesson else ""
            box.border_subtitle = f"{goes}Esc closes"
            yield Static(self._text(), markup=False)

    def _text(self) -> Content:
        entry = self._entry
        messages = [Content(visible(readable(each))).stylize("bold") for each in entry.messages]
        parts = [
            *messages,
            Content(""),
            Content(visible(f"{best(entry.cause, {})} {best(entry.remedy, {})}")),
        ]
        if entry.lesson:
            parts.append(Content(f"The lesson {entry.lesson} shows how."))
        if entry.examples:
            parts += [Content(""), Content("For example, this code raises it:").stylize("dim")]
            lines = visible(entry.examples[0]).rstrip().split("\n")
            parts += [Content(f"    {line}") for line in lines]
        return Content("\n").join(parts)

    def action_go(self) -> None:
        """Go to the lesson that teaches it."""
        if self._entry.lesson:
            self.dismiss(self._entry.lesson)
