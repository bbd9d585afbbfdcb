"""From a pasted message to a `Reading`, without a language model, in well under a second.

The story: find the newest message, tell its language, cut it into clauses, let the heads judge them,
and answer one question after the other. Without `embed` the heads use cues alone: less is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.domain import Ask, Burden, Channel, Figure, Message, Reading, Route, Situation, Span
from assistant.language.detect import detect_language, scripts
from assistant.language.figures import find_figures
from assistant.language.register import find_register
from assistant.language.tags import UNKNOWN
from assistant.reading.advice import find_advice
from assistant.reading.asks import find_asks, find_ordered
from assistant.reading.clauses import Clause, clauses
from assistant.reading.features import Matrix, clause_features, message_features
from assistant.reading.heads import labels, of_message, probabilities
from assistant.reading.lists import find_lists
from assistant.reading.newest import find_newest
from assistant.reading.nudges import names_nothing
from assistant.reading.orders import find_orders, without
from assistant.reading.routes import Decision, find_route
from assistant.reading.signals import find_signals
from assistant.reading.signature import find_sender, full_name
from assistant.reading.summary import neutral_summary
from assistant.reading.temperature import find_heat, find_temperature, find_trend

Embed = Callable[[Sequence[str]], Matrix]

_MOST_EMBEDDED = 24  # clauses; each embedding takes 12 to 30 ms on two idle cores
_MOST_CLAUSES = 160
_MOST_TROUBLES = 5
_MOST_ORDERS = 12  # to the assistant, whose wishes are looked for
_SURE = 0.4  # of 27 kinds of trouble: right four times in five from here on, on authors left out
_SURE_OF_BURDEN = 0.5  # of 13 answers: right three times in four from here on, on authors left out
_BARBS = frozenset({"insult", "swearing", "violence", "self_harm", "shouting", "deceit"})
# When a turn of a chat was written: in brackets, first in its line, after a date, or alone with a name. "It should have
# been ready at 11:00" is none.
_STAMP = re.compile(
    r"^\s*(?:[\[(【][^\]\n]{0,22})?(?:[^\n:]{0,16}\d{1,4}[./年-]\d{1,2}\S*[ ,]+)?\d{1,2}:\d{2}"
    r"|^[^\n:.?!]{0,22}\d{1,2}:\d{2}\s*$",
    re.MULTILINE,
)


def read(message: Message, *, embed: Embed | None = None, usual_channel: Channel | None = None) -> Reading:
    """What the newest client message in `message` says, asks and needs; spans index `Reading.text`.

    `usual_channel`: where this client always wrote before, for a message that does not show where it was written.
    """
    newest = find_newest(message.text, message.client)
    text = newest.text
    language = _language(message, text)
    orders = find_orders(text, language)
    own = without(text, orders)
    claims = find_figures(own, language=language, day=message.day)
    judged = _judge(own, language, claims, embed)
    asks = find_asks(
        text,
        judged.pieces,
        judged.kinds,
        orders=orders,
        lists=find_lists(own, language),
        figures=claims,
        language=language,
    )
    for order in orders[:_MOST_ORDERS]:
        wished = _judge(order.text, language, find_figures(order.text, language=language), embed)
        asks += find_ordered(order, wished.pieces, wished.kinds, language=language)
    heat = find_heat(own, language, asks)
    decision = find_route(own, language, asks, cues=judged.cues, embedded=judged.embedded)
    if orders:
        decision = _as_grave(decision, text, language, asks, embed=embed)
    in_danger = any(span.note in {"violence", "self_harm"} for span in decision.words)
    temperature = 5 if in_danger else find_temperature(judged.cues, judged.embedded)
    situations, burdens = (of_message(head, judged.cues, judged.embedded) for head in ("situation", "burden"))
    situation = _situation(situations)
    barbs = [span for span in heat if span.note in _BARBS]
    return Reading(
        text=text,
        language=language,
        script=_script(text),
        channel=message.channel or _channel(text, language, usual_channel),
        asks=asks,
        names_nothing=names_nothing(own, language),
        temperature=temperature,
        heat=heat,
        trend=find_trend(temperature, [_earlier(turn) for turn in newest.context[:3]]),
        route=decision.route,
        route_reason=decision.reason,
        route_words=decision.words,
        superior_speaks=decision.superior_speaks,
        notes_follow=decision.notes_follow,
        situation=situation,
        burden=_burden(burdens),
        troubles=_troubles(situations, burdens),
        stakes=_stakes(own, judged.pieces, language),
        compares=bool(find_signals(own, "others", language=language)),
        claims=tuple(claims),
        orders=orders,
        register=find_register(own, language),
        neutral_summary=neutral_summary(
            language, judged.pieces, asks, claims=claims, barbs=[*barbs, *orders]
        ),
        advice=find_advice(own, language, decision.route, situation),
        context=newest.context,
        cut=newest.cut,
        sender=full_name(find_sender(text, language), message.client),
        clauses=tuple(piece.text for piece in judged.pieces),
    )


def _language(message: Message, text: str) -> str:
    """The one that was named, the text's own, else that of all that was typed."""
    found = message.language or detect_language(text)
    return detect_language(" ".join((message.text, *message.notes))) if found == UNKNOWN else found


