"""Whatever the file holds, the loader gives a lesson or says where it is wrong."""

from __future__ import annotations

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
from autograd_tutor.lesson.load import LessonError, load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Demo, Expression, Read

FIELDS = sorted(
    {name for kind in (Lesson, Read, Demo, Expression, Code) for name in kind.__struct_fields__}
    | {"kind", "<<"}
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["read", "demo", "expression", "code", "a", "b-1"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=25,
)
words = st.sampled_from(["a", "b-1", "x", "two words"])
steps = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["read", "demo", "expression", "code"]),
        "id": words | scalars,
        "title": words | scalars,
        "text": words | scalars,
    },
    optional={name: values for name in FIELDS if name not in ("kind", "id", "title", "text")},
)
right = st.fixed_dictionaries(
    {"kind": st.just("expression"), "id": words, "title": words, "text": words},
    optional={
        "range": st.tuples(st.floats(), st.floats()).map(list),
        "points": st.integers(),
        "seconds": st.floats(),
    },
)
lessons = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "id": st.just("a"),
        "title": words,
        "aims": st.just(["x"]),
        "minutes": st.just(1),
        "steps": st.lists(right | steps | values, min_size=1, max_size=3),
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


def read(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        lesson = load_lesson(path)
    except LessonError as error:
        lines = data.decode("utf-8", "replace").count("\n") + 1
        assert 1 <= error.line <= lines + 1
        assert error.column >= 1
        assert error.problem and error.remedy
        assert len(str(error)) < 2_000
        assert all(c.isprintable() or c == "\n" for c in str(error))
    else:
        assert isinstance(lesson, Lesson)


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


finite = st.floats(-1e6, 1e6)
whole = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "id": st.just("a"),
        "title": st.text("aé漢yes 1:#-'\"", min_size=1, max_size=9).map(lambda t: f"[{t}]"),
        "aims": st.just(["x"]),
        "minutes": st.integers(1, 120),
        "seed": st.integers(0, 2**31),
        "steps": st.tuples(
            st.builds(
                lambda text, ends, points, seconds: {
                    "kind": "expression",
                    "id": "a",
                    "title": "t",
                    "text": f"x{text}",
                    "starter": text,
                    "range": sorted(ends),
                    "points": points,
                    "seconds": seconds,
                },
                st.text("aé \n#:-|>'\"\\\t", max_size=40),
                st.sets(finite, min_size=2, max_size=2),
                st.integers(2, 2_000),
                st.floats(0.01, 60),
            )
        ).map(list),
    }
)


@pytest.mark.usefixtures("parser")
@settings(max_examples=30)
@given(value=whole, flow=st.booleans())
def test_a_right_lesson_comes_back_as_it_was(path: Path, value: Any, flow: bool) -> None:
    path.write_text(yaml.safe_dump(value, default_flow_style=flow), encoding="utf-8")
    assert msgspec.json.decode(msgspec.json.encode(load_lesson(path))) == value
