"""What every screen over the lesson has in common."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A box over the lesson that Escape closes."""

    CSS_PATH = "modal.tcss"
    BINDINGS = [  # noqa: RUF012
        ("escape,q", "dismiss", "Close"),
    ]
