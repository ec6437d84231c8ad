"""A lesson's draft as the text of its file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from autograd_tutor.lesson.document import compose
from autograd_tutor.lesson.source import MAX_BYTES
from autograd_tutor.notebooks.reading import NotebookError

HEAD = "# A draft, made of {name}. This says what is left to do: autograd-tutor lint\n"


def lesson_text(lesson: dict[str, Any], name: str) -> str:
    """The file of a draft made of the notebook `name`; reading it gives its fields again.

    Raises:
        NotebookError: it would be larger than a lesson may be.
    """
    fields = _ended(lesson)
    body = yaml.dump(fields, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=sys.maxsize)
    text = HEAD.format(name=ascii(name)) + body.replace("\n  - kind:", "\n\n  - kind:")
    text = text.replace("\nsteps:\n\n", "\nsteps:\n", 1)
    if len(text.encode()) > MAX_BYTES:
        raise NotebookError(f"its lesson would have more than {MAX_BYTES:,} bytes: split it")
    if compose(Path(name), text).plain() != fields:
        raise RuntimeError("a draft reads otherwise than it was written")
    return text


def _ended(value: Any) -> Any:
    """The same fields, each text of several lines with an end to its last."""
    if isinstance(value, dict):
        return {name: _ended(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_ended(each) for each in value]
    return f"{value}\n" if isinstance(value, str) and "\n" in value else value


class _Dumper(yaml.SafeDumper):
    """Writes lists indented, texts of several lines as blocks, and doubtful ones in quotes."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists, too."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text.isascii() and text[:1].isalpha()
    style = "|" if "\n" in text else None if plain else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)
