"""Markdown of strangers as Textual's widget reads it, made safe to put on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from autograd_tutor.tui.visible import visible

MOST_BLOCKS = 200
"""Paragraphs, items, cells and so on. Each is a widget, some are two."""


def parser() -> MarkdownIt:
    """Textual's own parser, for any text.

    What stands in it as an entity, such as `&#x202e;`, is shown like the rest. A text of more
    blocks than anyone reads is shown as it is written: a thousand took twenty seconds to lay out.
    """
    made = MarkdownIt("gfm-like")
    made.core.ruler.push("visible", _show)
    return made


def _show(state: StateCore) -> None:
    blocks = sum(token.nesting >= 0 and token.type != "inline" for token in state.tokens)
    if blocks > MOST_BLOCKS:
        state.tokens = [
            Token("fence", "code", 0, content=state.src, map=[0, state.src.count("\n")])
        ]
    _make_visible(state.tokens)


def _make_visible(tokens: Iterable[Token]) -> None:
    for token in tokens:
        token.content = visible(token.content)
        _make_visible(token.children or ())
