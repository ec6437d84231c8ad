"""Each rule for the text of lessons finds what breaks it, in its place, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor.authoring.code import parsed, unparsed
from autograd_tutor.authoring.course import read_courses
from autograd_tutor.authoring.rules import RULES
from autograd_tutor.authoring.static import examine
from autograd_tutor.authoring.static.concepts import used
from autograd_tutor.authoring.static.ids import accept
from autograd_tutor.lesson.load import LessonError

from .drafts import GOOD, course, spoiled, told

LATER = """\
format: 1
id: later
title: A lesson after it
aims: [Build on it]
minutes: 5
requires: [REQUIRED]
teaches:
  - {id: emptying, names: [TAUGHT]}
steps:
  - {kind: read, id: only, title: Only, text: Some text.}
"""
LONG = "a line of more than seventy-six characters is too long for the text of a step"

# What is replaced by what, the rule, and where it points.
SPOILED: dict[str, tuple[tuple[str, str], str, str]] = {
    "no lesson": (("minutes: 5", "minutes: 0"), "L100", "0"),
    "two hints": ((", Use the power operator]", "]"), "L110", "[A power, Of two]"),
    "no hints": (("\n    hints: [A power, Of two, Use the power operator]", ""), "L110", "kind: "),
    "nothing after": (("    after: A square.\n", ""), "L111", "kind: expression"),
    "silent picture": (
        ("    alt: The slope rises in a straight line.\n", ""),
        "L112",
        "kind: plot",
    ),
    "silent record": (("    alt: From s by a power back to x.\n", ""), "L112", "kind: graph"),
    "silent option": (('"2", say: That is x itself.', '"2"'), "L113", '{text: "2"}'),
    "nobody teaches": (("teaches:", "requires: [tensors]\nteaches:"), "L120", "tensors]"),
    "own requirement": (("teaches:", "requires: [asking]\nteaches:"), "L121", "asking]"),
    "unknown concept": (
        ("say: That is twice x.}", "say: That is twice x., concept: squares}"),
        "L124",
        "squares}",
    ),
    "hint with the line": (
        ("Sum first]", '"Write `(slope,) = torch.autograd.grad(y.sum(), [ x ])`"]'),
        "L130",
        '"Write `(slope,)',
    ),
    "wide text": (("text: Some text.", f"text: |\n      {LONG}"), "L131", "p"),
    "wide option": (('text: "2"', f'text: "{LONG}"'), "L131", 'ep", say: That is x itself.}'),
    "wide code": (("print(", f"# {LONG}\n      print("), "L132", " a step"),
    "colour": (("The slope rises", "The red line rises"), "L133", "The red line"),
}


def test_the_good_lesson_has_nothing_wrong(tmp_path: Path) -> None:
    assert list(examine(course(tmp_path, GOOD))) == []


@pytest.mark.parametrize("name", SPOILED)
def test_a_broken_rule_is_found_in_its_place(name: str, tmp_path: Path) -> None:
    change, rule, place = SPOILED[name]
    (found,) = examine(course(tmp_path, spoiled(change)))
    assert found.rule == rule
    assert told(found)[1].startswith(place)
    if rule != "L100":
        assert found.remedy == RULES[rule].remedy


@pytest.mark.parametrize(
    ("field", "rule"), [("solution", "L114"), ("checks", "L115")], ids=["solution", "checks"]
)
def test_an_exercise_needs_an_answer_and_checks(field: str, rule: str, tmp_path: Path) -> None:
    start = GOOD.index("kind: fix")
    begin = GOOD.index(f"    {field}:", start)
    end = GOOD.index("\n    ", begin + 1)
    while GOOD[end + 5 : end + 7] in ("  ", "- "):
        end = GOOD.index("\n    ", end + 1)
    (found,) = examine(course(tmp_path, GOOD[:begin] + GOOD[end + 1 :]))
    assert told(found) == (rule, "kind: fix")


def test_what_the_text_or_the_starter_says_is_not_given_away(tmp_path: Path) -> None:
    hint = ("Sum first]", '"See `y = x**2`, `xx**2`"]')
    assert list(examine(course(tmp_path, spoiled(hint)))) == []


def test_folded_text_is_as_wide_as_its_lines(tmp_path: Path) -> None:
    folded = LONG.replace(" for", "\n      for")
    assert list(examine(course(tmp_path, spoiled(("text: Some text.", f"text: {folded}"))))) == []


def test_a_lesson_id_is_used_once(tmp_path: Path) -> None:
    (found,) = examine(course(tmp_path, GOOD, GOOD))
    assert found.path.name == "02.yaml"
    assert told(found) == ("L101", "good")


def test_a_concept_is_taught_before_it_is_required(tmp_path: Path) -> None:
    later = LATER.replace("REQUIRED", "asking").replace("TAUGHT", "zero_")
    assert list(examine(course(tmp_path, GOOD, later))) == []
    (found,) = examine(course(tmp_path, later, GOOD))
    assert told(found) == ("L122", "asking]")
    assert "02.yaml" in found.problem


def test_lessons_do_not_require_each_other(tmp_path: Path) -> None:
    later = LATER.replace("REQUIRED", "asking").replace("TAUGHT", "zero_")
    first = spoiled(("teaches:", "requires: [emptying]\nteaches:"))
    found = list(examine(course(tmp_path, first, later)))
    assert [told(each) for each in found] == [("L121", "emptying]"), ("L121", "asking]")]
    assert all("01.yaml, 02.yaml" in each.problem for each in found)


@pytest.mark.parametrize("name", ["autograd.grad", "torch.autograd.grad", "sum", "x.sum"])
def test_a_solution_uses_only_names_that_were_taught(name: str, tmp_path: Path) -> None:
    untaught = spoiled(("[autograd.grad]", "[nothing]"))
    later = LATER.replace("REQUIRED", "asking").replace("TAUGHT", name)
    found = list(examine(course(tmp_path, untaught, later)))
    assert {each.rule for each in found} == {"L123"}
    assert told(found[-1])[1].startswith("|")
    assert list(examine(course(tmp_path, later.replace("[asking]", "[]"), untaught))) == []


@pytest.mark.parametrize("name", ["x.grad", "zero_", "torch.grad", "create_graph"])
def test_other_names_are_none_of_a_solutions(name: str, tmp_path: Path) -> None:
    later = LATER.replace("REQUIRED", "asking").replace("TAUGHT", name)
    assert list(examine(course(tmp_path, GOOD, later))) == []


def test_a_published_id_is_kept_and_a_new_one_listed(tmp_path: Path) -> None:
    before = course(tmp_path, GOOD)
    path = tmp_path / "01.yaml"
    path.write_text(spoiled(("id: welcome", "id: hello")), encoding="utf-8")
    (whole,) = read_courses([tmp_path])
    gone, new = sorted(examine(whole), key=lambda each: each.rule)
    assert (gone.path.name, gone.rule, gone.line) == ("ids.txt", "L102", 2)
    assert "`good/welcome`" in gone.problem
    assert told(new) == ("L103", "hello")
    (alone,) = read_courses([path])
    assert set(examine(alone)) == {gone, new}
    accept(whole)
    assert list(examine(whole)) == []
    path.write_text(GOOD, encoding="utf-8")
    accept(before)
    assert list(examine(before)) == []


def test_the_ids_of_other_files_are_not_asked_about(tmp_path: Path) -> None:
    course(tmp_path, GOOD, LATER.replace("REQUIRED", "asking"))
    (tmp_path / "02.yaml").unlink()
    (alone,) = read_courses([tmp_path / "01.yaml"])
    assert {finding.rule for finding in examine(alone)} == {"L102"}
    course(tmp_path, GOOD, LATER.replace("REQUIRED", "asking"))
    (tmp_path / "02.yaml").write_text("no lesson", encoding="utf-8")
    (alone,) = read_courses([tmp_path / "01.yaml"])
    assert list(examine(alone)) == []
    (whole,) = read_courses([tmp_path])
    assert [(each.rule, each.path.name) for each in examine(whole)] == [("L100", "02.yaml")]
    with pytest.raises(LessonError):
        accept(whole)


def test_a_translation_has_the_same_ids(tmp_path: Path) -> None:
    original = course(tmp_path, GOOD, LATER.replace("REQUIRED", "asking"))
    german = tmp_path / "de"
    german.mkdir()
    (tmp_path / "pictures").mkdir()
    (german / "01.yaml").write_text(spoiled(("id: welcome", "id: willkommen")), encoding="utf-8")
    found = [(each.path.name, each.rule, each.problem) for each in examine(original)]
    assert found == [
        ("01.yaml", "L104", "`good/welcome` is missing here"),
        ("01.yaml", "L104", "`good/willkommen` is not in 01.yaml"),
        ("de", "L104", "the lesson `later` is missing here"),
    ]
    (german / "01.yaml").write_text("no lesson", encoding="utf-8")
    assert [each.rule for each in examine(original)] == ["L100"]
    (german / "01.yaml").unlink()
    assert [(each.rule, each.path.name) for each in examine(original)] == [("L100", "de")]


def test_every_rule_says_what_to_do() -> None:
    assert all(rule.id == id and rule.name and rule.remedy for id, rule in RULES.items())
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


@pytest.mark.parametrize(
    "code",
    ["(" * 9_000, "-" * 9_000 + "1", "y" + ".a" * 9_000, "y is 1", "'\\d'", "\x00"],
    ids=["brackets", "signs", "dots", "warning", "escape", "nul"],
)
def test_odd_code_does_no_harm(code: str) -> None:
    tree = parsed(code)
    assert tree is None or isinstance(unparsed(tree), str)
    assert "zero_" not in used(code)
