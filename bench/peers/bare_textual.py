"""The least a Textual app can be that looks like one: the floor for a start."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Static, TextArea


class Bare(App[None]):
    """A header, a line, an editor and a footer."""

    TITLE = "Bare Textual"

    def compose(self) -> ComposeResult:
        yield Header()
        yield Static("A function and its slope")
        yield TextArea()
        yield Footer()


if __name__ == "__main__":
    Bare().run()
