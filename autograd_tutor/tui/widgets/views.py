"""Which results of a container are seen, and the key that goes from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from textual.message import Message

from autograd_tutor.tui.actions import key_of

if TYPE_CHECKING:
    from textual.widget import Widget

    from autograd_tutor.tui.widgets.panels import Panels

View: TypeAlias = Literal["plot", "tape", "tensors", "output"]
VIEWS: tuple[View, ...] = get_args(View)
ORDER: dict[bool, tuple[View, ...]] = {False: ("plot", "output", "tape", "tensors"), True: VIEWS}
"""How the learner goes through them; True: where the output is seen anyway."""


class Viewed(Message):
    """Another result is seen, or seen no longer."""


class Views:
    """One result at a time where there is little room, the output and one picture elsewhere.

    It says so by style classes. Of the container: `-picture`: where only one result fits, it is a
    picture and not the output; `-beside`: where two fit, there is a picture beside the output.
    Of the pictures: `-chosen`: it is this one.
    """

    def __init__(self, parent: Panels, panels: dict[View, Widget]) -> None:
        """Show these panels, which the container composes."""
        self._parent = parent
        self._panels = panels
        for view, panel in panels.items():
            panel.set_class(view != "output", "picture")
        self._picture: View = "plot"
        self._open: set[View] = {"output"}
        self._seen: frozenset[View] = frozenset()

    def panels(self) -> list[Widget]:
        """The panels in the order in which Tab goes through them."""
        return [*self._panels.values()]

    @property
    def view(self) -> View:
        """What is seen where only one result fits."""
        return self._picture if self._parent.has_class("-picture") else "output"

    @property
    def _beside(self) -> View:
        """The picture beside the output where both fit; the output itself where there is none."""
        return self._picture if self._parent.has_class("-beside") else "output"

    @property
    def _now(self) -> View:
        """What `switch` goes on from."""
        return self._beside if self._parent.is_wide else self.view

    @property
    def offered(self) -> list[View]:
        """The results that have something to show."""
        runs = self._parent.has_class("-runs")
        return [view for view in VIEWS if view in self._open] if runs else []

    def sees(self, view: View) -> bool:
        """Whether this result has a place on the screen now, and may have something to show."""
        if not self._parent.has_class("-runs") or view not in self._open:
            return False
        return view == self._now or (view == "output" and self._parent.is_wide)

    @property
    def sees_record(self) -> bool:
        """Whether the record is seen, or what it keeps."""
        return self.sees("tape") or self.sees("tensors")

    @property
    def can_switch(self) -> bool:
        """Whether there is more than one result to see."""
        return len(self._open) > 1

    @property
    def _next(self) -> View:
        """What `switch` goes on to."""
        order = ORDER[self._parent.is_wide]
        at = order.index(self._now) + 1
        return next(view for view in (*order[at:], *order[:at]) if view in self._open)

    def switch(self) -> None:
        """Go on to the next result; where two fit, to the next picture, and then to none."""
        following = self._next
        if self._parent.is_wide and following == "output":
            self._parent.remove_class("-beside")
        self.show(following)

    def go(self, view: View) -> None:
        """Show a result and go to it."""
        self.show(view)
        self._panels[view].focus()

    def show(self, view: View) -> None:
        """Show a result; focus and zoom go over to it from what it takes the place of."""
        with self._parent.at_once():
            self._change(view, self._panels[view])
        self.arrange()

    def _change(self, view: View, new: Widget) -> None:
        self._parent.set_class(view != "output", "-picture")
        if view != "output":
            self._picture = view
            self._parent.add_class("-beside")
        for each, panel in self._panels.items():
            panel.set_class(each == self._picture, "-chosen")
            if panel.has_focus and not self.sees(each):
                new.focus()
            if panel.has_class("-zoomed") and panel is not new:
                self._parent.zoom(new)

    def arrange(self) -> None:
        """Name the panels and how to see the others, and tell if others are seen than before."""
        for view, panel in self._panels.items():
            panel.border_title = f" {self._name(view)}{self._hint(view)} "
        seen = frozenset(view for view in VIEWS if self.sees(view))
        if seen != self._seen:
            self._seen = seen
            self._parent.post_message(Viewed())

    def _name(self, view: View) -> str:
        """What the title of a panel begins with."""
        return view.capitalize()

    def _hint(self, view: View) -> str:
        """The key that goes on from here, and what to."""
        if view != self._now or not self.can_switch:
            return ""
        hides = self._parent.is_wide and self._next == "output"
        return f" · {key_of('switch')} {'none' if hides else self._call(self._next)}"

    def _call(self, view: View) -> str:
        """What a panel is called in the title of the one before it."""
        return self._name(view).lower()
