"""The tape panel: the record of what just ran, and the way back through it, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size, Spacing
from textual.widget import Widget
from textual.widgets import Static

from autograd_tutor.tui.actions import key_of
from autograd_tutor.tui.visible import visible

if TYPE_CHECKING:
    from autograd_tutor.evaluator.evidence import Graph
    from autograd_tutor.plot.tape import Drawing

ARITHMETIC = 2
"""Lines kept free for what a step back adds to a drawing in boxes."""

HINT = 1
"""Lines above the drawing, which never scroll away."""

UNDER_HINT = Spacing(top=HINT)


class TapePanel(VerticalScroll):
    """A record with its numbers at one element of its largest leaf, and words under it.

    At first all of it is shown. A step back goes to the result, and each further one to what was
    used by what was reached.
    """

    holds = "tape"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", "Back through the record", show=False),
        Binding("left,backspace", "step(-1)", "Undo a step", show=False),
        Binding("home", "reach(0)", "The result", show=False),
        Binding("end", "reach(-1)", "The last step", show=False),
        Binding("right_square_bracket", "element(1)", "Next element", show=False),
        Binding("left_square_bracket", "element(-1)", "Element before", show=False),
    ]

    def __init__(self, *, ascii: bool) -> None:
        """Draw with ASCII characters only, or not."""
        super().__init__(id="tape", classes="panel")
        self._tape = Tape(ascii=ascii)
        self._hint = Static(id="tape-hint", markup=False)
        self._note = Static(id="tape-note", markup=False)
        self._x: float | None = None
        self._known: Graph | None = None

    def compose(self) -> ComposeResult:
        """What keys do, the drawing, and words under it."""
        yield self._hint
        yield self._tape
        yield self._note

    @property
    def graph(self) -> Graph | None:
        """The record that is drawn."""
        return self._tape.graph

    @property
    def taken(self) -> int | None:
        """How many steps back lie behind the one that was reached; None: all of it is shown."""
        return self._tape.taken

    def show(self, graph: Graph | None, note: str = "") -> None:
        """Draw a record, or nothing; `note` is said under it.

        Where it is the record of before with other numbers, the step that was reached stays.
        """
        taken = self._tape.taken if graph is None or _same(graph, self._known) else None
        self._known = graph or self._known
        self._tape.show(graph, self._place(graph), taken)
        self._note.update(Content(visible(note)).stylize("dim"))
        self._note.display = bool(note)
        self._follow()

    def at(self, x: float | None) -> None:
        """Tell the numbers at the element nearest to this x, from now on; None: at the last."""
        self._x = x
        if self.graph is not None and x is not None:
            self._tape.show(self.graph, self._place(self.graph), self._tape.taken)
            self._follow()

    def _place(self, graph: Graph | None) -> int:
        from autograd_tutor.plot.tape import nearest

        if graph is None or self._x is None:
            return self._elements - 1
        return nearest(graph, self._x)

    @property
    def _elements(self) -> int:
        from autograd_tutor.plot.tape import elements

        return elements(self._known) if self._known is not None else 0

    def action_step(self, by: int) -> None:
        """Go so many steps further back, or undo them; before the first, all of it is shown."""
        at = -1 if self._tape.taken is None else self._tape.taken
        self._reach(at + by)

    def action_reach(self, step: int) -> None:
        """Go to the first step, or with -1 to the last."""
        self._reach(step if step >= 0 else self._tape.steps - 1)

    def _reach(self, step: int) -> None:
        if self.graph is not None:
            last = self._tape.steps - 1
            self._tape.show(self.graph, self._tape.at, min(step, last) if step >= 0 else None)
            self._follow()

    def action_element(self, by: int) -> None:
        """Tell the numbers at another element of the largest leaf."""
        if self.graph is not None:
            at = min(max(self._tape.at + by, 0), max(self._elements - 1, 0))
            self._tape.show(self.graph, at, self._tape.taken)
            self._follow()

    def _follow(self) -> None:
        """Keep what was reached in view, and say where that is."""
        self._say()
        if self._tape.taken is None:
            self.scroll_home(animate=False)
        else:
            self.call_after_refresh(self._scroll)

    def _scroll(self) -> None:
        here = self._tape.here
        region = Region(0, here.start, 1, len(here)).translate(self._tape.virtual_region.offset)
        self.scroll_to_region(region, spacing=UNDER_HINT, animate=False, force=True)

    def on_resize(self) -> None:
        """Draw in the form that there is room for now, from its top if what was reached fits."""
        self._tape.refresh()
        self.scroll_home(animate=False)
        self._follow()

    def on_focus(self) -> None:
        """Say what the keys do."""
        self._say()

    def on_blur(self) -> None:
        """Say how to come back."""
        self._say()

    def _say(self) -> None:
        self._hint.display = bool(self.graph is not None and self._tape.steps)
        self._hint.update(Content(self._words()).stylize("dim"))

    def _words(self) -> str:
        """How far the learner is on the way back, and what leads on."""
        if not self.has_focus:
            return f"{key_of('jump')} leads here: then Right goes back, step by step"
        others = " · [ ]: element" if self._elements > 1 else ""
        if self._tape.taken is None:
            return f"Right goes back from the result{others}"
        return f"Step {self._tape.taken + 1} of {self._tape.steps} · Right: on · Left: undo{others}"

    def as_text(self) -> str:
        """The drawing as it is on the screen."""
        return self._tape.plain


def _same(one: Graph, other: Graph | None) -> bool:
    """Whether two records differ in their numbers only."""
    return other is not None and [(each.op, each.next) for each in one.nodes] == [
        (each.op, each.next) for each in other.nodes
    ]


class Tape(Widget):
    """The drawing: in boxes where there is room for them, else a line for each operation."""

    def __init__(self, *, ascii: bool) -> None:
        super().__init__()
        self._ascii = ascii
        self.graph: Graph | None = None
        self.at = 0
        self.taken: int | None = None
        self.display = False

    def show(self, graph: Graph | None, at: int, taken: int | None) -> None:
        """Draw a record with its numbers at an element, after so many steps back; or nothing."""
        self.graph, self.at, self.taken = graph, at, taken
        self.display = graph is not None
        self.refresh(layout=True)

    @property
    def steps(self) -> int:
        """How many steps lead through the record."""
        from autograd_tutor.plot.tape import topological

        return len(topological(self.graph)) if self.graph is not None else 0

    @property
    def here(self) -> range:
        """The lines about the entry that was reached."""
        return self._drawn.here

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it takes.

        Only what is given here may decide: Textual remembers the answer for it.
        """
        return len(self._drawing(width, container.height))

    def render(self) -> Content:
        """Plain text, with what was reached in bold."""
        drawing = self._drawn
        lines = [
            Content(line).stylize("bold" if number in drawing.here else "")
            for number, line in enumerate(drawing)
        ]
        return Content("\n").join(lines)

    @property
    def plain(self) -> str:
        """Its text, without what is in bold."""
        return "\n".join(self._drawn)

    @property
    def _drawn(self) -> Drawing:
        """The drawing in the room that there is."""
        panel = self.parent.size.height if isinstance(self.parent, Widget) else 0
        return self._drawing(self.content_size.width, panel - HINT)

    def _drawing(self, width: int, height: int) -> Drawing:
        from autograd_tutor.plot.tape import Drawing, boxed, draw

        if self.graph is None or width < 1:
            return Drawing()
        whole = boxed(self.graph, width, ascii=self._ascii, at=self.at)
        form = boxed if len(whole) <= height - ARITHMETIC else draw
        return form(self.graph, width, ascii=self._ascii, at=self.at, taken=self.taken)
