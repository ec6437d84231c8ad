"""Every file of a stranger ends in a located error or a harmless lesson, soon and in little memory.

`make hostile` reads all of the 5,000; the suite a part of them, from every family.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograd_tutor.cli import main
from tests.hostile.files import FAMILIES, family, hostile_file, many_fields, spoken
from tests.hostile.reader import CPU_SECONDS, MEMORY

ALL, STRIDE = 5_000, 17
PLACE = re.compile(r".*01-hostile\.yaml:\d+:\d+: \S")
NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys, or cannot be written."""


def read(
    directory: Path, first: int, after: int, stride: int, *, memory: int = MEMORY
) -> Iterator[dict[str, Any]]:
    """What came of these files."""
    command = [sys.executable, "-m", "tests.hostile.reader", str(directory)]
    with subprocess.Popen(
        [*command, *map(str, (memory, first, after, stride))],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        encoding="utf-8",
    ) as reader:
        assert reader.stdout is not None
        yield from map(json.loads, reader.stdout)
    assert reader.returncode == 0


def check(answer: dict[str, Any]) -> str:
    """Hold one answer against the promise; what it was."""
    assert answer["ended"] == 0, answer
    assert answer["seconds"] < CPU_SECONDS
    assert answer["memory"] < MEMORY
    for finding in answer["findings"]:
        assert not NEVER.search(finding)
    if "lesson" in answer:
        assert not NEVER.search(" ".join(texts(answer["lesson"])))
        return "a lesson"
    assert 1 <= answer["line"] <= answer["lines"] + 1
    assert answer["column"] >= 1
    assert answer["problem"] and answer["remedy"]
    assert len(answer["said"]) < 2_000
    assert PLACE.match(answer["said"])
    assert all(char.isprintable() or char == "\n" for char in answer["said"])
    assert len(answer["findings"]) == 1
    return "an error"


def texts(part: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from texts(each)


def tell(answers: list[dict[str, Any]]) -> Counter[str]:
    """Hold all answers against the promise, and say what they were and took."""
    became = Counter(map(check, answers))
    seconds, memory = (max(each[name] for each in answers) for name in ("seconds", "memory"))
    print(f"\n{became}; at most {seconds:.2f} s and {memory >> 20} MiB")
    return became


def test_some_files(tmp_path: Path) -> None:
    answers = list(read(tmp_path, 0, ALL, STRIDE))
    assert {each["number"] % len(FAMILIES) for each in answers} == set(range(len(FAMILIES)))
    became = tell(answers)
    assert became["a lesson"] > 40
    assert became["an error"] > 200


def test_text_of_brackets_alone_does_not_hang(tmp_path: Path) -> None:
    """Told by an expression that tries each bracket with each other, this took minutes."""
    (answer,) = read(tmp_path, 24, 25, 1)
    assert check(answer) == "a lesson"


@pytest.mark.long
@pytest.mark.parametrize("part", range(5))
def test_all_files(tmp_path: Path, part: int) -> None:
    each = ALL // 5
    assert tell(list(read(tmp_path, part * each, (part + 1) * each, 1))).total() == each


def test_what_takes_too_much_is_seen(tmp_path: Path) -> None:
    greedy = FAMILIES.index(many_fields)
    (answer,) = read(tmp_path, greedy + 500, greedy + 501, 1, memory=1 << 20)
    with pytest.raises(AssertionError):
        check(answer)


def test_lint_and_preview_say_what_is_wrong_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [n for n in range(0, 1_000, STRIDE) if family(n) is not spoken]
    paths = [tmp_path / f"{number:04}.yaml" for number in wrong]
    for number, path in zip(wrong, paths, strict=True):
        path.write_bytes(hostile_file(number))
    assert main(["lint", *map(str, paths)]) == 1
    said, errors = capsys.readouterr()
    assert not NEVER.search(said + errors)
    for path in paths[:10]:
        assert main(["preview", str(path)]) == 2
        said, errors = capsys.readouterr()
        assert said == ""
        assert not NEVER.search(errors)
        assert f"{path}:" in errors
