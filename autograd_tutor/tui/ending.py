"""An end that the learner did not ask for: a mistake of the tutor's own.

It ends as quitting does: what was typed is kept, no process is left, and the terminal is given
back as it was. What the learner reads is one sentence.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from rich.console import RenderableType
from rich.text import Text
from textual import constants
from textual.app import App
from textual.driver import Driver


class EndingApp(App[None]):
    """An app that ends well, whatever ends it."""

    def get_driver_class(self) -> type[Driver]:
        """Our own, where Textual would take the one that it is made from."""
        theirs = super().get_driver_class()
        if constants.DRIVER is not None or sys.platform == "win32":
            return theirs
        from autograd_tutor.tui.driver import TerminalDriver

        return TerminalDriver

    def on_mount(self) -> None:
        """Mistakes in what the loop calls by itself go to the log."""
        if not self.is_headless:
            asyncio.get_running_loop().set_exception_handler(_note)

    def panic(self, *renderables: RenderableType) -> None:
        """End after a mistake that Textual would show in its own words."""
        self._own_up()

    def _fatal_error(self) -> None:
        """End after a mistake. Textual would show values, and so what the learner typed."""
        self._own_up()

    def _own_up(self) -> None:
        from autograd_tutor.crash import STATUS, apology

        if not self._exit_renderables:
            words = f"{apology(sys.exception())} What you typed is kept."
            self._exit_renderables.append(Text(words))
        self._return_code = STATUS
        self._close_messages_no_wait()


def _note(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    from autograd_tutor.crash import noted

    noted(context.get("exception"))
