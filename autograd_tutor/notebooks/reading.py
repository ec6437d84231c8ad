"""A stranger's notebook as plain cells. Nothing of it is run, and what it printed is dropped."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from autograd_tutor.evaluator.untrusted import visible

MOST_BYTES = 32 * 1024**2
"""So large a file may be: pictures in its outputs count."""
MOST_TEXT = 100_000
"""So many characters its cells may have together."""
MOST_CELLS = 200
"""So many cells it may have: a lesson has 60 steps at most."""
NEEDED = (
    "Notebooks need nbformat, which is not here."
    " Install it with: pip install 'autograd-tutor[notebooks]'"
)
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LATEST = 4
_WITHOUT_IDS = 4
"""The last minor version of the latest format in which cells had no ids."""


class NotebookError(Exception):
    """A notebook can't be used; the text says why, and what to do where something can be done."""


class Cell(NamedTuple):
    """One cell: its place from 1, and its text without what a terminal obeys."""

    number: int
    kind: Literal["text", "code"]
    source: str
    failed: bool = False
    """Whether it stopped with an error when the notebook was saved."""
    tests: bool = False
    """Whether nbgrader has it as tests of the exercise before it."""


def cells_of(data: bytes) -> list[Cell]:
    """The cells of a notebook file that have any text.

    Raises:
        NotebookError: it is no notebook, too large, or nbformat is not installed.
    """
    if len(data) > MOST_BYTES:
        raise NotebookError(
            f"it is larger than {MOST_BYTES // 1024**2} MiB: clear its outputs, or split it"
        )
    found = list(_cells(_current(_decoded(data))))
    if len(found) > MOST_CELLS or sum(len(each.source) for each in found) > MOST_TEXT:
        raise NotebookError(
            f"it has more than {MOST_CELLS} cells or {MOST_TEXT:,} characters: split it"
        )
    if not found:
        raise NotebookError("it has no cell with text")
    return found


def _decoded(data: bytes) -> dict[str, Any]:
    """The file as JSON that says it is a notebook."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotebookError(f"byte {error.start + 1} is not UTF-8, so it is no notebook") from None
    except json.JSONDecodeError as error:
        words = f"it is no JSON ({error.msg} in line {error.lineno}, column {error.colno})"
        raise NotebookError(f"{words}, so it is no notebook") from None
    except (RecursionError, ValueError):
        raise NotebookError("it is nested too deep or has too long a number") from None
    if not isinstance(value, dict) or not isinstance(value.get("nbformat"), int):
        raise NotebookError("it is JSON, but no notebook: it has no `nbformat`")
    return value


def _current(value: dict[str, Any]) -> dict[str, Any]:
    """The notebook in today's format, without its outputs."""
    try:
        import nbformat
    except ImportError:
        raise NotebookError(NEEDED) from None
    version = value["nbformat"]
    if version > _LATEST:
        raise NotebookError(f"its format is {version}, newer than the {_LATEST} that is known here")
    logging.getLogger("traitlets").addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            _reduce(value)
            read = nbformat.from_dict(value)  # type: ignore[no-untyped-call]
            notebook = nbformat.convert(read, _LATEST)  # type: ignore[no-untyped-call]
            nbformat.validate(notebook, relax_add_props=True)
        except RecursionError:
            raise NotebookError("it is nested too deep") from None
        except Exception as error:  # nbformat's converters fail in many ways on what is none.
            said = visible(f"{type(error).__name__}: {error}".split("\n")[0])[:200]
            raise NotebookError(f"it is not as notebooks are ({said})") from None
    return dict(notebook)


def _reduce(value: dict[str, Any]) -> None:
    """Keep of each cell's outputs no more than whether it failed: pictures may be large.

    Ids go, too, and with them what may be wrong about them.
    """
    if value["nbformat"] == _LATEST:
        value["nbformat_minor"] = _WITHOUT_IDS
    sheets = [value, *value.get("worksheets", [])]
    for cell in [cell for sheet in sheets for cell in sheet.get("cells", [])]:
        outputs = cell.get("outputs")
        failed = any(each.get("output_type") in ("error", "pyerr") for each in outputs or [])
        if outputs is not None:
            cell["outputs"] = []
        cell.pop("attachments", None)
        cell.pop("id", None)
        cell["metadata"] = {**cell.get("metadata", {}), "failed": failed}


def _cells(notebook: dict[str, Any]) -> Iterator[Cell]:
    for number, cell in enumerate(notebook["cells"], 1):
        source = cell["source"]
        text = clean("".join(source) if isinstance(source, list) else source)
        if text.strip():
            graded = cell["metadata"].get("nbgrader")
            yield Cell(
                number,
                "code" if cell["cell_type"] == "code" else "text",
                text,
                cell["metadata"].get("failed") is True,
                isinstance(graded, dict) and bool(graded.get("grade")) and not graded["solution"],
            )


def clean(text: str) -> str:
    """Text as a lesson may have it: no tabs, no spaces at the ends of lines, nothing unseen."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join(line.expandtabs(8 if line[:1] == "\t" else 4).rstrip() for line in lines)
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", visible(text)).strip("\n")
