"""The lesson's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from autograd_tutor.tui.visible import visible

if TYPE_CHECKING:
    from textual.widgets import Markdown


class Reading(VerticalScroll):
    """Shows Markdown. Its widget is slow to import, so it is made when the first text comes."""

    _markdown: Markdown | None = None

    async def show(self, text: str) -> None:
        """Show a step's text from its beginning."""
        if self._markdown is None:
            from textual.widgets import Markdown

            self._markdown = Markdown(visible(text), open_links=False)
            await self.mount(self._markdown)
        else:
            await self._markdown.update(visible(text))
        self.scroll_home(animate=False)
