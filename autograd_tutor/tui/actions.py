"""Everything a key can do, once: bindings, key bar, help and palette are all made from this."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Action:
    """One thing to do.

    `key` works everywhere, `letter` outside the editor. `rank` is its importance in the key bar,
    which leaves out the highest numbers first where room is short; 0 is never in the bar.
    """

    id: str
    key: str
    letter: str
    label: str
    tooltip: str
    rank: int = 0
    priority: bool = False

    def bindings(self) -> list[BindingType]:
        """Bindings for a screen that has `action_<id>`; ids are what a keymap may remap."""
        main = Binding(
            self.key,
            self.id,
            self.label,
            tooltip=self.tooltip,
            priority=self.priority,
            id=self.id,
        )
        letters = Binding(
            self.letter, self.id, self.label, tooltip=self.tooltip, id=f"{self.id}.letter"
        )
        return [binding for binding in (main, letters) if binding.key]


ACTIONS = (
    Action("run", "ctrl+r", "r", "Run", "Run the code, or check the answer", 1),
    Action("interrupt", "ctrl+c", "", "Stop", "Stop the running code", 1, priority=True),
    Action("next", "ctrl+n", "n", "Next", "Go to the next step", 2),
    Action("hint", "alt+h", "h", "Hint", "Show the next hint", 3),
    Action("solution", "alt+s", "s", "Solution", "Show the solution, after some attempts", 9),
    Action("previous", "ctrl+p", "p", "Back", "Go to the step before", 5),
    Action("switch", "ctrl+t", "t", "Results", "Show the next result: plot, output or tape", 7),
    Action("zoom", "ctrl+f", "f", "Zoom", "Give one panel all the room, and back", 11),
    Action("reset", "ctrl+l", "R", "Reset", "Start afresh: new worker, the step's code", 13),
    Action("device", "ctrl+g", "g", "Device", "Choose what torch computes on", 14),
    Action("map", "alt+m", "m", "Map", "Show all lessons and go anywhere", 8),
    Action("order", "alt+d", "d", "f''", "Draw the second derivative too, or not", 15),
    Action("copy", "alt+c", "c", "Copy", "Copy what is selected, or the whole panel"),
    Action("save", "alt+w", "w", "Save", "Write the whole panel to a file"),
    Action("playground", "alt+p", "y", "Try", "Try this code in the playground, and back", 10),
    Action("help", "f1", "question_mark", "Help", "Show the keys and what code may use", 4),
    Action("quit", "ctrl+q", "q", "Quit", "Save everything and leave", 6, priority=True),
    Action("jump", "alt+g", "o", "Go to", "Go to any panel by its letter", 12),
    Action("read", "escape", "", "Read", "Go to the lesson's text"),
    Action("edit", "", "e,enter", "Edit", "Go to the code or the answer"),
    Action("scroll_up", "ctrl+up", "k", "Text up", "Scroll the lesson's text up"),
    Action("scroll_down", "ctrl+down", "j", "Text down", "Scroll the lesson's text down"),
    Action("reset_step", "", "", "Reset step", "Forget your work on this step"),
    Action("reset_lesson", "", "", "Reset lesson", "Forget your work on this lesson"),
    Action("reset_all", "", "", "Reset all", "Forget your work on all lessons"),
    Action("redraw", "alt+l", "", "Redraw", "Send the whole screen anew"),
    Action("suspend", "", "z,ctrl+z", "Suspend", "Go back to the shell until you type fg"),
)
PALETTE_KEY = "ctrl+o"
KEYMAP: dict[str, str] = {}
"""The learner's own keys by binding id, several with commas between; filled once, at start."""
IN_BROWSER = {"next": "alt+n", "switch": "alt+t", "quit": "alt+q"}
"""Keys for actions whose own key is one that some browser never hands to a page."""


def bindings() -> list[BindingType]:
    """The bindings of the lesson screen."""
    return [binding for action in ACTIONS for binding in action.bindings()]


def present() -> list[Action]:
    """The actions with their keys as they now are."""
    return [
        replace(
            each,
            key=KEYMAP.get(each.id, each.key),
            letter=KEYMAP.get(f"{each.id}.letter", each.letter),
        )
        for each in ACTIONS
    ]


def take_browser_keys() -> None:
    """Add the keys for browsers before those that there are, where the learner chose no others."""
    chosen = {key for keys in KEYMAP.values() for key in keys.split(",")}
    for each in ACTIONS:
        key = IN_BROWSER.get(each.id)
        if key and key not in chosen and each.id not in KEYMAP:
            KEYMAP[each.id] = f"{key},{each.key}"


def key_of(id: str) -> str:
    """The key that does this everywhere, as the screen writes it."""
    return next(shown_first(each.key) for each in present() if each.id == id)


def shown_first(keys: str) -> str:
    """The first of some keys, as the screen writes it; nothing where there is none."""
    return shown(keys.partition(",")[0])


NAMES = {
    "question_mark": "?",
    "f1": "F1",
    "up": "Up",
    "down": "Down",
    "enter": "Enter",
    "escape": "Esc",
}


def shown(key: str) -> str:
    """A key as the screen writes it: `ctrl+r` as `^r`."""
    prefix, _, last = key.rpartition("+")
    before = {"": "", "ctrl": "^"}.get(prefix, f"{prefix}+")
    return before + NAMES.get(last, last)
