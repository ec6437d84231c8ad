"""Keys, what code may use, and what confines it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from autograd_tutor.evaluator.messages import Hello
from autograd_tutor.tui.actions import PALETTE_KEY, present, shown, shown_first
from autograd_tutor.tui.screens.modal import Dialog
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.status import CONFINED, UNCONFINED

EDITING = """\
Esc leaves the code for the lesson's text. Single letters work there, Tab and shift+Tab go to the
other panels, and arrow keys scroll them. "Go to" shows a letter on each panel, which leads there.
The map shows all lessons, leads to every step, and resets what you choose. The menu also finds
steps, concepts and errors by their words. In the code, Tab indents, ^z undoes (a reset, too) and ^y
does it again."""

SHELL = """ \
Outside the code, ^z suspends the tutor: fg in the shell brings it back. Code that runs is held
meanwhile, and so is its time. `autograd-tutor keys` says how to change keys."""

BROWSER = """ \
Where the browser has a use of its own for a key, press Esc and then the letter."""

ANSWERS = """\
Arrow keys go from line to line. Space marks an option, and so does its number; in a list to put in
order, Space lifts a line and drops it where the arrows have moved it. Enter answers. Hints come one
at a time, below the lesson's text; the solution stands there too, once you may see it. Neither
touches what you have typed."""

UNTRIED = "How far code is confined on a card is found out by the first run there."

CODE = """\
torch is already imported. plot(x, y, label="f") draws a curve; so do plot, legend, title, xlabel,
ylabel, axhline, grid, figure and show of matplotlib.pyplot. The value of a last line that is an
expression is shown. In a lesson, every run starts with nothing left over from the run before."""

PLAYGROUND = """\
Cells run one after the other, and variables stay. A cell that failed stays to be mended. Up on the
first line and Down on the last bring back earlier cells, also those of other days. A reset forgets
the variables, not the cells."""


class HelpScreen(Dialog[None]):
    """Made from the registry of actions, so that it can't say what is not so."""

    CSS_PATH = "modal.tcss"

    def __init__(self, hello: Hello | None, device: str) -> None:
        """Help, with what the evaluator said of itself, once it has."""
        super().__init__()
        self._confinement = _confinement(hello, device)

    def compose(self) -> ComposeResult:
        """One long text in a box."""
        with VerticalScroll(classes="box") as box:
            box.border_title = "Help"
            box.border_subtitle = "Esc closes"
            yield Static(self._text(), markup=False)

    def _text(self) -> Content:
        return Content("\n").join(
            [
                *_keys({"suspend"} if self.app.is_web else set()),
                *_section("Moving about", EDITING + (BROWSER if self.app.is_web else SHELL)),
                *_section("Answering", ANSWERS),
                *_section("What code may use", CODE),
                *_section("The playground", PLAYGROUND),
                *_section("What code may do", self._confinement),
            ]
        )


def _keys(without: set[str]) -> list[Content]:
    actions = [each for each in present() if each.id not in without]
    pairs = [(shown_first(each.key), shown_first(each.letter), each) for each in actions]
    width = 2 + max(5, *(len(key) for key, _, _ in pairs))
    room = 2 + max(6, *(len(letter) for _, letter, _ in pairs))
    head = Content(f"{'Key':<{width}}{'Letter':<{room}}").stylize("bold")
    rows = [head.append(Content("outside the code").stylize("dim"))]
    for key, letter, each in pairs:
        key = key if key or letter else "menu"
        mark = (f"{key:<{width}}", "bold $accent")
        rows.append(Content.assemble(mark, f"{letter:<{room}}", each.tooltip))
    menu = (f"{shown(PALETTE_KEY):<{width}}", "bold $accent")
    rows.append(Content.assemble(menu, " " * room, "All of these in a menu"))
    return rows


def _section(title: str, text: str) -> list[Content]:
    body = " ".join(visible(text).split("\n"))
    return [Content(""), Content(title).stylize("bold"), Content(body)]


def _confinement(hello: Hello | None, device: str) -> str:
    if hello is None:
        return "The evaluator has not answered yet."
    if hello.layers(device) is None:
        return UNTRIED
    missing = hello.missing(device)
    return f"{UNCONFINED} Missing: {', '.join(missing)}." if missing else CONFINED
