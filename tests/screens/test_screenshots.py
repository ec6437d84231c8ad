"""The pictures in the README and the docs: real screens, of the real evaluator.

`make screenshots` takes them anew. They show no durations, and the same colours everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.progress.store import Store
from autograd_tutor.testing import UPDATE
from autograd_tutor.testing.screens import settle, text
from autograd_tutor.testing.walk import Steady
from autograd_tutor.tui.app import TutorApp
from tests.tui.pilots import desk, editor, press, until

from .svg import svg

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "screens"
README = ROOT / "README.md"
BLOCK = re.compile("```text\n(.*?)```", re.DOTALL)
IN_WORDS = "ascii"
"""The picture that the README has as text, too."""


class Picture(NamedTuple):
    """A step of a lesson, what is typed there and which keys follow; `title`: what is seen."""

    lesson: str
    step: str
    typed: str | None
    keys: Sequence[str]
    title: str
    size: tuple[int, int] = (80, 24)
    ascii: bool = False


FIRST = "first-derivative"
CURSOR = ["ctrl+r", "escape", "shift+tab", "right", "right", "shift+right", "shift+right"]
DROPPED = """\
x = torch.linspace(0, 5, 100, requires_grad=True)
y = torch.cos(x**2)
dydx = -torch.sin(x**2)"""
SHOWN = {
    "curve": Picture(
        FIRST,
        "type-a-function",
        None,
        CURSOR,
        "A function typed in, and below it its curve and its slope. At the cursor the legend "
        "tells the value, the slope and the tangent, which is drawn too.",
        (88, 28),
    ),
    "tape": Picture(
        FIRST,
        "type-a-function",
        "x * torch.cos(x**2)",
        [*CURSOR, "ctrl+t", "ctrl+t", "right", "right"],
        "The record of an expression, one operation a line, at the x of the cursor. Two steps "
        "back from the result, the gradient that arrived is multiplied by the local derivative.",
    ),
    "mistake": Picture(
        FIRST,
        "get-dydx",
        DROPPED,
        ["ctrl+r"],
        "An answer that dropped the chain rule, and the tutor says so in words.",
    ),
    "ascii": Picture(
        FIRST,
        "type-a-function",
        None,
        CURSOR,
        "Curve, slope, cursor and tangent in 80 columns, 24 rows and ASCII.",
        ascii=True,
    ),
}


async def test_the_pictures_are_current(pytestconfig: pytest.Config) -> None:
    evaluator = Steady(Launcher())
    try:
        taken = {name: await take(shown, evaluator) for name, shown in SHOWN.items()}
    finally:
        await evaluator.end()
    pictures = {name: picture for name, (picture, _) in taken.items()}
    words = f"```text\n{taken[IN_WORDS][1]}```"
    readme = README.read_text(encoding="utf-8")
    if pytestconfig.getoption(UPDATE):
        PICTURES.mkdir(exist_ok=True)
        for name, picture in pictures.items():
            (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")
        readme = BLOCK.sub(lambda _: words, readme, count=1)
        README.write_text(readme, encoding="utf-8")
    kept = {path.stem: path.read_text(encoding="utf-8") for path in PICTURES.iterdir()}
    changed = {
        name for name in kept.keys() | pictures.keys() if kept.get(name) != pictures.get(name)
    }
    assert not changed, "make screenshots takes them anew"
    assert words in readme


async def take(shown: Picture, evaluator: Steady) -> tuple[str, str]:
    """The picture as SVG, and as text."""
    app = TutorApp(evaluator, Store(), lesson=shown.lesson, step=shown.step, ascii=shown.ascii)
    async with app.run_test(size=shown.size) as pilot:
        await settle(pilot)
        if shown.typed is not None:
            editor(app).load_text(shown.typed)
        results = desk(app).results
        for key in shown.keys:
            await press(pilot, key)
            await until(pilot, lambda: results.view != "tape" or results.tape.graph is not None)
        return svg(app, shown.title), text(app)


@pytest.mark.parametrize("path", sorted(PICTURES.glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_needs_nothing_from_elsewhere(path: Path) -> None:
    tree = ElementTree.parse(path)
    for element in tree.iter():
        assert element.tag.partition("}")[2] not in ("script", "image", "use", "a")
    outside = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "://" not in outside
    assert "@import" not in outside


def test_no_duration_is_in_a_picture() -> None:
    for path in PICTURES.glob("*.svg"):
        assert not re.search(r"\d m?s\b", path.read_text(encoding="utf-8"))
