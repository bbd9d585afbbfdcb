"""What the points of a client's own lists ask: each point is one ask, in all its words.

A list that is introduced by a demand or a question makes every point one; elsewhere the heads decide,
and a list in which most points ask for something makes the others likelier to. A point that only tells
what happened is left to the clauses, as is a threat at the end of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.domain import OF_CLIENT, Ask, AskKind, Figure
from assistant.language.sentences import split_sentences
from assistant.reading.clauses import Clause, about_words
from assistant.reading.deadlines import TIMES, find_time
from assistant.reading.features import Matrix
from assistant.reading.lists import Point, PointList, opens_wanting
from assistant.reading.signals import find_signals

_KINDS = OF_CLIENT
_DEMAND, _QUESTION, _THREAT = (
    1 + _KINDS.index(kind) for kind in (AskKind.DEMAND, AskKind.QUESTION, AskKind.THREAT)
)
# How probable it must be that a sentence of a point asks for something.
_ASKS = 0.35
_AMONG_ASKS = 0.2  # where most points of the list do
_OPENED = 0.1  # where it begins with words of request
_AMONG_TALES = 0.6  # where the list is introduced as a story
_TELLS = 0.75  # that a clause asks for nothing, from where it is left out at the beginning of a long sentence
_FEW_CLAUSES = 2
_ONCE_MORE = 0.6  # a second demand in one point
_INTRODUCED = 0.7  # how sure a point of an introduced list is at least
_FEW = 3  # words of a sentence that only adds to the one before
_GAP = 12  # characters between two points of one line
_LONG = 240  # characters; a longer sentence of a list that nothing introduces is read clause by clause
_WANTED = {"wants": AskKind.DEMAND, "questions": AskKind.QUESTION}


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of a point with its clauses by their places, and their probabilities (n, 7)."""

    start: int
    end: int
    clauses: dict[int, Clause]
    rows: Matrix

    @property
    def demand(self) -> float:
        return float(self.rows[:, _DEMAND].sum())

    @property
    def question(self) -> float:
        return float(self.rows[:, _QUESTION].sum())

    @property
    def wanted(self) -> float:
        """How probable it is that some clause demands or asks."""
        asking = [float(1 - row[0]) for row in self.rows if row[1:].argmax() + 1 in {_DEMAND, _QUESTION}]
        return max(asking, default=0.0)

    @property
    def charged(self) -> bool:
        """Whether its loudest clause does anything but demand or ask: a charge, a threat."""
        loudest = max((float(1 - row[0]) for row in self.rows), default=0.0)
        return loudest > max(self.wanted, _ASKS)


def read_points(
    text: str,
    lists: Sequence[PointList],
    pieces: Sequence[Clause],
    kinds: Matrix,
    *,
    figures: Sequence[Figure],
    language: str,
) -> tuple[list[Ask], frozenset[int]]:
    """The asks of the points in `lists`, and the clauses (their places in `pieces`) that are told by them."""
    asks: list[Ask] = []
    told: set[int] = set()
    for one in lists:
        told |= _between(one.points, pieces)
        points = [_sentences(text, point, pieces, kinds) for point in one.points]
        if one.lead.note not in _WANTED:
            points = [
                [_from_ask(each) if len(each.clauses) > _FEW_CLAUSES else each for each in sentences]
                for sentences in points
            ]
        bar = _bar(one, points)
        found = [
            _asks_of(text, sentences, one.lead.note, bar, figures=figures, language=language)
            for sentences in points
        ]
        for chosen, covered in found:
            asks += chosen
            told |= covered
        if one.lead.note in _WANTED and one.bare and any(chosen for chosen, _ in found):
            told |= set(_within(pieces, one.lead.start, one.points[0].mark))
            time = find_time(text, one.lead.start, one.lead.end, figures, language)
            if time:
                asks.append(Ask(time.text, time.start, time.end, AskKind.DEADLINE, _INTRODUCED))
    return asks, frozenset(told)


def _sentences(text: str, point: Point, pieces: Sequence[Clause], kinds: Matrix) -> list[_Sentence]:
    found = []
    for span in split_sentences(text[point.start : point.end]):
        start, end = point.start + span.start, point.start + span.end
        places = _within(pieces, start, end)
        found.append(_Sentence(start, end, {place: pieces[place] for place in places}, kinds[places]))
    return found


def _between(points: Sequence[Point], pieces: Sequence[Clause]) -> set[int]:
    """Clauses that are nothing but a number and a joining word: "and (c)"."""
    gaps = [(one.end, after.start) for one, after in pairwise(points) if after.start - one.end <= _GAP]
    return {
        place
        for place, piece in enumerate(pieces)
        if any(start <= piece.start and piece.end <= end for start, end in gaps)
    }


def _from_ask(sentence: _Sentence) -> _Sentence:
    """Without the clauses that only tell, before the first that does not: "I paid, I waited, who answers for that"."""
    places = list(sentence.clauses)
    first = next((n for n, row in enumerate(sentence.rows) if row[0] < _TELLS), 0)
    if not first:
        return sentence
    kept = {place: sentence.clauses[place] for place in places[first:]}
    return _Sentence(sentence.clauses[places[first]].start, sentence.end, kept, sentence.rows[first:])


