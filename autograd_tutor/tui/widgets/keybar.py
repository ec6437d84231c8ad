"""The bottom line: the keys that do something now, as many as fit."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from autograd_tutor.tui.actions import ACTIONS, Action, shown

GAP = "  "


def fitting(items: list[tuple[Action, str]], width: int) -> list[tuple[Action, str]]:
    """The actions and keys that fit in `width` columns, the most important first to stay."""
    kept: list[Action] = []
    room = width
    for action, key in sorted(items, key=lambda item: item[0].rank):
        room -= len(key) + 1 + len(action.label) + (len(GAP) if kept else 0)
        if room < 0:
            break
        kept.append(action)
    return [item for item in items if item[0] in kept]


class KeyBar(Widget):
    """One row of keys and labels; each can be clicked."""

    COMPONENT_CLASSES = {"key-bar--key"}  # noqa: RUF012

    labels: reactive[dict[str, str]] = reactive(dict)
    """What keys are called here that have another name elsewhere, by action."""

    _ends: list[tuple[int, str]]
    """Where each action's part ends, in columns."""

    def on_mount(self) -> None:
        """Follow what the screen can do."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        """Made anew from the bindings in force: keys may be remapped, actions unavailable."""
        key_style = self.get_visual_style("key-bar--key", partial=True)
        active = self.screen.active_bindings.values()
        bound: dict[str | None, str] = {}
        for item in active:
            if item.enabled:
                bound.setdefault(item.binding.id, item.binding.key)
        actions = [replace(each, label=self.labels.get(each.id, each.label)) for each in ACTIONS]
        items = [(a, shown(bound[a.id])) for a in actions if a.rank and a.id in bound]
        parts: list[Content] = []
        self._ends = []
        at = 0
        for action, key in fitting(items, self.size.width):
            part = Content.assemble((key, key_style), " ", action.label, GAP)
            at += part.cell_length
            parts.append(part)
            self._ends.append((at, action.id))
        return Content("").join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked on."""
        at = event.get_content_offset(self)
        if at is not None:
            for end, action in self._ends:
                if at.x < end:
                    await self.run_action(f"screen.{action}")
                    break
