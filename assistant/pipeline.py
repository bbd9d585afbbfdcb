"""The whole story in one place: a message becomes a reply.

Every line of `reply` is one call, defined one file away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.clock import Clock
from assistant.domain import (
    Allowance,
    Apology,
    Channel,
    Completion,
    Constraints,
    Evidence,
    Exchange,
    Fact,
    Finding,
    Match,
    Message,
    Origin,
    Plan,
    Prompt,
    Reading,
    Reply,
    Route,
    Sentence,
    Severity,
    SourceKind,
    gaps_in,
)
from assistant.drafting.address import Address, address_of
from assistant.drafting.advising import advise
from assistant.drafting.desk import Desk
from assistant.drafting.filling import OWN_WORDS, decided, letter_of, told_by_a_person
from assistant.drafting.linking import Topics, Usual
from assistant.drafting.nearness import Relate
from assistant.drafting.phrases import reply_language, supported
from assistant.drafting.plan import plan_reply
from assistant.drafting.polishing import permitted
from assistant.drafting.settling import held_against
from assistant.drafting.turning import turn_to_client
from assistant.drafting.writing import write
from assistant.errors import ModelError
from assistant.folders import config_folder
from assistant.gate import banned_phrases, check, doubts
from assistant.gate.evidence import evidence_for, fault_noted
from assistant.gate.missing import untouched
from assistant.gate.promise import commitments
from assistant.journal import Journal, describe, describe_message, new_id
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.clients import client_words
from assistant.knowledge.playbook import Card, advice_of, cards_for, load_cards
from assistant.knowledge.relevance import DOUBTFUL
from assistant.knowledge.topics import clause_topics, message_topics
from assistant.language.detect import detect_language
from assistant.language.tags import UNKNOWN
from assistant.models.writer import Writer
from assistant.reading.facts import read_facts
from assistant.reading.reader import Embed, read
from assistant.settings import Settings

CANDIDATES = 33  # passages that a message is drafted from
_CARDS = 3
_LIKE_ENOUGH = 0.7  # score from which an exemplar is worth a look


@dataclass(slots=True)
class Assistant:
    """Everything a reply needs, ready to use; built by `assembly`."""

    knowledge: KnowledgeBase
    embed: Embed | None  # vectors by which a message is read; None: by word lists alone
    relate: Relate
    settings: Settings
    journal: Journal
    own_files: Path = field(default_factory=config_folder)  # the user's playbook cards and lexicons
    writer: Future[Writer] | None = None
    seed: int = 0
    opening: dict[str, float] = field(default_factory=dict)  # seconds by part before the first reply
    allowed: Callable[[], Allowance] = Allowance  # what the model may do, as its exam showed
    liken: Embed | None = None  # vectors by which the gate judges the meaning of a sentence
    usual: Usual | None = None  # how near clauses are to what any client writes

    def reply(
        self,
        message: Message,
        *,
        on_read: Callable[[Reading], None] = lambda _: None,
        on_text: Callable[[str], None] | None = None,
    ) -> Reply:
        """A reviewed draft. `on_text` gets it piece by piece; what it got is never taken back."""
        clock = Clock()
        message = replace(message, language=reply_language(message.language))
        past = self.knowledge.past(message.client, until=message.day)
        with clock.measure("read_s"):
            reading = self._read(message, past)
            notes = self._notes(message, reading.language)
        on_read(reading)
        with clock.measure("retrieve_s"):
            cards = load_cards([self.own_files / "playbook"])
            matches = [*self._found(message, reading, notes), *cards_for(reading, cards, limit=_CARDS)]
            reading = replace(reading, repeats=self.knowledge.repeats(reading, past))
        address = address_of(past, reading, message, signature=self.knowledge.signature)
        plan = self._plan(message, reading, matches, notes, address)
        plan = self._advised(plan, message, reading, cards, address)
        evidence = self.evidence(message, reading, plan)
        self._await_model()
        with clock.measure("write_s"):
            desk = self._desk(address, evidence, clock)
            draft = write(plan, reading, desk, on_text=_noting(on_text, clock))
        draft = replace(draft, findings=(*draft.findings, *_failures(clock)))
        reply = Reply(new_id(), message, draft, plan, reading, plan.matches, (), self._model_name())
        reply = self._judged(reply, evidence)
        clock.once("total_s")
        return replace(reply, timings=self.opening | clock.parts)

    def fill(self, reply: Reply, sentences: Sequence[Sentence]) -> Reply:
        """The reply with sentences that a person filled in, held against the gate again; their words count as notes."""
        typed = told_by_a_person(sentences)
        notes = (*reply.plan.notes, *typed)
        message = replace(reply.message, notes=notes)
        plan = replace(reply.plan, decisions=decided(sentences, reply.plan))
        evidence = self.evidence(message, reply.reading, plan)
        answered = {each.ask for each in plan.decisions if each.by == OWN_WORDS}
        evidence = replace(evidence, asks=tuple(ask for ask in evidence.asks if ask not in answered))
        text = letter_of(sentences, plan)
        draft = replace(reply.draft, sentences=tuple(sentences), text=text, gaps=gaps_in(text))
        judged = self._judged(replace(reply, message=message, draft=draft, plan=plan), evidence)
        return replace(judged, findings=(*judged.findings, *self._in_other_languages(typed, text, evidence)))

    def _in_other_languages(self, typed: Sequence[str], text: str, evidence: Evidence) -> Iterator[Finding]:
        """What the gate stops in lines that a person typed in another language than the letter's."""
        for line in typed:
            language = detect_language(line)
            start = text.find(line)
            if start < 0 or language in (evidence.language, UNKNOWN):
                continue
            for finding in self.check(line, Evidence(language=language)):
                if finding.severity is Severity.BLOCK:
                    yield replace(finding, start=finding.start + start, end=finding.end + start)

    def _judged(self, reply: Reply, evidence: Evidence) -> Reply:
        """The reply with what it commits us to, what its asks came to in words, and what the gate finds."""
        draft, plan = reply.draft, reply.plan
        given = (each.text for each in draft.sentences if each.origin is Origin.PHRASE)
        evidence = replace(evidence, given=tuple(given))
        return replace(
            reply,
            draft=replace(draft, commitments=commitments(draft.text, evidence)),
            plan=replace(plan, decisions=held_against(plan.decisions, untouched(draft.text, evidence))),
            findings=(*draft.findings, *self.check(draft.text, evidence)),
        )

    def check(self, text: str, evidence: Evidence) -> tuple[Finding, ...]:
        """The gate over a text, with the user's own lexicons beside the shipped ones."""
        return check(text, evidence, folders=self._lexicons, embed=self.liken)

    def record(self, reply: Reply) -> None:
        """Keep a draft in the journal, with the message it answers."""
        self.journal.add("draft", describe(reply) | {"message": describe_message(reply)}, identifier=reply.id)

    @property
    def _lexicons(self) -> list[Path]:
        return [self.own_files / "lexicons"]

    # --- the steps -------------------------------------------------------------------------------

    def _read(self, message: Message, past: Sequence[Exchange]) -> Reading:
        """The reading, in the language of the reply: chosen, the client's, that of their past mail or the notes, that of
        most of what is known, English."""
        unread = replace(message, language=None)
        reading = read(unread, embed=self.embed, usual_channel=_usual_channel(past))
        candidates = [message.language or "", reading.language]
        candidates += [each.message_language for each in reversed(past)]
        candidates += [detect_language(note) for note in message.notes]
        candidates += self.knowledge.languages() if reading.language == UNKNOWN else []
        spoken = next((each for each in candidates if each in supported()), "en")
        if reading.language not in (spoken, UNKNOWN) and not message.language:
            line = f"There are no phrases for '{reading.language}': the reply is in '{spoken}'."
            reading = replace(reading, advice=(*reading.advice, line))
        written_in = reading.language if reading.language not in (spoken, UNKNOWN) else ""
        return replace(reading, language=spoken, written_in=written_in)

    def _notes(self, message: Message, language: str) -> tuple[Fact, ...]:
        """The user's notes as facts."""
        texts = [(note, SourceKind.NOTE, f"note {number}") for number, note in enumerate(message.notes, 1)]
        return read_facts(texts, embed=self.embed, day=message.day, language=language)

    def _found(self, message: Message, reading: Reading, notes: Sequence[Fact]) -> list[Match]:
        """What the knowledge base has on the message, and the clauses that notes cite."""
        found = self.knowledge.retrieve(
            reading, client=message.client, day=message.day, notes=message.notes, limit=CANDIDATES
        )
        told = [note.text for note in notes if not note.internal]
        return self.knowledge.with_cited(found, told, day=message.day)

    def _advised(
        self, plan: Plan, message: Message, reading: Reading, cards: Sequence[Card], address: Address
    ) -> Plan:
        """The plan with what the person is to see beside the letter: sources, a worked example, advice."""
        matches = (*_beyond_doubt(plan), *self._examples(reading, plan))
        plan = replace(plan, matches=matches, notes=message.notes)
        advice = advise(plan, _by_cards(plan, cards), address.phrases)
        return replace(plan, advice=(*self._about_the_client(message), *advice))

    def _plan(
        self,
        message: Message,
        reading: Reading,
        matches: Sequence[Match],
        notes: Sequence[Fact],
        address: Address,
    ) -> Plan:
        return plan_reply(
            reading,
            matches,
            turn_to_client(notes, address.phrases, address.register, message=reading, names=address.names),
            relate=self.relate,
            topics=Topics(clause_topics, message_topics),
            usual=self.usual,
            register=address.register,
            names=address.names,
            own_fault=any(fault_noted([note.text], note.language) for note in notes),
            deciders=self.knowledge.deciders(message.day),
        )

    def _examples(self, reading: Reading, plan: Plan) -> list[Match]:
        """A worked exchange like this one, for the person to look at, where the letter has nothing of our own past."""
        ours = any(fact.source_kind is SourceKind.EXCHANGE for step in plan.steps for fact in step.facts)
        if ours or reading.route in (Route.SAFETY, Route.WAIT):
            return []
        return [match for match in self.knowledge.exemplars(reading) if match.score >= _LIKE_ENOUGH]

    def evidence(self, message: Message, reading: Reading, plan: Plan) -> Evidence:
        """What a reply to this message may rest on."""
        return evidence_for(
            message,
            reading,
            plan,
            others=self._other_clients(message),
            signature=self.settings.signature,
            apology=self.settings.apology,
        )

    def _about_the_client(self, message: Message) -> list[str]:
        """A name spelled otherwise in the archive finds nothing; one that is only like another is to be seen."""
        if not message.client or not self.knowledge.clients():
            return []
        found = self.knowledge.clients(message.client)
        if not found:
            return [
                f"Nothing written to “{message.client}” is known: is the name as it stands in your archive?"
            ]
        plain = len(found) == 1 and client_words(message.client) <= client_words(found[0])
        return [] if plain else [f"“{message.client}” was taken for {', '.join(found)}."]

    def _other_clients(self, message: Message) -> tuple[str, ...]:
        if not message.client:
            return ()
        own = set(self.knowledge.clients(message.client))
        return tuple(name for name in self.knowledge.clients() if name not in own)

    def _desk(self, address: Address, evidence: Evidence, clock: Clock) -> Desk:
        review_evidence = replace(evidence, asks=(), temperature=0)  # whole-letter rules wait for the end
        constraints = Constraints(
            banned=banned_phrases(
                evidence.language,
                evidence.apology if evidence.own_fault else Apology.NEVER,
                folders=self._lexicons,
            ),
            seen=address.voice.replies,
            language=evidence.language,
            names=evidence.names,
        )
        allowance = self.allowed() if self.writer else Allowance()
        if self.settings.polish == "letter":
            allowance = allowance.for_letters()
        return Desk(
            phrases=address.phrases,
            review=lambda text: check(text, review_evidence, folders=self._lexicons),
            doubt=lambda text: doubts(text, review_evidence, self.liken) if self.liken else (),
            complete=permitted(self._completing(clock), allowance) if self.writer else None,
            constraints=constraints,
            voice=address.voice,
            signature=self.settings.signature,
            seed=self.seed,
            allowance=allowance,
        )

    def _await_model(self) -> None:
        """A model that cannot be opened is an error before anything is shown."""
        if self.writer:
            self.writer.result()

    def _model_name(self) -> str:
        return self.writer.result().name if self.writer else ""

    def _completing(self, clock: Clock) -> Callable[[Prompt, Constraints], Completion]:
        writer = self.writer
        assert writer is not None

        def complete(prompt: Prompt, constraints: Constraints) -> Completion:
            with clock.measure("wait_for_model_s"):
                ready = writer.result()
            clock.once("model_asked_s")
            try:
                completion = ready.complete(prompt, constraints)
            except ModelError:
                clock.add("model_failures", 1)  # the given sentence stands in; half a letter is worse
                return Completion("", complete=False)
            clock.add("prompt_tokens", completion.prompt_tokens)
            clock.add("reply_tokens", completion.reply_tokens)
            return completion

        return complete


