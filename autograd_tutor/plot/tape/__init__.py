"""The record behind a tensor as text: from the result to the leaves, with what flows back.

A record is a worker's word. An input that is no entry of the record, or that lies in a circle, is
not drawn but counted, like one that finds no room.
"""

from autograd_tutor.plot.tape.boxes import boxed
from autograd_tutor.plot.tape.lines import Drawing, draw
from autograd_tutor.plot.tape.notes import elements, nearest
from autograd_tutor.plot.tape.order import topological
from autograd_tutor.plot.tape.words import constants, spoken

__all__ = [
    "Drawing",
    "boxed",
    "constants",
    "draw",
    "elements",
    "nearest",
    "spoken",
    "topological",
]
