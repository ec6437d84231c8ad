"""What the menu finds: steps, concepts and errors, each by any of its words."""

from __future__ import annotations

from pathlib import Path

from textual.app import App
from textual.command import CommandPalette, Hit
from textual.content import Content

from autograd_tutor.course.lessons import Course, CourseError, readable
from autograd_tutor.lesson.load import lesson_dir, lesson_files, load_lesson
from autograd_tutor.lesson.model import Concept, Lesson
from autograd_tutor.lesson.steps import Read, Step
from autograd_tutor.tui.app import TutorApp
from autograd_tutor.tui.search import Concepts, Errors, Search, Steps, taught_at

from .fakes import ENTRIES, LESSONS, FakeEvaluator, FakeStore
from .pilots import desk, piloted, press, text, tutor, until

SHIPPED = [load_lesson(path) for path in lesson_files(lesson_dir())]


def place(app: App[None]) -> tuple[str, str]:
    shown = desk(app).place
    assert shown is not None
    return shown.key


async def hits(app: App[None], kind: type[Search], query: str) -> list[Hit]:
    provider = kind(app.screen)
    await provider.startup()
    return [hit async for hit in provider.search(query) if isinstance(hit, Hit)]


async def titles(app: App[None], kind: type[Search], query: str) -> list[str | None]:
    return [hit.text for hit in await hits(app, kind, query)]


async def test_a_step_is_found_and_opened_from_the_menu() -> None:
    async with piloted(tutor(at=("scalars", "sum"))) as pilot:
        await pilot.press("ctrl+o", *"own func")
        await until(pilot, lambda: "Step of: Slopes by autograd" in text(pilot.app))
        await press(pilot, "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CommandPalette))
        await press(pilot)
        assert place(pilot.app) == ("slopes", "cubic")


async def test_titles_are_text_and_words_may_come_in_any_order() -> None:
    async with piloted(tutor()) as pilot:
        assert await titles(pilot.app, Steps, "SCALAR make") == ["Make it a scalar"]
        assert await titles(pilot.app, Steps, "[red]go[/]") == ["Make it a scalar"]
        (hit,) = await hits(pilot.app, Steps, "make")
        assert isinstance(hit.match_display, Content)
        assert hit.match_display.plain == "Make it a scalar\nStep of: Only scalars [red]go[/] back"
        assert await titles(pilot.app, Steps, "no such thing") == []


async def test_from_the_playground_a_step_leads_back_to_the_lessons() -> None:
    async with piloted(tutor(at=("slopes", "tape"))) as pilot:
        await press(pilot, "y")
        (hit,) = await hits(pilot.app, Steps, "own function")
        hit.command()
        await press(pilot)
        assert place(pilot.app) == ("slopes", "cubic")
        assert "Lesson" in text(pilot.app)


async def test_every_shipped_concept_leads_to_a_step_of_its_lesson() -> None:
    by_name = {Path(lesson.id): lesson for lesson in SHIPPED}
    entries = [ENTRIES[0]._replace(path=path, id=path.name) for path in by_name]
    app = TutorApp(
        FakeEvaluator(), FakeStore(), course=Course(lambda: entries, by_name.__getitem__)
    )
    async with piloted(app) as pilot:
        hit, *_ = await hits(app, Concepts, "sum trick")
        assert hit.text == "sum trick"
        hit.command()
        await press(pilot)
        assert place(app)[0] == "sum-trick"
        assert await titles(app, Concepts, "requires_grad") == ["tracking"]
    for lesson in SHIPPED:
        for concept in lesson.teaches:
            step = taught_at(lesson, concept)
            assert step is None or step in [each.id for each in lesson.steps]


def test_a_concept_is_taught_where_its_names_first_stand() -> None:
    steps: list[Step] = [
        Read(id="one", title="One", text="About a leaf node."),
        Read(id="two", title="Two", text="Here `x.is_leaf` is True."),
    ]
    lesson = Lesson(format=1, id="l", title="L", aims=["a"], minutes=1, steps=steps)
    assert taught_at(lesson, Concept(id="leaf-node", names=["is_leaf"])) == "two"
    assert taught_at(lesson, Concept(id="leaf-node")) == "one"
    assert taught_at(lesson, Concept(id="elsewhere", names=["grad"])) is None


async def test_an_error_is_explained_and_leads_to_its_lesson() -> None:
    async with piloted(tutor()) as pilot:
        assert (await titles(pilot.app, Errors, "scalar outputs"))[0] == (
            "RuntimeError: grad can be implicitly created only for scalar outputs"
        )
        hit, *_ = await hits(pilot.app, Errors, "scalar outputs")
        hit.command()
        await press(pilot)
        shown = text(pilot.app)
        assert "going back has to start from one." in shown
        assert "The lesson sum-trick shows how." in shown
        assert "y.backward()" in shown
        await press(pilot, "escape")
        assert place(pilot.app) == ("slopes", "first")


def test_a_lesson_that_cannot_be_read_is_left_out() -> None:
    def load(path: Path) -> Lesson:
        if path == ENTRIES[0].path:
            raise CourseError("broken")
        return LESSONS[path]

    assert readable(Course(lambda: ENTRIES, load)) == [LESSONS[ENTRIES[1].path]]

    def none() -> list[object]:
        raise CourseError("no lessons")

    assert readable(Course(none, load)) == []  # type: ignore[arg-type]


async def test_nothing_is_read_before_the_menu_opens() -> None:
    async with piloted(tutor()) as pilot:
        for kind in (Steps, Concepts, Errors):
            assert [hit async for hit in kind(pilot.app.screen).search("a")] == []
