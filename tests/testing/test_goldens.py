"""Screens kept as text files."""

from __future__ import annotations

from pathlib import Path

from autograd_tutor.testing.goldens import compare, compare_all

SCREENS = {"80x24, opened": " a\n b\n\n c\n", "80x24, done": " a\n"}


def test_what_was_kept_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "step.txt"
    assert compare(path, SCREENS, update=True) == ""
    assert compare(path, SCREENS, update=False) == ""
    assert path.read_text(encoding="utf-8") == (
        "@ 80x24, opened\n a\n b\n\n c\n@ 80x24, done\n a\n"
    )


def test_what_is_the_same_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "step.txt"
    compare(path, SCREENS, update=True)
    path.chmod(0o444)
    before = path.stat().st_mtime_ns
    compare(path, SCREENS, update=True)
    assert path.stat().st_mtime_ns == before


def test_a_difference_is_shown_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "step.txt"
    compare(path, SCREENS, update=True)
    said = compare(path, SCREENS | {"80x24, opened": " a\n B\n\n c\n"}, update=False)
    assert said.splitlines() == [
        "--- step.txt, 80x24, opened, kept",
        "+++ step.txt, 80x24, opened, now",
        "@@ -1,4 +1,4 @@",
        "  a",
        "- b",
        "+ B",
        " ",
        "  c",
    ]


def test_a_screen_that_is_new_or_gone_is_a_difference(tmp_path: Path) -> None:
    path = tmp_path / "step.txt"
    compare(path, {"old": " a\n", "kept": " b\n"}, update=True)
    said = compare(path, {"kept": " b\n", "new": " c\n"}, update=False)
    assert "+++ step.txt, new, now" in said
    assert "--- step.txt, old, kept" in said
    assert "+ c" in said
    assert "- a" in said
    assert compare(path, {"kept": " b\n", "old": " a\n"}, update=False) == (
        "step.txt: the screens are in another order"
    )


def test_nothing_kept_is_a_difference(tmp_path: Path) -> None:
    assert compare(tmp_path / "step.txt", SCREENS, update=False).startswith("step.txt: no screens")


def test_files_too_many_are_told_and_removed(tmp_path: Path) -> None:
    compare_all(tmp_path, {"one": SCREENS, "two": SCREENS}, update=True)
    assert compare_all(tmp_path, {"one": SCREENS, "two": SCREENS}, update=False) == ""
    assert compare_all(tmp_path, {"one": SCREENS}, update=False).startswith("two.txt: nothing")
    compare_all(tmp_path, {"one": SCREENS}, update=True)
    assert [path.name for path in tmp_path.iterdir()] == ["one.txt"]
