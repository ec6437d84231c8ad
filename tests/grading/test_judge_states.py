"""Ends of a run that are no verdict on an answer, and exercises that can't be judged."""

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.messages import Lost, Outcome, Run
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.grading.judge import Judge
from autograd_tutor.lesson.checks import Equals
from autograd_tutor.lesson.steps import Code
from tests.evaluator.conftest import ignore
from tests.grading.problems import (
    CREATE,
    CUBIC,
    CUBIC_Y,
    DEMO,
    DOUBLE,
    DRAWN,
    INFERENCE,
    REPAIR,
    TWO_INPUTS,
    WAVE,
    Ask,
    X,
    by_grad,
    lesson_of,
    wrong,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

RIGHT = CUBIC.solution[0]


class Dead(Evaluator):
    """An evaluator whose server can't be started any more."""

    def __init__(self) -> None:
        pass

    async def run(
        self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = 1
    ) -> Outcome:
        raise EvaluatorError("The evaluator ended. Run again to restart it.")


async def test_the_step_as_it_was_given(ask: Ask) -> None:
    judgement = await ask(REPAIR, f"\n{REPAIR.starter}  \n")

    assert (judgement.state, judgement.say) == (
        "unattempted",
        "This is the step as it was given: change it, then run it.",
    )


async def test_nothing_written(ask: Ask) -> None:
    assert (await ask(CUBIC, " \n")).state == "unattempted"


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        ("while True: pass", "timeout", ""),
        ("import os; os._exit(3)", "crashed", "lost:crashed"),
        ("import os; os.write(1, b'*' * 9_000_000); os.abort()", "crashed", "lost:crashed"),
    ],
)
async def test_a_run_without_an_end(ask: Ask, code: str, state: str, reason: str) -> None:
    judgement = await ask(replace(CUBIC, seconds=0.5), f"{X}{code}")

    assert (judgement.state, judgement.reason) == (state, reason)
    assert judgement.say == "The run did not come to its end, so there is nothing to judge."


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("timeout", "timeout"),
        ("interrupted", "stopped"),
        ("reset", "stopped"),
        ("crashed", "crashed"),
        ("memory", "crashed"),
        ("protocol", "crashed"),
        ("unconfined", "unchecked"),
    ],
)
async def test_a_lost_run(judge: Judge, reason: str, state: str) -> None:
    lost = Lost(reason, "Gone.")  # type: ignore[arg-type]

    judgement = await judge.judge(lesson_of(CUBIC), CUBIC, RIGHT, lost)

    assert (judgement.state, judgement.reason) == (state, f"lost:{reason}")


async def test_a_flood_is_judged_by_what_is_left(ask: Ask) -> None:
    assert (await ask(CUBIC, f"{RIGHT}print('*' * 10_000_000)")).passed


async def test_a_second_run_that_does_not_end(ask: Ask) -> None:
    hangs = f"{X}while x[0] != 0: pass\n{CUBIC_Y}y.sum().backward()"

    assert (await ask(replace(CUBIC, seconds=0.5), hangs)).state == "timeout"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("y.sum(", "error:SyntaxError"),
        (f"{X}1/0", "error:ZeroDivisionError"),
        (f"{X}(x**2).backward()", "error:E02"),
        ("exit()", "error:SystemExit"),
    ],
)
async def test_an_error(ask: Ask, code: str, reason: str) -> None:
    judgement = await ask(CUBIC, code)

    assert (judgement.state, judgement.reason) == ("error", reason)


async def test_the_error_to_repair_is_still_there(ask: Ask) -> None:
    judgement = await ask(REPAIR, f"{X}y = x**3\ny.backward()")

    assert (judgement.state, judgement.reason) == ("error", "error:E02")
    assert judgement.say == "The error is still the one that is to be repaired."


async def test_the_same_error_after_other_calls_is_another_matter(ask: Ask) -> None:
    """Not a word about create_graph where the input was never marked."""
    judgement = await ask(DOUBLE, f"x = torch.linspace(0, 5, 9)\n{CUBIC_Y}y.sum().backward()")

    assert (judgement.state, judgement.reason) == ("error", "error:E01")


async def test_several_answers_at_once(judge: Judge, evaluator: Evaluator) -> None:
    lesson = lesson_of(CUBIC)
    texts = [RIGHT, by_grad("x**3"), RIGHT.replace("0, 5", "1, 2"), by_grad("x**3 - 6*x**2")]
    runs = [await evaluator.run(Cell(code=text, look=True), ignore) for text in texts]

    judged = await asyncio.gather(
        *(judge.judge(lesson, CUBIC, text, run) for text, run in zip(texts, runs, strict=True))
    )

    reasons = [judgement.reason for judgement in judged]
    assert reasons == ["", "differs", "", "mistake:term-dropped"]


