"""Proposing, judging and deciding sentences for clients, one item at a time.

Everything decided is on the disk when the call returns, so a review may stop anywhere and go on later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.domain import Constraints, Exchange, FactKind, Finding, Severity, SourceKind
from assistant.drafting.acknowledge import Complete
from assistant.drafting.facts import as_sentence
from assistant.drafting.nearness import Relate
from assistant.drafting.phrases import supported
from assistant.drafting.translate import convert_script, translate
from assistant.errors import InputError
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.saying_rows import Saying, State
from assistant.knowledge.sayings import Standing
from assistant.language.figures import find_figures
from assistant.proposing.items import Item, items_of, languages_worked_in
from assistant.proposing.judging import Rules, blocks, judge
from assistant.proposing.precedents import PastSentence, past_sentences, precedents, told
from assistant.proposing.wording import sayable

FORMER, REPLY, CLAUSE, SCRIPT, MODEL, PERSON = "former", "reply", "clause", "script", "model", "person"
DECIDED = (State.APPROVED, State.DROPPED)
Progress = Callable[[str, int, int], None]
"""(what, items done, items in all)"""


@dataclass
class Proposer:
    """All that proposing needs; `complete` is None where no model translates, `used` counts drafts by clause id."""

    knowledge: KnowledgeBase
    relate: Relate | None = None
    complete: Complete | None = None
    rules: Rules = field(default_factory=Rules)
    constraints: Callable[[str], Constraints] = lambda language: Constraints(language=language)
    used: Mapping[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def items(self, *, language: str = "", source: str = "", state: State | None = None) -> list[Item]:
        """What there is to review, most often needed first; `source` may be a part of a document's name.

        Without a language those worked in; what is APPROVED or DROPPED, in every language it was decided in.
        """
        kept = self.knowledge.sayings.kept()
        tags = (language,) if language else self.worked_in()
        if not language and state in DECIDED:
            decided = {saying.language for saying in kept if saying.state is state}
            tags = (*tags, *(tag for tag in supported() if tag in decided and tag not in tags))
        items = items_of(self._standing, kept, tags, self._need)
        return [
            item
            for item in items
            if source.casefold() in f"{item.passage.source} {item.passage.document}".casefold()
            and (state is None or item.state is state)
        ]

    def worked_in(self) -> tuple[str, ...]:
        """The languages the user works in, the most used first."""
        return self.languages or languages_worked_in(*self.knowledge.sayings.languages(), supported())

    def every(self) -> dict[str, Item]:
        """The items of all languages there are, by id."""
        kept = self.knowledge.sayings.kept()
        return {item.id: item for item in items_of(self._standing, kept, supported(), self._need)}

    def named(self, identifier: str) -> Item:
        """The item whose id starts so. Raises InputError where none or several do."""
        found = [item for name, item in self.every().items() if identifier and name.startswith(identifier)]
        if len(found) != 1:
            said = "More than one statement has" if found else "No statement has"
            raise InputError(
                f"{said} an id that starts with '{identifier}'.", "`calmreply facts list` shows the ids."
            )
        return found[0]

    # --- proposing ----------------------------------------------------------------------------

    def propose(self, item: Item, *, translating: bool = True) -> Item:
        """The item with a proposal where there is one, kept for the next time; a decided item as it is.

        Where only a model could help and none is asked nothing is kept, so that one may be asked later.
        """
        if item.saying is not None:
            return item
        asks_model = translating and self.complete is not None
        chosen = self._best(item, asks_model=asks_model)
        if chosen is not None:
            return self._keep(item, chosen)
        if item.language != item.own and not asks_model:
            return item
        return self._keep(item, self._saying(item, State.OPEN, "", ""))

    def propose_all(
        self, items: Sequence[Item], on_progress: Progress = lambda *_: None, *, translating: bool = True
    ) -> list[Item]:
        """The same for many; interrupted, the next run goes on where this one stopped."""
        done: list[Item] = []
        for number, item in enumerate(items, start=1):
            done.append(self.propose(item, translating=translating))
            on_progress(item.place, number, len(items))
        return done

    def _best(self, item: Item, *, asks_model: bool) -> Saying | None:
        """The first candidate that nothing speaks against, else the first that is not blocked."""
        second: Saying | None = None
        for origin, text, whence, exchange in self._candidates(item, asks_model=asks_model):
            found = self.judge(item, text) if text else []
            if not text or blocks(found):
                continue
            saying = self._saying(item, State.PROPOSED, text, origin)
            saying = replace(saying, whence=whence, exchange=exchange)
            if not any(finding.severity is Severity.WARN for finding in found):
                return saying
            second = second or saying
        return second

    def _candidates(self, item: Item, *, asks_model: bool) -> Iterator[tuple[str, str, str, str]]:
        """(origin, text, where it comes from in words, id of the reply), the best first."""
        figures = {figure.value for figure in find_figures(item.statement, language=item.own)}
        for former in item.former:
            if figures == {figure.value for figure in find_figures(former.text, language=item.language)}:
                yield FORMER, former.text, "you approved this for the clause as it was", ""
        for past in self._precedents.get((item.statement, item.language), []):
            yield REPLY, past.text, _whence(past.exchange), past.exchange.id
        own = sayable(item.statement, item.own)
        if item.language == item.own:
            yield CLAUSE, own, "", ""
        elif {item.language, item.own} <= {"zh-Hans", "zh-Hant"}:
            yield SCRIPT, convert_script(own, item.language), "", ""
        elif asks_model and self.complete is not None:
            constraints = self.constraints(item.language)
            text = translate(own, self.complete, language=item.language, constraints=constraints)
            yield MODEL, as_sentence(text), "machine translated: check every word", ""

    # --- deciding -----------------------------------------------------------------------------

    def judge(self, item: Item, text: str) -> list[Finding]:
        """What speaks against saying this, the graver first."""
        return judge(
            text, item.passage, item.statement, language=item.language, own=item.own, rules=self._rules
        )

    def approve(self, item: Item, text: str, *, kind: FactKind | None = None) -> Item:
        """From now on the text is used word for word. Raises InputError where the gate blocks it."""
        text = " ".join(text.split())
        found = self.judge(item, text)
        if not text:
            raise InputError("This cannot be said to a client: it is empty.", "Drop it instead.")
        if blocks(found):
            first = found[0]
            reason = f"{first.reason}: “{first.text}”"
            raise InputError(f"This cannot be said to a client: {reason}.", first.hint)
        return self._keep(item, self.decision(item, State.APPROVED, text, kind=kind))

    def drop(self, item: Item) -> Item:
        """Nothing is said for this statement in this language; its own words stay in use."""
        return self._keep(item, self.decision(item, State.DROPPED, ""))

    def forget(self, item: Item) -> Item:
        """An undecided item without its proposal, so that it can be proposed for anew."""
        return item if item.state in DECIDED else replace(item, saying=None)

    def reopen(self, item: Item) -> Item:
        """Take a decision back: the statement comes up again, with a fresh proposal where there is one.

        An undecided item stays as it is: its words may be the user's own, from an edited file.
        """
        if item.saying is None or item.state not in DECIDED:
            return item
        self.knowledge.sayings.take_back(item.saying, item.former)
        return self.propose(replace(item, saying=None))

    def waits(self, item: Item) -> bool:
        """Whether a review has something to show: a proposal, or a translation that can be asked for."""
        return bool(item.proposal) or (item.saying is None and self.complete is not None)

    def decision(self, item: Item, state: State, text: str, *, kind: FactKind | None = None) -> Saying:
        """The row of a decision, not yet kept; words left as they were proposed keep where they come from."""
        if item.saying is not None and item.saying.text == text:
            return replace(item.saying, state=state, kind=str(kind or item.kind))
        return self._saying(item, state, text, PERSON if text else "", kind=kind)

    def _keep(self, item: Item, saying: Saying) -> Item:
        self.knowledge.sayings.keep([saying], over=item.former if saying.state in DECIDED else ())
        return replace(item, saying=saying)

    def _saying(
        self, item: Item, state: State, text: str, origin: str, *, kind: FactKind | None = None
    ) -> Saying:
        return Saying(
            item.key, item.statement, item.language, state, text, origin, kind=str(kind or item.kind)
        )

    # --- read once ----------------------------------------------------------------------------

    @cached_property
    def _standing(self) -> list[Standing]:
        return self.knowledge.sayings.standing()

    @cached_property
    def _rules(self) -> Rules:
        return replace(self.rules, clients=tuple(self.knowledge.clients()))

    @cached_property
    def _need(self) -> dict[str, int]:
        need = self.knowledge.sayings.needs([each.passage for each in self._standing])
        most = max(need.values(), default=0) + 1  # a clause that drafts rested on comes before all guesses
        return {
            each.passage.id: need.get(each.passage.id, 0) + most * self.used.get(each.passage.id, 0)
            for each in self._standing
        }

    @cached_property
    def _precedents(self) -> dict[tuple[str, str], list[PastSentence]]:
        exchanges = [
            each for each in self.knowledge.list(kind=SourceKind.EXCHANGE) if isinstance(each, Exchange)
        ]
        statements = {item.statement: item.own for item in self.items()}
        return precedents(
            [told(text, own) for text, own in statements.items()],
            past_sentences(exchanges, self.knowledge.clients()),
            self.relate,
        )


def _whence(exchange: Exchange) -> str:
    day = f" on {exchange.replied_at:%Y-%m-%d}" if exchange.replied_at else ""
    return f"you wrote this to {exchange.client}{day}"
