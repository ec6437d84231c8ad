"""What an author sees while a lesson is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograd_tutor.authoring.new import new_lesson
from autograd_tutor.authoring.watch import Watched
from autograd_tutor.lesson.load import LessonError
from autograd_tutor.tui import preview
from autograd_tutor.tui.preview import PreviewApp
from autograd_tutor.tui.widgets.status import Where

from .fakes import FakeEvaluator
from .pilots import editor, piloted, press, settle, text, until

SMALL = (80, 24)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return new_lesson("slopes", tmp_path)


def change(path: Path, old: str, new: str) -> None:
    """Save the file with this changed, at another time than before."""
    source = path.read_text(encoding="utf-8")
    assert old in source
    before = path.stat().st_mtime_ns
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def app_of(path: Path, step: str) -> PreviewApp:
    return PreviewApp(FakeEvaluator(), Watched(path), step=step)


@pytest.fixture(autouse=True)
def no_look_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "EVERY", 3600)


async def test_a_saved_file_is_shown_at_the_same_step(draft: Path) -> None:
    app = app_of(draft, "first-look")
    async with piloted(app) as pilot:
        assert "A first look" in text(app)
        change(draft, "title: A first look", "title: A second look")
        change(draft, "x = torch.tensor(3.0", "x = torch.tensor(4.0")
        await app.look()
        await settle(pilot)
        assert "A second look" in text(app)
        assert "torch.tensor(4.0" in editor(app).text
        change(draft, "id: first-look", "id: other-look")
        await app.look()
        await settle(pilot)
        assert "A second look" in text(app)


async def test_the_file_is_looked_at_now_and_then(
    draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "EVERY", 0.01)
    app = app_of(draft, "first-look")
    async with piloted(app) as pilot:
        change(draft, "title: A first look", "title: A second look")
        await until(pilot, lambda: app.screen.query_one(Where).step == "A second look")


async def test_a_broken_save_says_where_and_keeps_what_there_was(draft: Path) -> None:
    app = app_of(draft, "first-look")
    async with piloted(app, (100, 40), notifications=True) as pilot:
        change(draft, "kind: demo", "kind: dmeo")
        await app.look()
        await settle(pilot)
        shown = " ".join(text(app).split())
        assert "A first look" in shown
        assert "called `dmeo`" in shown
        assert "did you mean `demo`?" in shown
        assert "01-slopes.yaml:20:11: there is no kind" in shown
        await app.look()
        change(draft, "kind: dmeo", "kind: demo")
        change(draft, "title: A first look", "title: A second look")
        await app.look()
        await settle(pilot)
        assert "A second look" in text(app)
        assert "dmeo" not in text(app)


async def test_what_the_author_typed_stays(draft: Path) -> None:
    app = app_of(draft, "your-turn")
    async with piloted(app) as pilot:
        editor(app).load_text("slope = 6")
        await settle(pilot)
        change(draft, "slope = None", "slope = 0")
        await app.look()
        await settle(pilot)
        assert editor(app).text == "slope = 6"


async def test_a_dialog_is_not_taken_away(draft: Path) -> None:
    app = app_of(draft, "first-look")
    async with piloted(app) as pilot:
        await press(pilot, "f1")
        assert len(app.screen_stack) == 2
        change(draft, "title: A first look", "title: A second look")
        await app.look()
        assert len(app.screen_stack) == 2
        await press(pilot, "escape")
        await app.look()
        await settle(pilot)
        assert "A second look" in text(app)


def test_only_what_changes_the_lesson_is_a_change(draft: Path) -> None:
    watched = Watched(draft)
    assert not watched.changed()
    change(draft, "# See it", "# Look at it")
    assert not watched.changed()
    change(draft, "format: 1", "format: 2")
    with pytest.raises(LessonError):
        watched.changed()
    assert not watched.changed()
    draft.rename(draft.with_suffix(".old"))
    assert not watched.changed()


def test_no_lesson_no_preview(tmp_path: Path) -> None:
    with pytest.raises(LessonError):
        Watched(tmp_path / "missing.yaml")
