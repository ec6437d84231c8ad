"""The dialog that asks for a file's name and writes it."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from autograd_tutor.tui.copying import Held
from autograd_tutor.tui.files import AlreadyThere, NotWritten, write
from autograd_tutor.tui.screens.confirm import Confirm
from autograd_tutor.tui.screens.modal import Dialog
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.work import begin

SHOWN = r"[^\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]*"
"""Characters that do nothing to a terminal."""


class SaveScreen(Dialog[Path]):
    """Gives back where the text was written, or None."""

    CSS_PATH = "modal.tcss"

    def __init__(self, held: Held, name: str, folder: Path) -> None:
        """Offer to write this under that name into a folder."""
        super().__init__()
        self._held = held
        self._suggested = name
        self._folder = folder

    def compose(self) -> ComposeResult:
        """A line for the name, and below it what went wrong."""
        with Vertical(classes="box") as box:
            box.border_title = f"Save {self._held.what}"
            box.border_subtitle = "Enter writes, Esc closes"
            name = Input(self._suggested, restrict=SHOWN, compact=True, select_on_focus=False)
            yield name
            yield Static(self._said(f"{self._held.lines}, into {self._folder}"), markup=False)

    @staticmethod
    def _said(words: str) -> Content:
        return Content(visible(words))

    def on_input_submitted(self) -> None:
        """Write it."""
        self._start(replace=False)

    def _start(self, *, replace: bool) -> None:
        begin(self, "save", partial(self._write, replace), exclusive=True)

    async def _write(self, replace: bool) -> None:
        name = self.query_one(Input).value
        try:
            path = await asyncio.to_thread(
                write, self._folder, name, self._held.text, replace=replace
            )
        except AlreadyThere as problem:
            question = f"{problem} What is in it now would be lost."
            self.app.push_screen(Confirm(question, "Replace"), self._replace)
        except NotWritten as problem:
            self.query_one(Static).update(self._said(str(problem)).stylize("bold"))
        else:
            self.dismiss(path)

    def _replace(self, yes: bool | None) -> None:
        if yes:
            self._start(replace=True)