def _usual_channel(past: Sequence[Exchange]) -> Channel | None:
    """Where a client always wrote, once that is more than chance."""
    used = {each.channel for each in past}
    return used.pop() if len(past) > 1 and len(used) == 1 else None


def _beyond_doubt(plan: Plan) -> tuple[Match, ...]:
    """The matches, without what a store that hardly bears on the message holds beside what the letter uses."""
    used = {fact.source_id for step in plan.steps for fact in step.facts}
    used |= {match.id for step in plan.steps for match in step.replaced or ()}
    return tuple(match for match in plan.matches if match.relevant >= DOUBTFUL or match.id in used)


def _failures(clock: Clock) -> Iterator[Finding]:
    if failures := clock.parts.get("model_failures"):
        reason = f"the model failed {failures:.0f} times; given sentences stand in its place"
        yield Finding("model", Severity.WARN, 0, 0, "", reason, "`calmreply doctor` looks at the model.")


def _by_cards(plan: Plan, cards: Sequence[Card]) -> list[str]:
    fitting = {match.id for match in plan.matches if match.kind is SourceKind.PLAYBOOK}
    return list(advice_of([card for card in cards if card.id in fitting]))


def _noting(on_text: Callable[[str], None] | None, clock: Clock) -> Callable[[str], None]:
    def noted(text: str) -> None:
        clock.once("first_token_s")
        if on_text:
            on_text(text)

    return noted
