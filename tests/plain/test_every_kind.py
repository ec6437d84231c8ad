"""Every kind of step, on the real evaluator, typed into a pipe."""

from __future__ import annotations

from typing import get_args

import pytest

from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.lesson.steps import Step
from autograd_tutor.progress.store import Store

from .scripts import EVERY, OTHER, attend, right_through

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_script_answers_a_step_of_every_kind_right(evaluator: Evaluator) -> None:
    assert {type(step) for step in EVERY.steps} == set(get_args(Step))
    store = Store()
    said = await attend(evaluator, list(right_through(EVERY)), store=store)
    exercises = [step for step in EVERY.steps if is_exercise(step)]
    assert said.count("\nRight.") == len(exercises)
    assert store.passed("every") == {step.id for step in exercises}
    assert said.count("Lesson done: 8 of 8 exercises.") == 1
    assert "Not" not in said


async def test_words_have_no_marks_and_code_is_indented(evaluator: Evaluator) -> None:
    said = await attend(evaluator, [])
    assert said.splitlines()[2:] == [
        "Lesson 1: Every kind of step",
        "",
        "Afterwards you can:",
        "- See them all",
        "- Read x.grad",
        "",
        "It takes about 5 minutes.",
        "",
        "Step 1 of 12: Words alone",
        "",
        "A heading",
        "",
        "Words with weight, and code in them. See the page (https://example.org/a).",
        "",
        "- one, that goes on here",
        "- two",
        "",
        "    x = 1",
        "    if x:",
        "        y = 2",
        "",
        "next goes on.",
        "",
        "every 1 of 12> ",
    ]


async def test_pictures_and_records_are_told_in_words(evaluator: Evaluator) -> None:
    script = ["at 1.5", "next", "at 1"]
    said = await attend(evaluator, script, at=("every", "picture"))
    assert "y: starts at (-3, 5), ends at (3, 5); crosses zero at -2 and 2; minimum -4 at 0" in said
    assert "slope: starts at (-3, -6), ends at (3, 6); crosses zero at 0." in said
    assert "A bowl, and a line that rises." in said
    assert "At x = 1.5: y is -1.75, slope is 3." in said
    assert "Nothing is drawn yet." in said
    assert "s is the Sum of Mul of the leaf x and the leaf w." in said
    assert "A sum, of a product of two leaves." in said


async def test_the_second_derivative_is_told_where_it_is_wanted(evaluator: Evaluator) -> None:
    script = ["order", "x**2", "at 1", "order", "run"]
    said = " ".join((await attend(evaluator, script, at=("every", "parabola"))).split())
    assert said.count("told with their second derivative") == 1
    assert said.count("told without their second derivative") == 1
    assert said.count("f'': constant 2 from") == 1
    assert "f is 1, the slope is 2, the second derivative is 2, the tangent is y = 2x - 1." in said


async def test_an_error_is_explained_and_an_answer_judged(evaluator: Evaluator) -> None:
    script = [
        "run",
        "x +",
        "1 2",
        "(x + 2)**2",
        "go mend",
        "run",
        "edit 2",
        "(x**2).sum().backward()",
        ".",
        "run",
    ]
    said = await attend(evaluator, script, at=("every", "parabola"))
    assert "Not tried yet. This is the step as it was given: change it, then run it." in said
    assert "SyntaxError: invalid syntax\nIt comes from the end of the line.\n" in said
    assert "SyntaxError: invalid syntax\nIt comes from: 2\n" in said
    assert "Not yet. Yours touches zero at -2." in said
    assert "Line 2: (x**2).backward()\nRuntimeError: grad can be implicitly" in said
    assert "This is not a single number, and going back has to start from one." in said
    assert "The lesson sum-trick shows how: go sum-trick" in said
    assert said.endswith("\nRight.\nevery 11 of 12> \n")


async def test_code_runs_only_after_the_prediction(evaluator: Evaluator) -> None:
    said = await attend(evaluator, ["run", "write", "1", "run"], at=("every", "foresee"))
    assert "Answer first: then the code runs.\n" in said
    assert "Answer first: then the code runs, and you can change it." in said
    answered = said.partition("> 1\n")[2]
    assert answered.startswith("tensor(12.)\nDone in ")
    assert "Not yet. That is the slope once." in answered
    assert answered.count("tensor(12.)") == 2


async def test_variables_are_told_with_what_changed(evaluator: Evaluator) -> None:
    begin = ["write", "x = torch.tensor(3.0, requires_grad=True)", "y = x**2", "."]
    script = ["v", *begin, "run", "tensors", "insert", "y.backward()", ".", "run", "v"]
    said = " ".join((await attend(evaluator, script, at=("every", "show"))).split())
    assert "Nothing was run at this step yet." in said
    x = "x: leaf, requires_grad, shape [], float32 on cpu, value 3, .grad"
    y = "y: grad_fn PowBackward0, requires_grad, shape [], float32 on cpu, value 9, .grad none"
    assert f"{x} none, version 0. {y}, version 0. every" in said
    assert f"{x} 6, version 0. Changed: .grad. {y}, version 0. every" in said


