"""The part of a screen that copies what a panel holds, or writes it to a file."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from textual.screen import Screen

from autograd_tutor.tui.actions import key_of
from autograd_tutor.tui.copying import Held, file_name, held, hint, is_too_long, selected
from autograd_tutor.tui.visible import visible

NO_PANEL = "Go to a panel first, with Tab."
SHORT, LONG = 4, 10
"""Seconds for which a notice is shown."""


class CopyingScreen(Screen[None]):
    """Says in one line what was copied or written, and how many lines that are."""

    _hinted = False

    @property
    def file_parts(self) -> tuple[str, ...]:
        """What the names of saved files begin with."""
        return ()

    def action_copy(self) -> None:
        """Copy what is selected, or else all that the focused panel holds, by OSC 52."""
        found = selected(self) or self._held()
        if found is None:
            return
        if is_too_long(found.text):
            size = len(found.text.encode()) // 1024
            self._say(
                f"{found.what.capitalize()} has {size} KiB, too much for a terminal's clipboard. "
                f"{key_of('save')} writes it to a file.",
                LONG,
            )
            return
        self.app.copy_to_clipboard(found.text)
        words = [f"Copied {found.what}: {found.lines}."]
        if not self._hinted and hint():
            self._hinted = True
            words.append(hint())
        self._say(" ".join(words), LONG if len(words) > 1 else SHORT)

    def action_save(self) -> None:
        """Ask for a name, and write all that the focused panel holds. A browser asks by itself."""
        found = self._held()
        if found is None:
            return
        name = file_name(*self.file_parts, ending=found.ending)
        if self.app.is_web:
            text = StringIO(f"{found.text}\n")
            self.app.deliver_text(text, save_filename=name, mime_type="text/plain")
            return
        from autograd_tutor.tui.screens.save import SaveScreen

        def written(path: Path | None) -> None:
            if path is not None:
                self._say(f"Wrote {found.what} to {path}: {found.lines}.", LONG)

        try:
            folder = Path.cwd()
        except OSError:
            self._say("The folder where the tutor was started is gone: nothing can be saved.", LONG)
            return
        self.app.push_screen(SaveScreen(found, name, folder), written)

    def _held(self) -> Held | None:
        """What the focused panel holds; where that is nothing, it is said."""
        found = held(self)
        if found is None:
            self._say(NO_PANEL, SHORT)
        elif not found.text.strip():
            self._say(f"There is nothing in {found.what} yet.", SHORT)
            return None
        return found

    def _say(self, words: str, seconds: float) -> None:
        self.notify(visible(words), timeout=seconds, markup=False)
