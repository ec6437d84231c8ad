"""The pytest plugin, as an author uses it, on the real evaluator."""

from __future__ import annotations

import pytest

LESSON = """\
format: 1
id: small
title: A small lesson
aims: [See it]
minutes: 1
steps:
  - kind: demo
    id: first-look
    title: A first look
    text: Run it.
    code: |
      x = torch.tensor(3.0, requires_grad=True)
      print((x**2).grad_fn)
  - kind: number
    id: how-much
    title: How much?
    text: What is 2 + 2?
    answer: 4
"""
REFUSED = (
    LESSON.partition("  - kind: number")[0]
    + """\
  - kind: code
    id: how-much
    title: How much?
    text: Put 2 + 2 in `four`.
    solution: ["four = torch.tensor(5)"]
    checks:
      - {kind: state, name: four, shape: [4]}
"""
)
TEST = """\
pytest_plugins = ["autograd_tutor.testing"]

def test_lesson(snapshot_lesson):
    snapshot_lesson("small.yaml", sizes=[(80, 24)])
"""
ALONE = ("-p", "no:asyncio", "-p", "no:xdist", "-p", "no:hypothesispytest", "-W", "error")
UPDATE = ("-p", "autograd_tutor.testing", "--update-screens")


@pytest.fixture
def author(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makefile(".yaml", small=LESSON)
    pytester.makepyfile(test_small=TEST)
    return pytester


def test_screens_are_kept_and_a_change_of_the_lesson_is_shown(author: pytest.Pytester) -> None:
    author.runpytest_inprocess(*ALONE, *UPDATE).assert_outcomes(passed=1)
    kept = author.path / "screens" / "small"
    assert sorted(path.name for path in kept.iterdir()) == ["first-look.txt", "how-much.txt"]
    look = (kept / "first-look.txt").read_text(encoding="utf-8")
    assert [line for line in look.splitlines() if line.startswith("@")] == [
        "@ 80x24, opened",
        "@ 80x24, done",
        "@ 80x24 ascii, opened",
        "@ 80x24 ascii, done",
    ]
    assert "<PowBackward0 object at 0x000000000000>" in look
    assert "cpu · done  confined" in look
    assert "Right." in (kept / "how-much.txt").read_text(encoding="utf-8")

    author.runpytest_inprocess(*ALONE).assert_outcomes(passed=1)

    author.makefile(".yaml", small=LESSON.replace("2 + 2?", "3 + 1?"))
    failed = author.runpytest_inprocess(*ALONE)
    failed.assert_outcomes(failed=1)
    failed.stdout.fnmatch_lines(
        [
            "--- how-much.txt, 80x24, opened, kept",
            "- What is 2 + 2?",
            "+ What is 3 + 1?",
            "If the new screens are right, keep them: pytest -p autograd_tutor.testing *",
        ]
    )
    failed.stdout.no_fnmatch_line("*first-look*")


def test_a_wrong_lesson_is_told_as_lint_tells_it(author: pytest.Pytester) -> None:
    author.makefile(".yaml", small=LESSON.replace("kind: demo", "kind: dmeo"))
    failed = author.runpytest_inprocess(*ALONE)
    failed.assert_outcomes(failed=1)
    failed.stdout.re_match_lines([r".*small\.yaml:7:11: L100 .*dmeo.*"])


def test_a_solution_that_is_refused_is_told_with_its_screen(author: pytest.Pytester) -> None:
    author.makefile(".yaml", small=REFUSED)
    failed = author.runpytest_inprocess(*ALONE, *UPDATE)
    failed.assert_outcomes(failed=1)
    failed.stdout.fnmatch_lines(
        ["small.yaml: the step how-much is not passed by its own solution:", "*Not yet. *"]
    )
    assert not (author.path / "screens").exists()