@dataclass(frozen=True, slots=True)
class _Judged:
    """A text in clauses and what the heads go by: kinds (n, 7), cues of the whole (f,), embeddings of clauses (k, 384)."""

    pieces: Sequence[Clause]
    kinds: Matrix
    cues: Matrix
    embedded: Matrix | None


def _judge(text: str, language: str, claims: Sequence[Figure], embed: Embed | None) -> _Judged:
    """The clauses of a text, `claims` its figures, with the probabilities of their kinds."""
    pieces = clauses(text, language)[:_MOST_CLAUSES]
    if not pieces:
        nothing = np.zeros((0, 7), "float32")
        return _Judged(pieces, nothing, message_features(text, language, nothing), None)
    cues = clause_features(text, pieces, claims, language)
    kinds = probabilities("ask", cues, None)
    vectors: Matrix | None = None
    if embed is not None:
        # In a very long message only the likeliest clauses are embedded.
        chosen = np.sort(np.argsort(kinds[:, 0])[:_MOST_EMBEDDED])
        vectors = np.asarray(embed([pieces[index].text for index in chosen]), "float32")
        kinds[chosen] = probabilities("ask", cues[chosen], vectors)
    return _Judged(pieces, kinds, message_features(text, language, kinds), vectors)


def _as_grave(
    decision: Decision, text: str, language: str, asks: Sequence[Ask], *, embed: Embed | None
) -> Decision:
    """The route, or that of the whole text where people's safety or a lawyer is in it: no mark around it makes it less.

    What an order asks for (prices of others, passwords) is no matter for the law by itself.
    """
    judged = _judge(text, language, find_figures(text, language=language), embed)
    whole = find_route(text, language, asks, cues=judged.cues, embedded=judged.embedded)
    law = whole.route is Route.LEGAL and any(span.note == "legal" for span in whole.words)
    return whole if law or whole.route is Route.SAFETY else decision


def _situation(row: Matrix) -> Situation:
    best = int(row.argmax())
    likeliest = labels("situation")[best]
    return Situation(likeliest if row[best] >= _SURE else "unsure", round(float(row[best]), 3), likeliest)


def _burden(row: Matrix) -> Burden:
    best = int(row.argmax())
    sure = row[best] >= _SURE_OF_BURDEN
    return Burden(labels("burden")[best] if sure else "unsure", round(float(row[best]), 3))


def _troubles(situations: Matrix, burdens: Matrix) -> tuple[str, ...]:
    """The likeliest of both kinds; of burdens, "none" is none."""
    likely = [
        *zip(labels("situation"), situations, strict=True),
        *zip(labels("burden"), burdens, strict=True),
    ]
    likely.sort(key=lambda each: -float(each[1]))
    return tuple(name for name, _ in likely if name != "none")[:_MOST_TROUBLES]


def _earlier(turn: str) -> int:
    """The temperature of an earlier message of the thread, by cues alone."""
    text = re.sub(r"^>+ ?", "", turn, flags=re.MULTILINE)[:2000]
    language = detect_language(text)
    return find_temperature(_judge(text, language, [], None).cues, None)


def _stakes(text: str, pieces: Sequence[Clause], language: str) -> tuple[Span, ...]:
    found: dict[int, Span] = {}
    for signal in find_signals(text, "stakes", language=language):
        for piece in pieces:
            if piece.start <= signal.start < piece.end:
                found[piece.start] = Span(piece.text, piece.start, piece.end, signal.text)
    return tuple(found[start] for start in sorted(found))[:5]


def _script(text: str) -> str:
    present = scripts(text)
    order = ("Hira", "Kana", "Hang", "Hani", "Cyrl", "Latn")
    counted = {name: sum(1 for character in text if scripts(character) == {name}) for name in present}
    if present & {"Hira", "Kana"}:
        return "Jpan"
    best = max(
        (name for name in counted),
        key=lambda name: (counted[name], -order.index(name) if name in order else 0),
        default="",
    )
    return {"Hang": "Kore"}.get(best, best)


def _channel(text: str, language: str, usual: Channel | None) -> Channel:
    if _STAMP.search(text):
        return Channel.CHAT
    greeted = any(span.start < 25 for span in find_signals(text, "greeting", language=language))
    if (greeted or "\n\n" in text) and find_sender(text, language) != "":
        return Channel.EMAIL  # nobody signs in a chat
    longest = max((len(line) for line in text.split("\n")), default=0)
    return usual or (Channel.EMAIL if "\n\n" in text or longest > 160 else Channel.CHAT)
