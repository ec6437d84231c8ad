"""Silent failures: no error is raised, and the answer is wrong or missing all the same.

`silent.yaml` has the words, `SIGNS` how each is found. Of the failures known by the numbers S01
to S17, some are found elsewhere or not at all. S02 is found here where two calls are seen, and by
the judge where the right answer is known, as is S13 (a mean over parts of a batch). S07 (eval()
and memory) is for lessons that count bytes: no code is wrong. A comparison that cuts the record,
of S11, ends in an error that is explained. S17 can not arise: `meta` is no device one can choose.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.grading.errors import Explanation, Forms, best
from autograd_tutor.grading.signs import code as in_code
from autograd_tutor.grading.signs import gradients as in_gradients
from autograd_tutor.grading.signs.case import Case, Names
from autograd_tutor.grading.signs.program import Program
from autograd_tutor.grading.source import can_name
from autograd_tutor.lesson.document import compose
from autograd_tutor.lesson.source import read_text

FILE = Path(__file__).with_name("silent.yaml")
SIGNS: dict[str, Callable[[Case], Names | None]] = {
    "S01": in_code.not_called,
    "S09": in_code.odd_attribute,
    "S09-method": in_code.hidden_method,
    "S14": in_code.left_off,
    "S04": in_gradients.cut_number,
    "S05": in_gradients.cut_list,
    "S10": in_code.not_a_leaf,
    "S03": in_gradients.one_memory,
    "S02": in_gradients.added_up,
    "S06": in_gradients.unseen_edit,
    "S11": in_gradients.flat,
    "S12": in_gradients.not_a_number,
    "S15": in_code.clipped_too_early,
    "S08": in_code.still_drops,
    "S16": in_code.kept_results,
}
"""How each is found, in the order in which they are said. None says more than the tree and the
evidence together leave no doubt of; what is in a loop or a function is mostly let be."""
AFTER_AN_ERROR = ("S01", "S09", "S09-method", "S14")
"""What is so even if the cell did not come to its end."""
ABOUT_GRADIENTS = frozenset(SIGNS) - {"S06", "S08", "S15", "S16"}
"""What leaves a gradient missing, zero, NaN or added up; the others are habits to warn of."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words for one silent failure; the file's head says what the fields mean."""

    id: str
    cause: Forms
    remedy: Forms
    examples: tuple[str, ...]
    others: tuple[str, ...]
    lesson: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    remarks: tuple[Entry, ...]


@cache
def entries() -> tuple[Entry, ...]:
    """All of them, in no order that matters.

    Raises:
        LessonError: the file is not YAML of the kind that lessons use.
        msgspec.ValidationError: an entry lacks something.
    """
    return msgspec.convert(compose(FILE, read_text(FILE)).plain(), _File).remarks


def remark(code: str, run: Run) -> Explanation | None:
    """The one remark that is shown about a run of `code`; None if there is nothing to say."""
    return next(iter(remarks(code, run)), None)


def why_wrong(code: str, run: Run) -> Explanation | None:
    """The remark that answers why a gradient is wrong or missing, if one does."""
    return next((each for each in remarks(code, run) if each.id in ABOUT_GRADIENTS), None)


def remarks(code: str, run: Run) -> list[Explanation]:
    """All that is certain about a run of `code` that brought evidence, gravest first."""
    program = Program.of(code)
    if program is None or run.evidence is None:
        return []
    case = Case(program, run.evidence, program.sites(run.evidence.calls))
    wanted = SIGNS if run.error is None else AFTER_AN_ERROR
    found = {name: SIGNS[name](case) for name in wanted}
    return [_said(name, names) for name, names in found.items() if names is not None]


def _said(name: str, names: dict[str, str]) -> Explanation:
    entry = next(each for each in entries() if each.id == name)
    known = {letter: text for letter, text in names.items() if text and can_name(text)}
    return Explanation(name, best(entry.cause, known), best(entry.remedy, known), entry.lesson)
