"""Files that nobody should have handed in, and the parts that a class is split into."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograd_tutor.classroom.model import GradingError
from autograd_tutor.classroom.submissions import Shard, find, learner_of, read
from autograd_tutor.progress.document import LIMIT


def test_what_is_no_file_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "ada.json").write_bytes(b"{}")
    (tmp_path / "secret").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "up").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge").open("wb") as huge:
        huge.truncate(LIMIT + 1)
    (tmp_path / ".hidden").write_bytes(b"{}")
    found = {str(path): read(tmp_path, path) for path in find(tmp_path)}
    assert {name: each.problem for name, each in found.items()} == {
        "ada.json": "",
        "huge": "it is larger than 64 MiB",
        "loop": "it is a link, not a file",
        "pipe": "it is not a file",
        "secret": "it is a link, not a file",
        "up": "it is a link, not a file",
    }
    assert [each.data for each in found.values()] == [b"{}", *[b""] * 5]


def test_a_file_that_went_away_is_told(tmp_path: Path) -> None:
    gone = read(tmp_path, Path("bob.json"))
    assert gone.problem == "it can't be read: No such file or directory"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything: run as another user")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "ada.json").touch(0)
    assert "Permission denied" in read(tmp_path, Path("ada.json")).problem


@pytest.mark.parametrize(
    ("path", "learner"),
    [
        ("ada.json", "ada"),
        ("ada.l.json", "ada.l"),
        ("Ada L/work.json", "Ada L"),
        ("ada/a/b.json", "ada"),
        (os.fsdecode(b"\xff.json"), "\\xff"),
    ],
)
def test_a_learner_is_a_file_or_a_folder(path: str, learner: str) -> None:
    assert learner_of(Path(path)) == learner


def test_folders_without_files_are_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="nothing was handed in"):
        find(tmp_path)
    with pytest.raises(GradingError, match="No such file"):
        find(tmp_path / "none")


def test_shards_are_disjoint_and_complete_and_stay_as_they_are(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.json").touch()
    shards = [find(tmp_path, Shard(number, 4)) for number in (1, 2, 3, 4)]
    assert sorted(path for shard in shards for path in shard) == find(tmp_path)
    assert min(map(len, shards)) > 5
    for number in range(60, 90):
        (tmp_path / f"{number}.json").touch()
    more = [find(tmp_path, Shard(number, 4)) for number in (1, 2, 3, 4)]
    assert all(set(before) <= set(after) for before, after in zip(shards, more, strict=True))
