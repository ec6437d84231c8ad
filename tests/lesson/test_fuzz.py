"""Whatever the file holds, the loader gives a lesson or says where it is wrong."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_tutor.lesson import document
from autograd_tutor.lesson.document import compose
from autograd_tutor.lesson.load import LessonError, load_lesson
from autograd_tutor.lesson.model import Lesson
from tests.lesson.strategies import FIELDS, STEPS, lesson_of, spoiled

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*STEPS, "a", "b-1"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=25,
)
named = {"kind": st.sampled_from([*STEPS]), "id": st.just("a"), "title": st.just("t")}
steps = st.fixed_dictionaries(
    named, optional={name: values for name in FIELDS if name not in named}
)
lessons = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "id": st.just("a"),
        "title": st.just("t"),
        "aims": st.just(["x"]),
        "minutes": st.just(1),
        "steps": st.lists(steps | values, min_size=1, max_size=3),
    },
    optional={"seed": values, "extra": values},
)
yaml_like = st.text(alphabet=st.sampled_from("ab01:-?[]{},&*!|>'\"%@`#<.~\\ \t\n\r\x00\x1b\ufeff"))


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory:
        yield Path(directory) / "lesson.yaml"


@pytest.fixture(scope="module", params=["c", "pure"])
def parser(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "pure":
            patch.setattr(document, "_PARSER", yaml.BaseLoader)
        yield


def read(path: Path, data: bytes) -> LessonError | None:
    """What the loader refuses the file for, if it does."""
    path.write_bytes(data)
    try:
        assert isinstance(load_lesson(path), Lesson)
    except LessonError as error:
        lines = data.decode("utf-8", "replace").count("\n") + 1
        assert 1 <= error.line <= lines + 1
        assert error.column >= 1
        assert error.problem and error.remedy
        assert len(str(error)) < 2_000
        assert all(c.isprintable() or c == "\n" for c in str(error))
        return error
    return None


@pytest.mark.usefixtures("parser")
@settings(max_examples=60)
@given(data=st.binary(max_size=60) | (yaml_like | st.text(max_size=60)).map(str.encode))
def test_any_bytes(path: Path, data: bytes) -> None:
    read(path, data)


@pytest.mark.usefixtures("parser")
@settings(max_examples=60)
@given(value=lessons | values, flow=st.booleans(), ascii=st.booleans())
def test_any_structure(path: Path, value: Any, flow: bool, ascii: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=not ascii)
    read(path, text.encode("utf-8", "surrogatepass"))


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("kind", STEPS)
@settings(max_examples=12)
@given(data=st.data(), flow=st.booleans())
def test_a_right_lesson_comes_back_as_it_was(
    path: Path, kind: str, data: st.DataObject, flow: bool
) -> None:
    value = data.draw(lesson_of(kind))
    path.write_text(yaml.safe_dump(value, default_flow_style=flow), encoding="utf-8")
    assert load_lesson(path) == msgspec.convert(value, Lesson)


@pytest.mark.parametrize("kind", STEPS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_spoiled_step_is_refused_inside_it_or_still_right(
    path: Path, kind: str, data: st.DataObject
) -> None:
    value = data.draw(spoiled(kind))
    text = json.dumps(value, ensure_ascii=False, indent=1)
    error = read(path, text.encode())
    nodes = compose(path, text).value
    assert isinstance(nodes, dict)
    assert isinstance(nodes["steps"].value, list)
    first, after = (step.mark.line for step in nodes["steps"].value)
    assert error is None or first <= error.line < after, error
