"""The answer panel of lines to put in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from autograd_tutor.tui.widgets.places import Places


class Arrangement(Places):
    """Lines that are lifted, moved and put down. Places are those in the step's own list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+up", "move(-1)", "Move up", show=False),
        Binding("shift+down", "move(1)", "Move down", show=False),
    ]
    GUTTER = 6

    def __init__(
        self, key: tuple[str, str], texts: Sequence[str], begin: Sequence[int], draft: str | None
    ) -> None:
        """Lines in the order `begin`, or in that of the draft."""
        self._lifted = False
        super().__init__(key, "Put in order", texts, begin, draft)
        self._lift(False)
        self._show()

    def is_possible(self, places: Sequence[int]) -> bool:
        """Each line once."""
        return sorted(places) == list(range(len(self._texts)))

    def mark(self, row: int) -> str:
        """`> 2`: the pointer, or a star if the line is lifted, and the number in the order."""
        lifted = self._lifted and row == self.highlighted
        return f"{'*' if lifted else self.pointer(row)} {row + 1}."

    def put(self, places: Sequence[int]) -> None:
        """Change the order, and show it."""
        super().put(places)
        self._show()

    def _show(self) -> None:
        contents = self._contents([self._texts[place] for place in self.places])
        for row, content in enumerate(contents):
            self.replace_option_prompt_at_index(row, content)

    def _lift(self, lifted: bool) -> None:
        self._lifted = lifted
        self.explain_keys(
            "Up and Down move it, Space drops it" if lifted else "Space lifts a line, Enter answers"
        )
        self.refresh()

    def act(self, row: int) -> None:
        """Lift the line, or put it down."""
        self._lift(not self._lifted)

    def on_blur(self) -> None:
        """Put it down."""
        self._lift(False)

    def action_cursor_up(self) -> None:
        """Go up, with the line if it is lifted."""
        if self._lifted:
            self.action_move(-1)
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        """Go down, with the line if it is lifted."""
        if self._lifted:
            self.action_move(1)
        else:
            super().action_cursor_down()

    def action_move(self, by: int) -> None:
        """Move the line one up (-1) or down (1)."""
        row = self.highlighted or 0
        if 0 <= row + by < len(self.places):
            places = list(self.places)
            places[row], places[row + by] = places[row + by], places[row]
            self.put(places)
            self.highlighted = row + by

    async def action_answer(self) -> None:
        """Put the line down first."""
        self._lift(False)
        await super().action_answer()
