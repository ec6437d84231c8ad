"""What an editor underlines by the schema is what the loader refuses, and nothing else."""

from __future__ import annotations

import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from autograd_tutor.lesson.load import lesson_dir, lesson_files
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.schema import schema

LESSONS = lesson_files(lesson_dir())
WRONG: tuple[Any, ...] = (None, True, 0, -1, 10**12, 0.5, "", " ", "A b", "x" * 9000)
WRONG += ([], ["a"], [None], {}, {"kind": "read"}, {"kind": "nothing"}, {"x": 1})
TIMES = 60


def spoiled(lesson: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The lesson with one value changed, taken away or added somewhere in it."""
    lesson = deepcopy(lesson)
    at: Any = lesson
    while True:
        key = chance.choice(list(at) if isinstance(at, dict) else range(len(at)))
        if isinstance(at[key], dict | list) and at[key] and chance.random() < 0.8:
            at = at[key]
            continue
        match chance.randrange(4):
            case 0:
                del at[key]
            case 1 if isinstance(at, dict):
                at[chance.choice(("extra", "kind", "id", "hints"))] = chance.choice(WRONG)
            case _:
                at[key] = chance.choice(WRONG)
        return lesson


def is_loaded(lesson: object) -> bool:
    try:
        msgspec.convert(lesson, Lesson)
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_editor_and_loader_agree(path: Path) -> None:
    lesson = yaml.safe_load(path.read_text("utf-8"))
    editor = jsonschema.Draft7Validator(schema())
    chance = random.Random(lesson["id"])
    verdicts = []
    for each in [lesson, *(spoiled(lesson, chance) for _ in range(TIMES))]:
        loaded = is_loaded(each)
        verdicts.append(loaded)
        assert editor.is_valid(each) == loaded, next(editor.iter_errors(each), each)
    assert verdicts[0]
    assert verdicts.count(False) > TIMES / 2
