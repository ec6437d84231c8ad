"""The lesson's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from autograd_tutor.tui.visible import visible

if TYPE_CHECKING:
    from textual.widgets import Markdown


class Reading(VerticalScroll):
    """Shows Markdown. Its widget is slow to import, so it is made when the first text comes."""

    holds = "text"

    def __init__(self) -> None:
        super().__init__(id="text", classes="panel")
        self._markdown: Markdown | None = None
        self._aids: list[Markdown] = []
        self._texts: list[str] = []

    @property
    def aids(self) -> int:
        """How many texts were added."""
        return len(self._aids)

    async def show(self, text: str) -> None:
        """Show a step's text from its beginning, without what was added to the last one's."""
        await self.remove_children(".aid")
        self._aids, self._texts = [], [text]
        if self._markdown is None:
            self._markdown = _markdown(text)
            await self.mount(self._markdown)
        else:
            await self._markdown.update(visible(text))
        self.scroll_home(animate=False)

    async def add(self, text: str) -> None:
        """Add a text below, and go to its beginning."""
        aid = _markdown(text, "aid")
        self._aids.append(aid)
        self._texts.append(text)
        await self.mount(aid)
        self.look(aid)

    def as_text(self) -> str:
        """The texts as they were written, in Markdown."""
        return "\n\n".join(text.strip("\n") for text in self._texts)

    def look(self, aid: Markdown | None = None) -> None:
        """Scroll to a text that was added, the last one if none is given."""
        target = aid or self._aids[-1]
        self.call_after_refresh(self.scroll_to_widget, target, top=True, animate=False)


def _markdown(text: str, classes: str | None = None) -> Markdown:
    from textual.widgets import Markdown

    from autograd_tutor.tui.markdown import parser

    return Markdown(visible(text), classes=classes, parser_factory=parser, open_links=False)
