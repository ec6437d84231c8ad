"""A learner finishes the first lesson in a browser. It takes a minute, so: make web."""

from __future__ import annotations

import pytest

from autograd_tutor.lesson.load import catalogue, lesson_dir, load_lesson
from tests.terminal.walk import Walk

from .chromium import Chromium
from .conftest import Serve

FIRST = catalogue(lesson_dir())[0]


@pytest.mark.long
def test_right_answers_lead_through_the_first_lesson(chromium: Chromium, serve: Serve) -> None:
    page = chromium.page(serve("--lesson", FIRST.id).link)
    Walk(page, load_lesson(FIRST.path)).go(Walk.answer_right)
