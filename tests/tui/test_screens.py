"""Every screen as text: three sizes, in Unicode and in ASCII. `make goldens` keeps them anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

from autograd_tutor.authoring.watch import Watched
from autograd_tutor.evaluator.client import EvaluatorError
from autograd_tutor.evaluator.messages import Outcome, Run
from autograd_tutor.evaluator.notices import lost
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.testing import UPDATE, goldens
from autograd_tutor.testing.screens import resize
from autograd_tutor.tui.app import TutorApp
from autograd_tutor.tui.preview import PreviewApp

from ..plot.records import CHAIN, DIAMOND
from ..plot.variables import D, X, Y, left, none
from ..screens.svg import svg
from .fakes import CONFINED, CURVES, ERROR, FakeEvaluator
from .kinds import DRAWN, PASSED, WRONG, FakeJudge, every, passed_but
from .pilots import LEAST, SMALL, WIDE, drawn, piloted, press, tutor
from .progressed import progressed
from .test_cursor import expression

KEPT = Path(__file__).parents[1] / "goldens" / "tui"
KEPT_COLOURED = KEPT.with_name("svg")
SIZES = (SMALL, WIDE, LEAST)
LESSON = Path(__file__).parents[1] / "plain" / "every.yaml"
Start: TypeAlias = Callable[[bool], TutorApp]
"""Makes the app, for ASCII or not."""


class Shown(NamedTuple):
    """A start, and what is seen after which keys, each going on from the one before.

    Keys are pressed at the first size, which is the only one in ASCII for all moments but the last.
    """

    start: Start
    moments: Mapping[str, str]
    sizes: Sequence[tuple[int, int]] = SIZES
    notifications: bool = False


class Telling(FakeEvaluator):
    """Answers what is asked beside the runs, too: records, and what is drawn while it is typed."""

    def __init__(
        self, outcome: Outcome | EvaluatorError | None, output: str = "", told: Run | None = None
    ) -> None:
        super().__init__(outcome or Run(), output)
        self.greeting = CONFINED
        self.told = told

    async def draw(self, request: Cell | Sketch) -> Outcome:
        return self.told or await super().draw(request)


def at(
    lesson: str,
    step: str,
    outcome: Outcome | EvaluatorError | None = None,
    output: str = "",
    told: Run | None = None,
) -> Start:
    """The app at a step of the fake course, whose runs end so."""
    return lambda ascii: tutor(Telling(outcome, output, told), at=(lesson, step), ascii=ascii)


def unconfined(ascii: bool) -> TutorApp:
    """The app where nothing confines what runs."""
    return tutor(ascii=ascii)


def kind(step: str, outcome: Outcome | None = None, judgement: Judgement = PASSED) -> Start:
    """The app at a step of the lesson of all kinds; all exercises but this are passed."""

    def start(ascii: bool) -> TutorApp:
        evaluator, judge = Telling(outcome), FakeJudge(judgement)
        return every(step, evaluator, passed_but(step), judge, ascii=ascii)

    return start


def previewed(step: str) -> Start:
    """The preview of a lesson file."""
    return lambda ascii: PreviewApp(Telling(None), Watched(LESSON), step=step, ascii=ascii)


def halfway(ascii: bool) -> TutorApp:
    """The app in the middle of a course."""
    return progressed(evaluator=Telling(None), ascii=ascii)


OUTPUT = "a = tensor(3., requires_grad=True)\n"
SLOPED, CURVED = Run(figure=expression()), Run(figure=expression(order=2))
CUBIC = at("slopes", "cubic", Run(figure=CURVES))
FIRST = at("slopes", "first", Run(value="tensor(6.)", seconds=2.5), OUTPUT)
SUM = ("scalars", "sum")
RAISED = Run(error=ERROR)
WORDS = "I t space a d d s space u p ctrl+r"
TINY = [(59, 17), (60, 17), (59, 18)]
TAPE = at(*SUM, Run(value="6"), told=Run(graph=CHAIN))
BRANCHES = at(*SUM, Run(value="6"), told=Run(graph=DIAMOND))
SEEN = at(*SUM, Run(evidence=left(X, none("x.grad"), Y, D)), told=Run(graph=CHAIN))
OPENED = {"opened": ""}
RAN = {"ran": "ctrl+r"}
SCREENS = {
    "read": Shown(at("slopes", "tape"), OPENED),
    "demo": Shown(FIRST, OPENED | RAN),
    "curve": Shown(CUBIC, OPENED | RAN | {"zoomed": "escape shift+tab f"}),
    "error": Shown(at(*SUM, RAISED, OUTPUT), OPENED | RAN),
    "time-limit": Shown(at(*SUM, lost("timeout", "", 10), OUTPUT), RAN),
    "lost": Shown(at(*SUM, lost("crashed", "SIGSEGV", 10)), RAN),
    "unserved": Shown(at("slopes", "first", EvaluatorError("No torch was found.")), OPENED),
    "help": Shown(FIRST, {"top": "f1", "end": "end"}),
    "devices": Shown(FIRST, {"opened": "ctrl+g"}),
    "warning": Shown(unconfined, OPENED, notifications=True),
    "too-small": Shown(FIRST, OPENED, TINY),
    "tape": Shown(TAPE, {"whole": "ctrl+r alt+g t", "stepped": "right right"}),
    "tape-branches": Shown(BRANCHES, {"whole": "ctrl+r alt+g t", "stepped": "right right right"}),
    "tensors": Shown(SEEN, {"ran": "ctrl+r alt+g n"}),
    "cursor": Shown(at("slopes", "cubic", SLOPED), {"moved": f"ctrl+r alt+g p{12 * ' right'}"}),
    "second": Shown(at("slopes", "cubic", CURVED, told=CURVED), {"drawn": "alt+d"}),
    "palette": Shown(FIRST, {"opened": "ctrl+o", "searched": "s c a l a r"}),
    "map": Shown(halfway, {"opened": "alt+m", "found": "slash d e s c", "reset": "down x"}),
    "copied": Shown(FIRST, {"copied": "alt+c"}, notifications=True),
    "save": Shown(FIRST, {"asked": "alt+w"}),
    "playground": Shown(FIRST, {"try": "alt+p", "ran": "ctrl+r"}),
    "preview": Shown(previewed("show"), OPENED),
    "picture": Shown(kind("picture", Run(figure=CURVES)), OPENED),
    "record": Shown(kind("record", DRAWN), OPENED),
    "predict": Shown(kind("foresee", Run(value="tensor(12.)")), OPENED | {"right": "2 enter"}),
    "choice": Shown(kind("pick"), OPENED | {"wrong": "2 enter", "right": "2 1 3 enter"}),
    "number": Shown(kind("value"), OPENED | {"wrong": "6 enter", "right": "home minus enter"}),
    "order": Shown(kind("sequence"), OPENED | {"lifted": "space down", "wrong": "enter"}),
    "explain": Shown(kind("words"), OPENED | {"ticks": WORDS, "right": "space down space enter"}),
    "expression": Shown(kind("parabola", Run(figure=CURVES)), OPENED | {"right": "ctrl+r"}),
    "fix": Shown(kind("mend", RAISED, WRONG), OPENED | {"wrong": "ctrl+r", "hint": "alt+h"}),
    "code": Shown(kind("slope"), {"done": "ctrl+r"}),
    "mistake": Shown(kind("parabola", Run(figure=CURVES), WRONG), RAN),
    "solution": Shown(
        kind("slope", Run(), WRONG),
        {"hints": "alt+h alt+h", "held": "ctrl+r alt+s", "shown": "ctrl+r ctrl+r alt+s"},
    ),
}

for size in SIZES:
    SCREENS[f"jump-{size[0]}x{size[1]}"] = Shown(CUBIC, {"letters": "ctrl+r alt+g"}, [size])

COLOURED = {
    "curve": "ran",
    "cursor": "moved",
    "second": "drawn",
    "error": "ran",
    "tape": "stepped",
    "tensors": "ran",
    "choice": "right",
    "mistake": "ran",
    "solution": "shown",
    "help": "top",
    "palette": "searched",
    "map": "opened",
    "playground": "ran",
    "jump-80x24": "letters",
}
"""Moments that are kept as SVG too, with colours and weights, at the first size."""


@pytest.mark.parametrize("name", SCREENS)
async def test_screen(
    name: str, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    shown = SCREENS[name]
    screens, pictures = {}, {}
    kept = goldens.kept(KEPT / f"{name}.txt")
    for ascii in (False, True):
        app = shown.start(ascii)
        async with piloted(app, shown.sizes[0], notifications=shown.notifications) as pilot:
            for number, (moment, keys) in enumerate(shown.moments.items(), 1):
                await resize(pilot, shown.sizes[0])
                await press(pilot, *keys.split())
                passing = ascii and number < len(shown.moments)
                for size in shown.sizes[: 1 if passing else None]:
                    await resize(pilot, size)
                    title = f"{moment}, {size[0]}x{size[1]}{' ascii' * ascii}"
                    screen = screens[title] = await drawn(pilot, kept.get(title))
                    assert screen.isascii() or not ascii
                    if (moment, size, ascii) == (COLOURED.get(name), shown.sizes[0], False):
                        pictures[name] = svg(app, f"{name}, {moment}")
    update = bool(pytestconfig.getoption(UPDATE))
    wrong = goldens.compare(KEPT / f"{name}.txt", screens, update=update)
    assert not wrong, wrong
    for name, picture in pictures.items():
        path = KEPT_COLOURED / f"{name}.svg"
        if update:
            path.write_text(picture, encoding="utf-8")
        assert picture == path.read_text(encoding="utf-8"), f"the colours of {path.name} changed"


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in KEPT.iterdir()} == set(SCREENS)
    assert {path.stem for path in KEPT_COLOURED.iterdir()} == set(COLOURED)
