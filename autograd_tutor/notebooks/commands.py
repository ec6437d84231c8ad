"""`autograd-tutor import-notebook`: read, draft, write, and say what came of it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from autograd_tutor import files
from autograd_tutor.evaluator.untrusted import visible
from autograd_tutor.notebooks.draft import Draft, draft_of
from autograd_tutor.notebooks.reading import MOST_BYTES, NotebookError, cells_of
from autograd_tutor.notebooks.writing import lesson_text

LISTED = 20
"""So many things that were left out are named."""
KINDS = {"read": "text", "demo": "demo", "code": "exercise"}


def run(options: argparse.Namespace) -> int:
    """Make the draft and say so; the exit status is 2 where a file can't be read or written.

    Raises BrokenPipeError if nobody reads what is said.
    """
    name = options.notebook
    try:
        data = _read(name)
        draft = draft_of(cells_of(data), Path(name).stem)
        text = lesson_text(draft.lesson, Path(name).name)
    except OSError as error:
        return _wrong(f"{name} can't be read: {error.strerror or error}.")
    except NotebookError as error:
        return _wrong(f"{name} can't be imported: {error}.")
    out = options.out or f"{draft.lesson['id']}.yaml"
    try:
        files.write(out, text.encode(), force=False)
    except FileExistsError:
        return _wrong(f"{out} is there already. Take another name: --out FILE.yaml")
    except BrokenPipeError:
        raise
    except OSError as error:
        return _wrong(f"{out} can't be written: {error.strerror or error}.")
    told = sys.stderr if out == files.STANDARD else sys.stdout
    print(visible(_summary(draft, out)), file=told)
    return 0


def _read(name: str) -> bytes:
    with Path(name).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _summary(draft: Draft, out: str) -> str:
    """What the draft has, what it has not, and what is next."""
    counts = Counter(KINDS[each["kind"]] for each in draft.lesson["steps"])
    steps = ", ".join(f"{count} {noun}{'s' * (count > 1)}" for noun, count in counts.items())
    lines = [f"{out}: a draft with {steps}."]
    if draft.left_out:
        lines += ["Left out:", *(f"- {each}" for each in draft.left_out[:LISTED])]
    if more := len(draft.left_out[LISTED:]):
        lines.append(f"- and {more} more")
    if out != files.STANDARD:
        lines += [f"What is left to do: autograd-tutor lint {out}"]
    return "\n".join(lines)


def _wrong(words: str) -> int:
    print(visible(words), file=sys.stderr)
    return 2
