"""Markdown of strangers as Textual's widget reads it, made safe to put on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from autograd_tutor.tui.visible import visible


def parser() -> MarkdownIt:
    """Textual's own parser, which also shows what stands in a text as an entity: `&#x202e;`."""
    made = MarkdownIt("gfm-like")
    made.core.ruler.push("visible", _show)
    return made


def _show(state: StateCore) -> None:
    _make_visible(state.tokens)


def _make_visible(tokens: Iterable[Token]) -> None:
    for token in tokens:
        token.content = visible(token.content)
        _make_visible(token.children or ())
