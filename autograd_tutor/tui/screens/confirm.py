"""A question before something is done that can't be taken back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from autograd_tutor.tui.screens.modal import Dialog
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.marked import Marked


class Confirm(Dialog[bool]):
    """Gives back whether the learner said yes. Enter alone says no, and so does Esc."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "answer(True)", "Yes"),
        ("n,escape,q", "answer(False)", "No"),
    ]

    def __init__(self, question: str, yes: str = "Reset") -> None:
        """Ask this; `yes` says in a word or two what will be done."""
        super().__init__()
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question, and the two answers below it."""
        with Vertical(classes="box") as box:
            box.border_title = self._yes
            box.border_subtitle = "Enter chooses, Esc closes"
            yield Static(Content(visible(self._question)), markup=False)
            yield Marked(
                Option("n  No, change nothing"),
                Option(Content(f"y  {visible(self._yes)}")),
                compact=True,
            )

    def on_mount(self) -> None:
        """No is the answer unless another is chosen."""
        answers = self.query_one(Marked)
        answers.highlighted = 0
        answers.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        self.dismiss(event.option_index == 1)

    def action_answer(self, yes: bool) -> None:
        """A letter, or Escape."""
        self.dismiss(yes)
