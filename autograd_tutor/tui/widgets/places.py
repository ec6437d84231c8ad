"""What the two answer panels have in common: lines of text, answered by their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from autograd_tutor.course.answers import places_in
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.marked import Marked


class Places(Marked):
    """Lines with a mark before each. It stays alive while other steps are shown.

    Attributes:
        key: The name under which its draft is kept.
        noted: The draft that was last given to be kept.
        places: The answer so far, as places of lines from 0.
    """

    holds = "answer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Answer", show=False),
        Binding("space", "select", "Mark", show=False),
    ]

    class Changed(Message):
        """There is a new draft."""

    def __init__(
        self,
        key: tuple[str, str],
        task: str,
        texts: Sequence[str],
        begin: Sequence[int],
        draft: str | None,
    ) -> None:
        """Lines with these texts, answered as in the draft if that fits them, else as `begin`."""
        super().__init__(*self._contents(texts), classes="panel answer", compact=True)
        self.key = key
        self._texts = texts
        self._begin = list(begin)
        kept = places_in(draft)
        self.places = kept if self.is_possible(kept) else self._begin
        self.noted = self.draft
        self._asked = task
        self.explain_keys("Enter answers")

    def explain_keys(self, rules: str) -> None:
        """Say in the title what to do and with which keys."""
        self.border_title = f" {self._asked} · {rules} "

    @staticmethod
    def _contents(texts: Sequence[str]) -> list[Content]:
        return [Content(visible(text)) for text in texts]

    def is_possible(self, places: Sequence[int]) -> bool:
        """Whether these places are an answer to these lines, right or wrong."""
        raise NotImplementedError

    def act(self, row: int) -> None:
        """Do what Space or a click on a row does."""
        raise NotImplementedError

    def action_select(self) -> None:
        """Act on the row now: a message would come after keys of the same burst."""
        if self.highlighted is not None:
            self.act(self.highlighted)

    @property
    def draft(self) -> str | None:
        """The answer so far, to be kept; None where nothing was done yet."""
        return None if self.places == self._begin else ",".join(map(str, self.places))

    def as_text(self) -> str:
        """The lines with their marks."""
        rows = range(self.option_count)
        return "\n".join(
            f"{self.mark(row)} {self.get_option_at_index(row).prompt}".strip("> ") for row in rows
        )

    def put(self, places: Sequence[int]) -> None:
        """Change the answer."""
        self.places = list(places)
        self.refresh()
        self.post_message(self.Changed())

    def restart(self) -> bool:
        """Go back to where the step begins; False where nothing changes."""
        changed = self.places != self._begin
        self.put(self._begin)
        return changed

    async def action_answer(self) -> None:
        """Have it judged."""
        await self.run_action("screen.run")
