"""The code panel: an editor that colours Python and sends no control character to the terminal."""

from __future__ import annotations

from typing import ClassVar, Literal, Self, TypeAlias

from rich.style import Style
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets import queries

queries.share()

THEME = TextAreaTheme(
    "terminal",
    gutter_style=Style(dim=True),
    cursor_style=Style(reverse=True),
    cursor_line_gutter_style=Style(bold=True),
    bracket_matching_style=Style(bold=True, underline=True),
    selection_style=Style(reverse=True),
    syntax_styles={
        "comment": Style(dim=True, italic=True),
        "string": Style(color="green"),
        "number": Style(color="cyan"),
        "float": Style(color="cyan"),
        "boolean": Style(color="cyan"),
        "constant.builtin": Style(color="cyan"),
        "keyword": Style(color="magenta", bold=True),
        "keyword.function": Style(color="magenta", bold=True),
        "keyword.return": Style(color="magenta", bold=True),
        "keyword.operator": Style(color="magenta", bold=True),
        "repeat": Style(color="magenta", bold=True),
        "conditional": Style(color="magenta", bold=True),
        "exception": Style(color="magenta", bold=True),
        "include": Style(color="magenta", bold=True),
        "function": Style(color="blue"),
        "function.call": Style(color="blue"),
        "method": Style(color="blue"),
        "method.call": Style(color="blue"),
        "class": Style(color="cyan"),
        "type": Style(color="cyan"),
    },
)


INSERTING = ("enter", "tab")
Form: TypeAlias = Literal["code", "line", "prose"]
"""Lines of Python, one line that Enter ends, or lines of words."""


class Editor(TextArea):
    """One step's code. It stays alive while other steps are shown, and so does its undo history.

    Attributes:
        key: Lesson id and step id.
        starter: The step's own code, to which a reset goes back.
        noted: The text that was last given to be kept.
        form: What is written in it.
    """

    key: tuple[str, str]
    starter: str
    noted: str
    form: Form
    DEFAULT_CLASSES: ClassVar[str] = ""

    @classmethod
    def make(cls, key: tuple[str, str], starter: str, text: str, form: Form) -> Self:
        """An editor with this text in it, not yet coloured."""
        editor = cls(
            text,
            soft_wrap=form != "code",
            tab_behavior="indent",
            show_line_numbers=form == "code",
            compact=True,
            highlight_cursor_line=False,
        )
        editor.key, editor.starter, editor.noted, editor.form = key, starter, text, form
        editor.cursor_blink = False
        editor.set_class(form == "line", "-one-line")
        return editor

    @property
    def draft(self) -> str | None:
        """What was typed, to be kept; None where that is nothing new."""
        return None if self.text == self.starter else self.text

    def on_mount(self) -> None:
        """Colour only after the text is on the screen: the parser takes a while to load."""
        self.register_theme(THEME)
        self.theme = THEME.name
        if self.form == "line":
            self.move_cursor(self.document.end)
        if self.form != "prose":
            self.call_after_refresh(self._colour)

    def _colour(self) -> None:
        selection = self.selection
        self.language = "python"
        self.selection = selection

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All lines, and a scrollbar below them where one is longer than `width`.

        Textual adds the scrollbar that there is by then, which may be that of another width.
        """
        height = super().get_content_height(container, viewport, width)
        more = (self.virtual_size.width > width) - self.show_horizontal_scrollbar
        return height + more * self.styles.scrollbar_size_horizontal

    def get_line(self, line_index: int) -> Text:
        """A line as it is shown, control characters made visible."""
        return Text(visible(self.document.get_line(line_index)), end="", no_wrap=True)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self.form == "line":
            event.stop()
            event.prevent_default()
            await self.run_action("screen.run")
        elif not await self._obey(event):
            await super()._on_key(event)

    async def _obey(self, event: events.Key) -> bool:
        """Run what a key is bound to, if it is, now: between the keys before it and after it.

        Textual itself would run it when the event has bubbled up, and keys that came in the same
        burst, as over a slow line, would overtake it.
        """
        bound = self.screen.active_bindings.get(event.key)
        typed = event.is_printable or event.key in INSERTING
        if (typed and not self.read_only) or bound is None or bound.binding.priority:
            return False
        event.stop()
        event.prevent_default()
        if bound.enabled:
            await self.app.run_action(bound.binding.action, bound.node)
        return True

    @property
    def holds(self) -> str:
        """Code, or words."""
        return "words" if self.form == "prose" else "code"

    def as_text(self) -> str:
        """All that is typed."""
        return self.text

    def restart(self) -> bool:
        """Go back to the starter, as an edit that can be undone; False where nothing changes."""
        if self.text == self.starter:
            return False
        self.history.checkpoint()
        self.replace(self.starter, (0, 0), self.document.end)
        self.history.checkpoint()
        self.move_cursor(self.document.end)
        return True
