"""An end that the learner did not ask for: a mistake of the tutor's own.

It ends as quitting does: what was typed is kept, no process is left, and the terminal is given
back as it was. What the learner reads is one sentence.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Any

from rich.console import RenderableType
from rich.text import Text
from textual import constants
from textual.app import App
from textual.driver import Driver

from autograd_tutor.crash import STATUS, apology


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
        self._own_up(sys.exception())

    def _fatal_error(self) -> None:
        """End after a mistake. Textual would show values, and so what the learner typed."""
        self._own_up(sys.exception())

    def leave(self, status: int, error: BaseException | None) -> None:
        """End with this status, or over this mistake, which was made outside the loop."""
        if error is not None:
            self._own_up(error)
        elif self._return_code != STATUS:
            self.exit(return_code=status)

    def _own_up(self, error: BaseException | None) -> None:
        """End, even if there is no memory left to say why: who is asked again may have some."""
        give_up = getattr(self._driver, "give_up", None)
        if give_up is not None:
            give_up()
        self._return_code = STATUS
        if not self._exit_renderables:
            with suppress(MemoryError):
                words = f"{apology(error)} What you typed is kept."
                self._exit_renderables.append(Text(words))
        self._close_messages_no_wait()


def _note(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    from autograd_tutor.log import noted

    noted(context.get("exception"))
