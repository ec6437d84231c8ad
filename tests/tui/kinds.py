"""A lesson with a step of every kind, and a judge that says what it was told to."""

from __future__ import annotations

import asyncio
from pathlib import Path

from autograd_tutor.course.lessons import Course
from autograd_tutor.evaluator.evidence import Graph, Node
from autograd_tutor.evaluator.messages import Outcome, Run
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson import steps
from autograd_tutor.lesson.checks import Asked, Equals, Mistake
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Expression, Program
from autograd_tutor.tui.app import TutorApp
from autograd_tutor.tui.ports import EvaluatorLike, StoreLike

from .fakes import FakeEvaluator, FakeStore

HINTS = ["What is the slope of `x**2`?", "Each call *adds* to `.grad`.", "It is 6, and 6 more."]
PASSED = Judgement(state="passed")
WRONG = Judgement(state="wrong", reason="sign", say="The size is right, [b]the sign[/b] is not.")
GRAPH = Graph(
    (
        Node("Sum", False, (), (1,)),
        Node("Mul", False, (3,), (2, 3)),
        Node("w", True, (3,), ()),
        Node("x", True, (3,), ()),
    ),
    4,
)
DRAWN = Run(graph=GRAPH, seconds=0.01)
SLOPE = """\
x = torch.linspace(0, 5, 100, requires_grad=True)
y = torch.cos(x**2)

dydx = None
"""
SOLVED = SLOPE.replace("None", "torch.autograd.grad(y.sum(), x)[0]")

EVERY = Lesson(
    format=1,
    id="every",
    title="Every kind of step",
    aims=["See them all"],
    minutes=5,
    steps=[
        steps.Plot(
            id="picture",
            title="A picture",
            text="A cubic and its slope.",
            series=[steps.Series(label="y", y="x**3"), steps.Series(label="s", y="x**3", slope=1)],
            alt="The cubic rises from 0,\nslowly at first.",
        ),
        steps.Graph(
            id="record",
            title="The record",
            text="What torch wrote down for `s`.",
            code="x = torch.ones(3, requires_grad=True)\ns = (x * x).sum()",
            of="s",
            alt="A sum, of a product of w and x.",
        ),
        steps.Predict(
            id="foresee",
            title="Say what comes",
            text="What does `x.grad` hold at the end?",
            code="x = torch.tensor(3.0, requires_grad=True)\nfor _ in range(2):\n"
            "    (x**2).backward()\nprint(x.grad)\n",
            options=[
                steps.Option(text="6", say="That is the slope once."),
                steps.Option(text="12", right=True, say="Each call adds its 6."),
                steps.Option(text="36", say="They are added, not multiplied."),
            ],
            hints=HINTS,
            after="`x.grad` is the sum of\nall that arrived.",
        ),
        steps.Choice(
            id="pick",
            title="Which of them?",
            text="Which of these need `detach()`?",
            options=[
                steps.Option(text="`y.numpy()`", right=True),
                steps.Option(text="`y.tolist()`", say="It copies, and says nothing."),
                steps.Option(text="`plot(x, y)`", right=True),
            ],
            hints=HINTS,
            after="Whatever shares the memory refuses.",
        ),
        steps.Number(
            id="value",
            title="The slope at a point",
            text="What is the slope of `x**2 - 8*x` at 1?",
            answer=-6,
            solution="2*1 - 8",
            hints=HINTS,
            after="It falls there.",
            attempts=2,
        ),
        steps.Order(
            id="sequence",
            title="One step of descent",
            text="Put these lines in order.",
            items=["x.grad = None", "loss = f(x)", "loss.backward()", "step(x)"],
            hints=HINTS,
            after="Zero, forward, backward, step.",
        ),
        steps.Explain(
            id="words",
            title="In your own words",
            text="Why is `x.grad` zeroed?",
            points=["`backward` adds to `.grad`.", "What is left over counts again."],
            hints=HINTS,
            after="So it is zeroed.",
            reveal="after-pass",
        ),
        steps.Expression(
            id="parabola",
            title="A parabola",
            text="Write a parabola that touches zero at 2.",
            starter="x - 2",
            answer="(x - 2)**2",
            mistakes=[Mistake(id="shifted", code="(x + 2)**2", say="Yours touches zero at -2.")],
            hints=HINTS,
            after="The slope is zero there, too.",
        ),
        steps.Fix(
            id="mend",
            title="Mend it",
            text="This stops with an error. Mend it.",
            error="E02",
            starter="x = torch.ones(3, requires_grad=True)\n(x**2).backward()",
            inputs=["x"],
            solution=["x = torch.ones(3, requires_grad=True)\n(x**2).sum().backward()"],
            checks=[Equals(of=["x.grad"]), Asked(of=["x"], by="backward")],
            hints=HINTS,
            after="The sum has the same slopes.",
            reveal="never",
        ),
        steps.Code(
            id="slope",
            title="Your turn",
            text="Replace `None` by the slope.",
            starter=SLOPE,
            inputs=["x"],
            solution=[SOLVED],
            checks=[Equals(of=["dydx"]), Asked(of=["x"])],
            hints=HINTS,
            after="One call gave a hundred slopes.",
        ),
    ],
)
EXERCISES = [step for step in EVERY.steps if isinstance(step, steps.Exercise)]


class FakeJudge:
    """Gives out `judgement`, once `held` is set."""

    def __init__(self, judgement: Judgement = PASSED) -> None:
        self.judgement = judgement
        self.asked: list[tuple[str, Outcome, str]] = []
        self.device = ""
        self.begun = asyncio.Event()
        self.held = asyncio.Event()
        self.held.set()

    def on(self, device: str) -> FakeJudge:
        self.device = device
        return self

    async def judge(
        self, lesson: Lesson, step: Program | Expression, text: str, outcome: Outcome
    ) -> Judgement:
        self.asked.append((text, outcome, self.device))
        self.begun.set()
        await self.held.wait()
        return self.judgement


def every(
    step: str,
    evaluator: EvaluatorLike | None = None,
    store: StoreLike | None = None,
    judge: FakeJudge | None = None,
    *,
    ascii: bool = False,
    lesson: Lesson = EVERY,
) -> TutorApp:
    """The app on that lesson, at a step of it."""
    return TutorApp(
        evaluator or FakeEvaluator(Run(seconds=0.01)),
        store or FakeStore(),
        lesson=lesson.id,
        step=step,
        ascii=ascii,
        course=Course.of_one(Path("01"), lesson),
        judges=judge.on if judge else None,
    )


def passed_but(*left: str) -> FakeStore:
    """A store in which every exercise is passed but these."""
    store = FakeStore()
    for step in EXERCISES:
        if step.id not in left:
            store.record("every", step.id, "passed", "")
    return store
