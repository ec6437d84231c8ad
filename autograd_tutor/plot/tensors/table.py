"""Tensors drawn in a width: a table where one fits, else two lines or so for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from autograd_tutor.plot.cells import clean, cut, pad, text_cells, wrapped
from autograd_tutor.plot.tensors import facts
from autograd_tutor.plot.tensors.facts import FACTS, Fact
from autograd_tutor.plot.tensors.rows import MOST, Row, sharing

Role: TypeAlias = Literal["", "name", "head", "changed", "dim"]


class Span(NamedTuple):
    """Text, and what it is there for."""

    text: str
    role: Role = ""


Line: TypeAlias = list[Span]
LEGEND = "+ new, * changed, - gone since the run before."
_SIGNS = {"": "  ", "new": "+ ", "changed": "* ", "gone": "- "}
_STAR = "*"
"""After a fact that is not as it was."""
_BELOW = ("dtype", "device", "version")
"""What is said below of all tensors at once, where it finds no room beside each."""
_NAME, _GAP, _INDENT = 16, "  ", "    "
_LEAST = 10
"""Cells for numbers without which a table is not worth its width."""


def draw(rows: Sequence[Row], width: int, *, ascii: bool) -> list[Line]:
    """The tensors, then what else there is, then what is said of all of them.

    A line has at most `width` cells. ASCII: it has ASCII characters only.
    """
    return _Drawing(rows, width, ascii).lines()


class _Drawing:
    def __init__(self, rows: Sequence[Row], width: int, ascii: bool) -> None:
        self.rows, self.width, self.ascii = rows, width, ascii
        self.tensors = [row for row in rows if row.is_tensor and row.change != "gone"]
        self.names = [facts.name_of(row.seen, _NAME, ascii=ascii) for row in self.tensors]
        known = [fact for fact in FACTS if any(map(fact.text, self.tensors))]
        differing = [fact for fact in known if not self._is_same(fact)]
        core = [fact for fact in known if fact.name not in _BELOW]
        fitting = (each for each in (known, differing, core) if self._room(each) >= _LEAST)
        self.columns = next(fitting, None)
        self.beside = core if self.columns is None else self.columns
        self.below = [fact for fact in known if fact not in self.beside]

    def lines(self) -> list[Line]:
        if self.columns is not None:
            drawn = self._table(self.columns)
        else:
            drawn = [line for at in range(len(self.tensors)) for line in self._listed(at)]
        others = [
            self._other(row) for row in self.rows if not row.is_tensor or row.change == "gone"
        ]
        notes = [
            [Span(line, "dim")] for note in self._notes() for line in wrapped(note, self.width)
        ]
        lines: list[Line] = []
        for block in filter(None, (drawn, others, notes)):
            lines += [[], *block] if lines else block
        return [self._cut(line) for line in lines]

    def _is_same(self, fact: Fact) -> bool:
        """Whether it can be said once for all of them."""
        if fact.name not in _BELOW or any(fact.name in row.changed for row in self.tensors):
            return False
        return len(set(map(fact.text, self.tensors))) == 1

    def _cell(self, fact: Fact, row: Row) -> Span:
        return _marked(row, fact.name, facts.told(fact, row, ascii=self.ascii))

    def _widths(self, columns: Sequence[Fact]) -> list[int]:
        """Of the column of names, then of these."""
        names = max(map(text_cells, self.names), default=0)
        widest = [
            _widest([fact.name, *(self._cell(fact, row).text for row in self.tensors)])
            for fact in columns
        ]
        return [len(_SIGNS[""]) + names, *widest]

    def _room(self, columns: Sequence[Fact]) -> int:
        """Cells for each of the two columns of numbers."""
        widths = self._widths(columns)
        return (self.width - sum(widths) - len(_GAP) * (len(widths) + 1)) // 2

    def _table(self, columns: Sequence[Fact]) -> list[Line]:
        if not self.tensors:
            return []
        widths, room = self._widths(columns), self._room(columns)
        grads = [self._gradient(row, room) for row in self.tensors]
        widths.append(_widest([".grad", *(grad.text for grad in grads)]))
        titles = ["", *(fact.name for fact in columns), ".grad"]
        head = "".join(pad(title, wide) + _GAP for title, wide in zip(titles, widths, strict=True))
        lines: list[Line] = [[Span(f"{head}value", "head")]]
        for row, name, grad in zip(self.tensors, self.names, grads, strict=True):
            cells = [Span(name, "name"), *(self._cell(fact, row) for fact in columns), grad]
            wide = [widths[0] - len(_SIGNS[""]), *widths[1:]]
            padded = [
                Span(pad(cell.text, size) + _GAP, cell.role)
                for cell, size in zip(cells, wide, strict=True)
            ]
            value = self._value(row, 2 * room - widths[-1])
            lines.append([Span(_SIGNS[row.change], "changed"), *padded, value])
        return lines

    def _gradient(self, row: Row, room: int) -> Span:
        return _marked(row, ".grad", facts.gradient(row, room - len(_STAR), ascii=self.ascii))

    def _value(self, row: Row, room: int) -> Span:
        return _marked(row, "value", facts.value(row.seen, room - len(_STAR), ascii=self.ascii))

    def _listed(self, at: int) -> list[Line]:
        """A tensor's name and facts, then its numbers, on as many lines as they take."""
        row = self.tensors[at]
        head = [Span(_SIGNS[row.change], "changed"), Span(self.names[at], "name")]
        room = self.width - len(_INDENT + "value .grad " + _GAP)
        grad = self._gradient(row, max(room // 2, 1))
        value = self._value(row, max(room - text_cells(grad.text), 2))
        numbers = [Span(f"value {value.text}", value.role), Span(f".grad {grad.text}", grad.role)]
        return [*self._packed(head, self._phrases(row)), *self._packed([], numbers)]

    def _phrases(self, row: Row) -> Iterable[Span]:
        """The facts in few words: `leaf`, `grad_fn PowBackward0`."""
        seen = row.seen
        for fact in self.beside:
            cell = self._cell(fact, row)
            match fact.name:
                case "leaf" if seen.leaf:
                    yield _marked(row, "leaf", "leaf")
                case "requires_grad" if seen.tracked:
                    yield _marked(row, "requires_grad", "requires_grad")
                case "requires_grad" if cell.role:
                    yield _marked(row, "requires_grad", "no requires_grad")
                case "grad_fn" if not seen.leaf:
                    yield Span(f"grad_fn {cell.text}", cell.role)
                case "shape":
                    yield cell

    def _packed(self, line: Line, spans: Iterable[Span]) -> list[Line]:
        """The spans after the line, and on lines below it where there is no room."""
        lines: list[Line] = [line] if line else []
        for span in spans:
            used = sum(text_cells(each.text) for each in lines[-1]) if lines else self.width
            if used + len(_GAP) + text_cells(span.text) > self.width:
                lines.append([Span(_INDENT), span])
            else:
                lines[-1] += [Span(_GAP), span]
        return lines

    def _other(self, row: Row) -> Line:
        """A variable that is no tensor, or that is gone."""
        name = facts.name_of(row.seen, _NAME, ascii=self.ascii)
        said = "gone" if row.change == "gone" else facts.kind(row.seen, ascii=self.ascii)
        role: Role = "changed" if row.changed else ""
        return [
            Span(_SIGNS[row.change], "changed"),
            Span(name, "name"),
            Span(f"{_GAP}{said}{_STAR * bool(row.changed)}", role),
        ]

    def _notes(self) -> list[str]:
        notes = [f"{'; '.join(map(self._of_all, self.below))}."] if self.below else []
        notes += [f"{name} shares memory with {owner}." for name, owner in self._shared()]
        if sum(row.change != "gone" for row in self.rows) >= MOST:
            notes.append(f"Only {MOST} variables are told of.")
        if any(row.change for row in self.rows):
            notes.append(LEGEND)
        return notes

    def _of_all(self, fact: Fact) -> str:
        """`dtype float32, but i int64`."""
        texts = [self._cell(fact, row).text for row in self.tensors]
        usual = Counter(texts).most_common(1)[0][0]
        odd = [
            f"{name} {text}" for name, text in zip(self.names, texts, strict=True) if text != usual
        ]
        return f"{fact.name} {usual}{', but ' if odd else ''}{', '.join(odd)}"

    def _shared(self) -> list[tuple[str, str]]:
        return [
            (clean(name, ascii=self.ascii), clean(owner, ascii=self.ascii))
            for name, owner in sharing(self.rows)
        ]

    def _cut(self, line: Line) -> Line:
        """The line without what has no room."""
        kept: Line = []
        room = self.width
        for span in line:
            text = cut(span.text, room, ascii=self.ascii)
            room -= text_cells(text)
            kept += [Span(text, span.role)] if text else []
        return kept


def _marked(row: Row, name: str, text: str) -> Span:
    return Span(text + _STAR, "changed") if name in row.changed else Span(text)


def _widest(texts: Iterable[str]) -> int:
    return max(map(text_cells, texts))
