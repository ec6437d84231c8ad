"""Keys, what code may use, and what confines it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from autograd_tutor.evaluator.messages import Hello
from autograd_tutor.tui.actions import ACTIONS, PALETTE_KEY, shown
from autograd_tutor.tui.screens.modal import Dialog
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.status import CONFINED, UNCONFINED

EDITING = """\
Esc leaves the code for the lesson's text. Single letters work there, Tab and shift+Tab go to the
other panels, and arrow keys scroll them. In the code, Tab indents, ^z undoes (a reset, too) and ^y
does it again."""

ANSWERS = """\
Arrow keys go from line to line. Space marks an option, and so does its number; in a list to put in
order, Space lifts a line and drops it where the arrows have moved it. Enter answers. Hints come one
at a time, below the lesson's text; the solution stands there too, once you may see it. Neither
touches what you have typed."""

CODE = """\
torch is already imported. plot(x, y, label="f") draws a curve; so do plot, legend, title, xlabel,
ylabel, axhline, grid, figure and show of matplotlib.pyplot. The value of a last line that is an
expression is shown. Every run starts with nothing left over from the run before."""


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
                *_keys(),
                *_section("Moving about", EDITING),
                *_section("Answering", ANSWERS),
                *_section("What code may use", CODE),
                *_section("What code may do", self._confinement),
            ]
        )


def _keys() -> list[Content]:
    head = Content(f"{'Key':<7}{'Letter':<8}").stylize("bold")
    rows = [head.append(Content("outside the code").stylize("dim"))]
    for action in ACTIONS:
        key = shown(action.key) if action.key else ""
        letter = shown(action.letter.partition(",")[0])
        rows.append(Content.assemble((f"{key:<7}", "bold $accent"), f"{letter:<8}", action.tooltip))
    menu = f"{shown(PALETTE_KEY):<7}"
    rows.append(Content.assemble((menu, "bold $accent"), " " * 8, "All of these in a menu"))
    return rows


def _section(title: str, text: str) -> list[Content]:
    body = " ".join(visible(text).split("\n"))
    return [Content(""), Content(title).stylize("bold"), Content(body)]


def _confinement(hello: Hello | None, device: str) -> str:
    if hello is None:
        return "The evaluator has not answered yet."
    missing = hello.missing(device)
    return f"{UNCONFINED} Missing: {', '.join(missing)}." if missing else CONFINED
