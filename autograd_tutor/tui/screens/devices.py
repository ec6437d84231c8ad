"""The list of what torch can compute on."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from autograd_tutor.evaluator.choosing import facts
from autograd_tutor.evaluator.messages import Device
from autograd_tutor.tui.ports import EvaluatorLike
from autograd_tutor.tui.screens.modal import Dialog
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.marked import Marked
from autograd_tutor.tui.work import begin


class DeviceScreen(Dialog[str]):
    """Gives back the name of the device chosen, or None."""

    CSS_PATH = "modal.tcss"

    def __init__(self, evaluator: EvaluatorLike, current: str) -> None:
        """Ask the evaluator; `current` is marked in its list."""
        super().__init__()
        self._evaluator = evaluator
        self._current = current

    def compose(self) -> ComposeResult:
        """An empty list, until the evaluator has answered."""
        options = Marked(Option("Looking for devices…", disabled=True), markup=False)
        options.add_class("box")
        options.border_title = "Compute on"
        options.border_subtitle = "Enter chooses, Esc closes"
        yield options

    def on_mount(self) -> None:
        """Ask."""
        begin(self, "devices", self._ask, exclusive=True)

    async def _ask(self) -> None:
        from autograd_tutor.evaluator.client import EvaluatorError

        try:
            devices = await self._evaluator.devices()
        except EvaluatorError as error:
            self._fill([Option(Content(visible(str(error))), disabled=True)])
        else:
            self._fill(self._option(device) for device in devices)

    def _fill(self, options: Iterable[Option]) -> None:
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(options)
        names = [option.id for option in listed.options]
        if self._current in names:
            listed.highlighted = names.index(self._current)

    def _option(self, device: Device) -> Option:
        mark = "*" if device.name == self._current else " "
        text = Content(visible("  ".join([f"{mark} {device.name}", *facts(device)])))
        return Option(text, id=device.name, disabled=not device.usable)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take it."""
        self.dismiss(event.option_id)
