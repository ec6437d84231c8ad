"""The variables that a run left behind, as text: what each tensor is, and what changed in it.

What a worker says of its variables is a claim, and their names are the learner's: all of it is
made safe for a grid of cells here.
"""

from autograd_tutor.plot.tensors.memory import meter, size
from autograd_tutor.plot.tensors.rows import Row, compared, of_record, sharing
from autograd_tutor.plot.tensors.table import Line, Role, Span, draw
from autograd_tutor.plot.tensors.words import spoken

__all__ = [
    "Line",
    "Role",
    "Row",
    "Span",
    "compared",
    "draw",
    "meter",
    "of_record",
    "sharing",
    "size",
    "spoken",
]
