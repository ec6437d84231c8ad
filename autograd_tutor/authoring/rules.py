"""Every rule that lint knows: its id, its name, and what to do where it is broken.

`L1xx` are static: they hold for the text of the files. `L2xx` are trials: they run the code.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One rule. The id never changes its meaning."""

    id: str
    name: str
    remedy: str


_TABLE = (
    # Files and ids
    ("L100", "loads", "correct the file until it can be read as a lesson"),
    ("L101", "lesson-id-once", "give each lesson its own id: progress is kept under it"),
    ("L102", "id-kept", "give it its old id back, or `lint --accept` to let its progress go"),
    ("L103", "id-listed", "once the id is final, list it with `lint --accept`"),
    ("L104", "translated", "give each translation the lesson and step ids of the original"),
    # What must be there
    ("L110", "hints", "write three or more, each nearer to the solution than the last"),
    ("L111", "after", "add `after:` and say what the answer shows, for who has found it"),
    ("L112", "alt", "add `alt:` and say in words what the picture shows"),
    ("L113", "say", "add `say:` with what is wrong about this answer"),
    ("L114", "solution", "add `solution:` with an answer that passes"),
    ("L115", "checks", "add `checks:` with what a right answer must hold"),
    ("L116", "to-do", "do what it says, and take the TODO out"),
    # What is taught where
    ("L120", "taught", "take it out of `requires`, or let an earlier lesson teach it"),
    ("L121", "no-circle", "let one of these lessons do without what the other teaches"),
    ("L122", "taught-before", "change the order of the lessons, or what this one requires"),
    ("L123", "names-taught", "write the solution with what was taught up to here"),
    ("L124", "concept-known", "name a concept that a lesson teaches"),
    # How it reads
    ("L130", "hint-holds-back", "point at the idea, and leave the line to the learner"),
    ("L131", "text-fits", "break the line: beside its frame, 80x24 leaves 76 columns for text"),
    ("L132", "code-fits", "break the line: beside line numbers, 80x24 leaves 72 columns for code"),
    ("L133", "no-colour", "name the curve by its label: not everyone sees its colour"),
    # Trials of answers
    ("L200", "starter-waits", "leave work to do in the starter, or ask for more in `checks`"),
    ("L201", "solution-passes", "correct the solution, or the check that refuses it"),
    ("L202", "paste-fails", "name the `inputs`, so that the answer is tried on other numbers"),
    ("L203", "mistake-fails", "make the mistake a wrong answer, or tighten the checks"),
    ("L204", "mistake-recognised", "make the two mistakes differ in a value that is checked"),
    ("L205", "number-found", "correct the answer, or the solution that should find it"),
    # Trials of what a step shows
    ("L210", "shows", "correct `shows`, or the code that should print it"),
    ("L211", "runs", "correct the code, or put the error's words in `shows` if it is meant"),
    ("L212", "draws", "correct the expression, so that there is something to draw"),
    ("L213", "record", "give `of` the name of a tensor that has a record when the code is done"),
    ("L214", "error-stays", "change the starter or `error`, so that the two agree on this torch"),
    ("L215", "labels-differ", "give each curve a label of its own"),
    # How it behaves
    ("L220", "quick", "do less work in it, or allow the step more `seconds`"),
    (
        "L221",
        "steady",
        "widen the tolerance, or leave less to chance",
    ),
)

RULES = {id: Rule(id, name, remedy) for id, name, remedy in _TABLE}
