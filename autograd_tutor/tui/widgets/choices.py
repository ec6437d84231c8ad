"""The answer panel of a question with options, and of points to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from autograd_tutor.tui.widgets.places import Places


class Choices(Places):
    """One answer or, where there may be `several`, any number of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(number), f"pick({number - 1})", "Pick", show=False) for number in range(1, 10)
    ]
    GUTTER = 6

    def __init__(
        self,
        key: tuple[str, str],
        task: str,
        texts: Sequence[str],
        draft: str | None,
        *,
        several: bool,
    ) -> None:
        """Nothing is picked at first; `several` options can be."""
        self._several = several
        super().__init__(key, task, texts, [], draft)
        self.explain_keys("Space marks, Enter answers" if several else "Enter answers")
        self.highlighted = self.places[0] if self.places else 0

    def is_possible(self, places: Sequence[int]) -> bool:
        """Each option once, and only one where only one can be."""
        once = len(set(places)) == len(places) and all(at < len(self._texts) for at in places)
        return once and (self._several or len(places) <= 1)

    def mark(self, row: int) -> str:
        """`>(•)` or `>[x]`: the pointer, and whether the option is picked."""
        picked = row in self.places
        box = f"[{'x' if picked else ' '}]" if self._several else f"({'•' if picked else ' '})"
        return f"{self.pointer(row)} {box}"

    def action_pick(self, row: int) -> None:
        """Pick an option by its number; once more, in a list of several, leaves it again."""
        if row >= len(self._texts):
            return
        self.highlighted = row
        if self._several:
            self.put(sorted({*self.places} ^ {row}))
        else:
            self.put([row])

    def act(self, row: int) -> None:
        """Pick the option, or leave it again."""
        self.action_pick(row)

    async def action_answer(self) -> None:
        """Enter takes the option it is on, where there can be only one."""
        if not self._several and self.highlighted is not None:
            self.action_pick(self.highlighted)
        await super().action_answer()