async def test_hints_and_solutions_come_as_on_the_screen(evaluator: Evaluator) -> None:
    store = Store()
    script = ["hint", "solution", "2", "solution", "hint", "hint", "go value", "solution", "hint"]
    said = await attend(evaluator, script, at=("every", "pick"), store=store)
    assert "Hint 1 of 2. Who shares memory?" in said
    assert "The solution can be seen after 1 attempt." in said
    assert "Solution:\n- y.numpy()\n- plot(x, y)\n" in said
    assert "Hint 2 of 2. Two of them." in said
    assert "That was the last hint." in said
    assert "The solution can be seen once you have passed." in said
    assert "This step has no hints." in said
    standing = store.standing("every", "pick")
    assert (standing.attempts, standing.hints, standing.shown) == (1, 2, True)


async def test_what_can_be_no_answer_is_no_attempt(evaluator: Evaluator) -> None:
    store = Store()
    script = ["4", "1 1", "what", "go value", "a lot", "go sequence", "1 2", "go foresee", "1 2"]
    said = await attend(evaluator, script, at=("every", "pick"), store=store)
    assert said.count("Give numbers from 1 to 3.") == 2
    assert "Answer with numbers, or type a command: help lists them." in said
    assert "Not tried yet. Write one plain number with a decimal point" in said
    assert "Give each number from 1 to 4 once." in said
    assert "Give one number from 1 to 2." in said
    assert not any(store.standing("every", step.id).attempts for step in EVERY.steps)


async def test_an_explanation_is_checked_point_by_point(evaluator: Evaluator) -> None:
    script = ["backward adds up,", "so old counts.", ".", "y", "maybe", "n", "run", "y", "y"]
    said = await attend(evaluator, script, at=("every", "why"))
    assert "1. backward adds to .grad. (y/n) y\n" in said
    assert "Answer y for yes or n for no." in said
    assert "Not yet. Your words make 1 of 2 points." in said
    assert "Right.\nSo it is zeroed." in said


async def test_one_finds_the_way_by_ids_and_numbers(evaluator: Evaluator) -> None:
    script = ["lessons", "steps", "go 2", "back", "back", "go every", "back", "go other first"]
    script += ["go 1 12", "next", "next", "go nowhere", "go 2 9", "again", "help", "quit", "next"]
    said = await attend(evaluator, script, EVERY, OTHER)
    assert "1. every: Every kind of step\n2. other: Another lesson\n" in said
    assert "12. slope: Your turn\n" in said
    heads = [line for line in said.splitlines() if line.startswith("Step ")]
    assert [head.split(": ", 1)[1] for head in heads] == [
        "Words alone",
        "Only one",
        "Your turn",
        "Mend it",
        "Words alone",
        "Only one",
        "Your turn",
        "Only one",
        "Only one",
    ]
    assert "This is the first step of the course." in said
    assert "This is the last step of the course." in said
    assert "There is no lesson nowhere. The command lessons lists them." in said
    assert "There is no step 9. The command steps lists them." in said
    assert "- edit N [M], or e: replace line N, or lines N to M, by those you type." in said
    assert said.endswith("quit\n")


async def test_a_command_that_is_typed_wrong_says_how_it_is_typed(evaluator: Evaluator) -> None:
    said = await attend(evaluator, ["at", "f foo", "forget foo", "next please", "xyzzy"])
    assert said.count("It is typed so: at X, or f: ") == 2
    assert "It is typed so: forget step|lesson|all, or x: " in said
    assert "It is typed so: next, or n: go to the next step." in said
    assert said.count("That is no command of this step. help lists the commands.") == 1


async def test_devices_are_listed_and_chosen(evaluator: Evaluator) -> None:
    said = await attend(evaluator, ["device", "device abacus", "device cpu"])
    assert said.count("- cpu: ") == 2
    assert "There is no device abacus. These are there:" in said
    assert "Code computes on cpu from now on." in said


async def test_a_lesson_that_is_not_there_ends_a_script(evaluator: Evaluator) -> None:
    said = await attend(evaluator, ["next"], at=("nowhere", None), status=2)
    assert said == "There is no lesson nowhere. The command lessons lists them.\n"
    said = await attend(evaluator, ["next"], at=(None, "nowhere"), status=2)
    assert said == "There is no step nowhere. The command steps lists them.\n"


async def test_one_begins_where_one_left(evaluator: Evaluator) -> None:
    store = Store()
    await attend(evaluator, ["go value"], store=store)
    assert (await attend(evaluator, [], store=store)).endswith("\nevery 7 of 12> \n")
    assert (await attend(evaluator, [], at=(None, "why"))).endswith("\nevery 9 of 12> \n")