async def test_a_judgement_that_is_called_off_does_no_harm(evaluator: Evaluator) -> None:
    begun = asyncio.Event()

    class Watched(Dead):
        async def run(
            self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = 1
        ) -> Outcome:
            begun.set()
            return await evaluator.run(request, on_output, session)

    judge = Judge(Watched())
    run = await evaluator.run(Cell(code=RIGHT, look=True), ignore)
    called_off = asyncio.create_task(judge.judge(lesson_of(CUBIC), CUBIC, RIGHT, run))
    await begun.wait()
    called_off.cancel()
    with pytest.raises(asyncio.CancelledError):
        await called_off

    assert (await judge.judge(lesson_of(CUBIC), CUBIC, RIGHT, run)).passed


async def test_the_tutors_own_side_fails() -> None:
    judgement = await Judge(Dead()).judge(lesson_of(CUBIC), CUBIC, RIGHT, Run(evidence=None))
    assert judgement.state == "unchecked"


async def test_the_server_is_gone(evaluator: Evaluator) -> None:
    run = await evaluator.run(Cell(code=RIGHT, look=True), ignore)

    judgement = await Judge(Dead()).judge(lesson_of(CUBIC), CUBIC, RIGHT, run)

    assert judgement.state == "unchecked"
    assert judgement.say == "The evaluator ended. Run again to restart it."


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (replace(CUBIC, solution=[]), "the step has no solution to compare with"),
        (
            replace(CUBIC, solution=["1/0"]),
            "the step's own solution did not run to its end (ZeroDivisionError)",
        ),
        (
            replace(CUBIC, solution=[X]),
            "the step's own solution has no dydx or x.grad to compare with",
        ),
    ],
)
async def test_a_lesson_that_is_not_finished(ask: Ask, step: Code, why: str) -> None:
    judgement = await ask(step, RIGHT)

    assert judgement.state == "unchecked"
    assert judgement.say == f"Your answer was not judged: {why}."


async def test_an_input_that_is_not_there(ask: Ask) -> None:
    judgement = await ask(TWO_INPUTS, f"{X}(x**3).sum().backward()")

    assert judgement.reason == "check:inputs"
    assert judgement.say == "There is no tensor `x2`. The task asks for one of that name."


async def test_an_input_too_large_to_be_checked(ask: Ask) -> None:
    judgement = await ask(CUBIC, RIGHT.replace("100", "3000"))

    assert judgement.say == "`x` is too large to be checked. Use 2,000 numbers at most."


@pytest.mark.parametrize(
    ("step", "code", "say"),
    [
        (CUBIC, RIGHT.replace("100", "0"), "`x` is empty: there is nothing to check."),
        (
            CUBIC,
            f"x = torch.tensor([1j], requires_grad=True)\n{CUBIC_Y}y.abs().sum().backward()",
            "The numbers in `x` could not be read. They have to be real.",
        ),
        (
            CUBIC,
            f"x = torch.tensor([0, torch.inf], requires_grad=True)\n{CUBIC_Y}y.sum().backward()",
            "`x` holds numbers that are infinite or NaN.",
        ),
        (
            INFERENCE,
            "rows = torch.ones(8, 3)\nout = torch.zeros(8, 2)",
            "The solution stops on your `rows`. Is the shape right?",
        ),
    ],
)
async def test_inputs_that_nothing_can_be_compared_on(
    ask: Ask, step: Code, code: str, say: str
) -> None:
    judgement = await ask(step, code)

    assert (judgement.state, judgement.reason, judgement.say) == ("wrong", "check:inputs", say)


async def test_where_nothing_can_be_moved_the_first_run_counts(ask: Ask) -> None:
    """The input is marked whole numbers' cousin: no float, so it stays as it is."""
    step = Code(
        id="whole",
        title="Whole",
        text="Count.",
        inputs=["n"],
        solution=["n = torch.arange(5)\ntotal = n.sum()"],
        checks=[Equals(of=["total"])],
    )

    assert (await ask(step, "n = torch.arange(5)\ntotal = torch.tensor(10)")).passed


async def test_other_checks_own_words(ask: Ask) -> None:
    drawn = await ask(DRAWN, "y = x**2\ny.sum().backward()\nplot(x.detach(), x.grad)")
    by_other = await ask(DRAWN, "y = x**2\nx.grad, = torch.autograd.grad(y.sum(), x)")
    saved = await ask(INFERENCE, "net.eval()\nout = net(rows)")

    assert drawn.say == "Draw 2 curves at least; this run drew only 1."
    assert (
        by_other.say == "This step asks for `backward()`; your program used `torch.autograd.grad`."
    )
    assert saved.reason == "check:state"
    assert saved.say == "`out` is tracked: its `requires_grad` is True."