def _within(pieces: Sequence[Clause], start: int, end: int) -> list[int]:
    """The places of the clauses that share half of themselves, or of the range, with the range."""
    return [
        place
        for place, piece in enumerate(pieces)
        if min(end, piece.end) - max(start, piece.start) >= min(end - start, piece.end - piece.start) / 2
    ]


def _bar(one: PointList, points: Sequence[Sequence[_Sentence]]) -> float:
    if one.lead.note in _WANTED:
        return 0.0
    if one.lead.note == "tells":
        return _AMONG_TALES
    asking = sum(any(sentence.wanted >= _ASKS for sentence in sentences) for sentences in points)
    return _AMONG_ASKS if asking > 1 and 2 * asking >= len(points) else _ASKS


def _asks_of(
    text: str,
    sentences: Sequence[_Sentence],
    lead: str,
    bar: float,
    *,
    figures: Sequence[Figure],
    language: str,
) -> tuple[list[Ask], set[int]]:
    """The first sentence that asks is the ask of the point; after it only a question or a sure demand is another."""
    asks: list[Ask] = []
    told: set[int] = set()
    for place, sentence in enumerate(sentences):
        asked = _asked(text, sentence)
        if not asks:
            least = _least(text, sentence, lead, bar, language)
            later = sentences[place + 1 :]
            if not _is_the_ask(text, sentence, later, lead in _WANTED, bar=least, asked=asked):
                told.update(sentence.clauses if lead == "tells" and not sentence.charged else ())
                continue
        elif _follows(asks[-1], sentence) and _belongs(text, sentence, figures, language=language):
            words = text[asks[-1].start : sentence.end].rstrip(".。")
            asks[-1] = replace(asks[-1], text=words, end=asks[-1].start + len(words))
            told.update(sentence.clauses)
            continue
        elif sentence.charged:
            continue
        elif not asked and sentence.wanted < _ONCE_MORE:
            told.update(sentence.clauses)
            continue
        kind = _kind(sentence, "" if asks else lead, asked=asked)
        sure = max(sentence.wanted, _INTRODUCED if lead in _WANTED else _ASKS)
        end, covered = _without_threat(sentence)
        words = text[sentence.start : end].rstrip(".。")
        end = sentence.start + len(words)
        asks.append(Ask(words, sentence.start, end, kind, round(sure, 3)))
        told.update(covered)
    return asks, told


def _least(text: str, sentence: _Sentence, lead: str, bar: float, language: str) -> float:
    """How probable it must be that the sentence asks: little where it begins with words of request."""
    opened = lead != "tells" and opens_wanting(text[sentence.start : sentence.end], language)
    return min(bar, _OPENED) if opened else bar


def _is_the_ask(
    text: str, sentence: _Sentence, later: Sequence[_Sentence], introduced: bool, *, bar: float, asked: bool
) -> bool:
    if asked and not sentence.charged:
        return True
    if introduced:
        return not (sentence.charged and any(_asked(text, one) for one in later))
    return sentence.wanted >= bar and sentence.end - sentence.start <= _LONG


def _asked(text: str, sentence: _Sentence) -> bool:
    return text[sentence.start : sentence.end].rstrip("\"'”’»」』)）!！")[-1:] in {"?", "？"}


def _follows(ask: Ask, sentence: _Sentence) -> bool:
    return 0 <= sentence.start - ask.end <= 3


def _belongs(text: str, sentence: _Sentence, figures: Sequence[Figure], *, language: str) -> bool:
    """Whether the sentence is but a time or a few words more: "Today.", "The exact date."."""
    asked = _asked(text, sentence)
    due = find_signals(text[sentence.start : sentence.end], "deadline", language=language)
    inside = [one for one in figures if sentence.start <= one.start < sentence.end and one.kind in TIMES]
    timed = max(sum(one.end - one.start for one in times) for times in (due, inside))
    if 2 * timed >= sentence.end - sentence.start and not asked:
        return True
    few = about_words(text[sentence.start : sentence.end]) <= _FEW
    return few and not asked and not sentence.charged and sentence.wanted >= _ASKS


def _without_threat(sentence: _Sentence) -> tuple[int, list[int]]:
    """Where the sentence ends without the threats at its end, and the clauses before them."""
    places = list(sentence.clauses)
    threats = sentence.rows[:, _THREAT].tolist() if places else []
    while len(places) > 1 and threats[len(places) - 1] >= _ASKS:
        places.pop()
    if len(places) == len(sentence.clauses):
        return sentence.end, places
    return sentence.clauses[places[-1]].end, places


def _kind(sentence: _Sentence, lead: str, *, asked: bool) -> AskKind:
    if lead == "questions" or (lead == "wants" and not asked):
        return _WANTED[lead]
    sure = sentence.demand >= sentence.question and not (asked and sentence.demand < _ASKS)
    return AskKind.DEMAND if sure else AskKind.QUESTION
