"""The part of a screen that keeps what is typed, and what every screen with a desk can do."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual.timer import Timer

from autograd_tutor.tui.screens.running import RunningScreen
from autograd_tutor.tui.visible import visible

if TYPE_CHECKING:
    from autograd_tutor.tui.ports import EvaluatorLike
    from autograd_tutor.tui.storage import Storage
    from autograd_tutor.tui.widgets.panels import Panels

SAVE_AFTER = 0.4
"""Seconds from a key to the write of the draft it changed."""


class KeepingScreen(RunningScreen):
    """Writes drafts a moment after the keys; chooses the device, helps, suspends and quits."""

    def __init__(self, evaluator: EvaluatorLike, storage: Storage, desk: Panels) -> None:
        """Run on this evaluator, show it on this desk, and keep what is typed in the storage."""
        super().__init__(evaluator, desk)
        self._evaluator = evaluator
        self._storage = storage
        self._device = "cpu"
        self._saving: Timer | None = None

    def note_drafts(self) -> None:
        """Give what was typed to be kept: at quitting, keys may be newer than their messages."""
        raise NotImplementedError

    def _keep_soon(self) -> None:
        self.note_drafts()
        if self._saving is None:
            self._saving = self.set_timer(SAVE_AFTER, self._save)

    def _save(self) -> None:
        self._saving = None
        self._do("save", self._save_drafts)

    async def _save_drafts(self) -> None:
        await self._storage.flush()
        self._tell_trouble()

    def _tell_trouble(self) -> None:
        if trouble := self._storage.new_trouble():
            self.notify(visible(trouble), severity="warning", timeout=20, markup=False)

    def action_interrupt(self) -> None:
        """Stop the running code."""
        self._do("interrupt", self._runner.interrupt)

    def action_device(self) -> None:
        """Choose what torch computes on."""
        from autograd_tutor.tui.screens.devices import DeviceScreen

        self.app.push_screen(DeviceScreen(self._evaluator, self._device), self.use_device)

    def use_device(self, device: str | None) -> None:
        """Compute on this device from now on; None changes nothing."""
        if device is not None:
            self._device = self._status.device = device
            self._show_confinement()

    def action_help(self) -> None:
        """Show the keys."""
        from autograd_tutor.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._hello, self._device))

    async def action_redraw(self) -> None:
        """Send the whole screen anew."""
        await self.run_action("app.redraw")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out the shell where the tutor is in a browser."""
        if action == "suspend" and self.app.is_web:
            return False
        return super().check_action(action, parameters)

    async def action_suspend(self) -> None:
        """Go back to the shell, once what was typed is kept; then draw all of it anew.

        What runs is held meanwhile.
        """
        self.note_drafts()
        await self._save_drafts()
        await self._evaluator.hold()
        left = monotonic()
        self.app.action_suspend_process()
        self._status.skip(monotonic() - left)
        await self._evaluator.resume()
        self.refresh(layout=True)

    def action_quit(self) -> None:
        """Leave, once the keys before this one have arrived where they go."""
        (self.focused or self).call_later(self.app.exit)
