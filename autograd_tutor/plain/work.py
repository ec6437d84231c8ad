"""What the learner has at one step: text, picks, standing. All of it is in the store at once."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_tutor.course.answers import (
    ATTEMPTS,
    Key,
    answer_key,
    first_order,
    places_in,
    starter,
)
from autograd_tutor.course.lessons import Place
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson.steps import Choice, Explain, Graph, Order, Predict
from autograd_tutor.plain.text import Text
from autograd_tutor.progress.store import Store


class Work:
    """`text` is None where nothing is typed; `begin` is the order in which lines are listed.

    `places` are picks, ticks or an order, as places in the step's own list.
    """

    def __init__(self, place: Place, store: Store) -> None:
        self.place = place
        self._store = store
        begin = starter(place.step)
        draft = None if isinstance(place.step, Graph) else store.draft(*place.key)
        self.text = None if begin is None else Text(begin, draft)
        self.begin: list[int] = []
        if isinstance(place.step, Order):
            self.begin = first_order(place.lesson, place.step)
        kept = places_in(store.draft(*answer_key(place.key)))
        self.places = kept if self.can_be(kept) else []
        self.standing = store.standing(*place.key)

    @property
    def typed(self) -> str:
        """The text as it stands."""
        return self.text.now if self.text else ""

    @property
    def locked(self) -> bool:
        """Whether the code may not run yet, because an answer is wanted first."""
        asks = isinstance(self.place.step, Predict)
        return asks and not (self.standing.attempts or self.standing.passed)

    @property
    def numbers(self) -> str:
        """The picks or the order as one types them."""
        places = [self.begin.index(at) for at in self.places] if self.begin else self.places
        return " ".join(str(at + 1) for at in places)

    @property
    def passed(self) -> frozenset[str]:
        """The ids of the lesson's steps that are passed."""
        return self._store.passed(self.place.lesson.id)

    def can_be(self, places: Sequence[int]) -> bool:
        """Whether these places are an answer to the step, right or wrong."""
        match self.place.step:
            case Order(items=items):
                return sorted(places) == list(range(len(items)))
            case Choice(options=options) | Predict(options=options):
                most = len(options) if sum(option.right for option in options) > 1 else 1
                return _once(places, len(options)) and 1 <= len(places) <= most
            case Explain(points=points):
                return _once(places, len(points))
        return False

    def keep_text(self) -> None:
        """Write what is typed."""
        self._keep(self.place.key, self.text.draft if self.text else None)

    def keep_places(self, places: Sequence[int]) -> None:
        """Take an answer, and write it."""
        self.places = list(places)
        same = self.places == self.begin
        draft = None if same else ",".join(map(str, self.places))
        self._keep(answer_key(self.place.key), draft)

    def restart(self) -> None:
        """Go back to how the step begins. What was typed comes back with undo."""
        if self.text:
            self.text.restart()
        self.keep_text()
        self.places = []
        self._keep(answer_key(self.place.key), None)

    def record(self, judgement: Judgement) -> None:
        """Keep how an answer was judged, if it was."""
        if judgement.state in ATTEMPTS:
            self._store.record(*self.place.key, judgement.state, judgement.reason)
            self._stand()

    def use_hint(self) -> None:
        """Count one more hint."""
        self._store.use_hint(*self.place.key)
        self._stand()

    def show_solution(self) -> None:
        """Keep that the solution was heard."""
        self._store.show_solution(*self.place.key)
        self._stand()

    def _stand(self) -> None:
        self.standing = self._store.standing(*self.place.key)

    def _keep(self, key: Key, draft: str | None) -> None:
        if draft is None:
            self._store.drop_draft(*key)
        else:
            self._store.save_draft(*key, draft)


def _once(places: Sequence[int], count: int) -> bool:
    return len(set(places)) == len(places) and all(0 <= at < count for at in places)