async def test_bytes_are_counted_for_answers_and_mistakes(ask: Ask) -> None:
    late = await ask(INFERENCE, "net.eval()\nout = net(rows).detach()")
    half = await ask(INFERENCE, "out = net(rows * 2).detach() / 2")

    assert late.reason == "mistake:detached-late"
    assert half.reason == "check:saves"
    assert half.say == "Your program stored 128 bytes for going back; 0 are enough."


async def test_a_wrong_curve_written_otherwise_is_recognised_by_its_numbers(ask: Ask) -> None:
    judgement = await ask(WAVE, "x + cos(x - pi/2)")

    assert (judgement.reason, judgement.concept) == ("mistake:sum-for-product", None)


@pytest.mark.parametrize(
    ("text", "reason", "say"),
    [
        ("2 * x * sin(x)", "multiple", "Every number in `f` is 2 times what it has to be."),
        ("-x * sin(x)", "sign", "Every number in `f` has the right size and the wrong sign."),
        (
            *("x*sin(x) + sin(x) + x*cos(x)", "sum"),
            "Every number in `f` is the sum of two: the right one, and one of another curve.",
        ),
        ("(x", "error:SyntaxError", "The run stopped with an error before it could be judged."),
    ],
)
async def test_expressions_have_the_same_reasons(
    ask: Ask, text: str, reason: str, say: str
) -> None:
    judgement = await ask(WAVE, text)

    assert (judgement.reason, judgement.say) == (reason, say)


async def test_a_mistake_names_its_concept(ask: Ask) -> None:
    mistake = replace(wrong("doubled", by_grad("x**3", "2*y.sum()")), concept="sums")

    judgement = await ask(replace(CUBIC, mistakes=[mistake]), by_grad("2*x**3"))

    assert (judgement.reason, judgement.concept) == ("mistake:doubled", "sums")


@pytest.mark.parametrize(
    ("step", "code", "state", "reason", "say"),
    [
        (
            CUBIC,
            f"{X}{CUBIC_Y}y.sum().backward",
            "wrong",
            "silent:S01",
            "`backward` without brackets names the method, and nothing is called. "
            "Write `backward()`.",
        ),
        (
            CUBIC,
            f"x = torch.linspace(0, 5, 9)\nx.require_grad = True\n{CUBIC_Y}y.sum().backward()",
            "error",
            "error:E01",
            "Tensors have no `require_grad`: that line gave `x` an attribute nobody reads. "
            "Did you mean `requires_grad`?",
        ),
    ],
)
async def test_what_went_wrong_without_a_word_is_the_reason(
    ask: Ask, step: Code, code: str, state: str, reason: str, say: str
) -> None:
    judgement = await ask(step, code)

    assert (judgement.state, judgement.reason) == (state, reason)
    assert judgement.say == say


async def test_a_curve_of_many_points_is_drawn_too(ask: Ask) -> None:
    curves = "plot(range(5000), range(5000))\n" * 2

    assert (await ask(DRAWN, f"(x**2).sum().backward()\n{curves}")).passed


async def test_zeros_alone_are_no_known_mistake(ask: Ask) -> None:
    """Zeros, as the declared mistake leaves, but autograd went back only once."""
    judgement = await ask(DOUBLE, f"{CREATE}x.grad.zero_()")

    assert judgement.reason == "differs"


@pytest.mark.parametrize(
    ("step", "code", "reason", "say"),
    [
        (
            DEMO,
            f"{X}y = torch.cos(x**2)\ny.sum().backward()\nx.grad = None",
            "check:equals",
            "`x.grad` is None at the end of the run.",
        ),
        (
            DEMO,
            f"{X}y = torch.cos(x**2)",
            "check:asked",
            "Autograd was not asked for any gradient. Let it find this one, with `backward()` or "
            "`torch.autograd.grad`.",
        ),
        (
            CUBIC,
            f"x = torch.tensor(2.5, requires_grad=True)\n{CUBIC_Y}(3*y).backward()",
            "differs",
            "`x.grad` is -9.75, which is too small.",
        ),
        (
            CUBIC,
            f"x = torch.tensor(1.0, requires_grad=True)\n{CUBIC_Y}"
            "for _ in range(3):\n    y.backward(retain_graph=True)",
            "multiple",
            "`x.grad` is 3 times what it has to be. "
            "`.grad` adds up what each backward finds, until it is cleared.",
        ),
    ],
)
async def test_nothing_is_concluded_from_little(
    ask: Ask, step: Code, code: str, reason: str, say: str
) -> None:
    judgement = await ask(step, code)

    assert (judgement.reason, judgement.say) == (reason, say)
