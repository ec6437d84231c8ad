"""A pytest plugin for who writes lessons: every screen of a lesson, kept as text.

    pytest_plugins = ["autograd_tutor.testing"]

    def test_lesson(snapshot_lesson):
        snapshot_lesson("01-my-lesson.yaml")

Nothing else in the tutor imports this package, and nothing else needs pytest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest

from autograd_tutor.authoring.findings import Finding
from autograd_tutor.evaluator.client import EvaluatorError
from autograd_tutor.lesson.load import LessonError, load_lesson
from autograd_tutor.testing import goldens
from autograd_tutor.testing.walk import Size, Unsolved, walk

UPDATE = "--update-screens"


class SnapshotLesson(Protocol):
    """The fixture `snapshot_lesson` as a type."""

    def __call__(
        self,
        lesson: str | Path,
        *,
        sizes: Sequence[Size] = ...,
        ascii: Sequence[bool] = ...,
        folder: str | Path = ...,
    ) -> None:
        """Fail the test where a screen of the lesson is not as it was kept."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option, named so that it goes with those of other snapshot plugins.

    pytest knows it where the plugin is named in `conftest.py` or by `-p autograd_tutor.testing`.
    """
    parser.getgroup("autograd-tutor").addoption(
        UPDATE, action="store_true", help="Keep the screens as they are now."
    )


@pytest.fixture
def colour_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with all colours, and not in tmux, whatever the tests run in."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "TMUX"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def snapshot_lesson(request: pytest.FixtureRequest, colour_terminal: None) -> SnapshotLesson:
    """Compare every step of a lesson, as it opens and after its own solution, with kept texts.

    The lesson's path and `folder` are relative to the directory of the test. Each step has a file
    there, `folder/<lesson id>/<step id>.txt`, with a screen for each of the `sizes` (columns and
    rows), in Unicode and in ASCII. Code runs on the real evaluator, so torch has to be there.
    """

    def snapshot(
        lesson: str | Path,
        *,
        sizes: Sequence[Size] = ((80, 24), (120, 40)),
        ascii: Sequence[bool] = (False, True),
        folder: str | Path = "screens",
    ) -> None:
        path = request.path.parent / lesson
        try:
            loaded = load_lesson(path)
            screens = asyncio.run(walk(path, loaded, sizes, ascii))
        except LessonError as error:
            pytest.fail(str(Finding.of(error)), pytrace=False)
        except (EvaluatorError, Unsolved) as error:
            pytest.fail(f"{path.name}: {error}", pytrace=False)
        kept = request.path.parent / folder / loaded.id
        update = bool(request.config.getoption(UPDATE, False))
        if wrong := goldens.compare_all(kept, screens, update=update):
            how = f"If the new screens are right, keep them: pytest -p {__name__} {UPDATE}"
            pytest.fail(f"{wrong}\n{how}", pytrace=False)

    return snapshot
