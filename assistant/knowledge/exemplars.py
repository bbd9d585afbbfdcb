"""Worked sentences and exchanges by language: the style to follow while the user's past offers none.

knowledge/exemplars/<language>.yaml. Their wording may be followed, their facts never used: they are
invented, and every match says that it belongs to no client of the user.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import TYPE_CHECKING, Any

from assistant.domain import Channel, Match, MoveKind, Reading, SourceKind
from assistant.language.shipped_data import arrays_of, data_of, naming
from assistant.resources import shipped

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float32]

FOLDER = "exemplars"
VECTORS_NAME = "vectors.npz"
# Against standard deviations of nearness; see bench/retrieval/README.md.
_SAME_SITUATION, _SAME_CHANNEL, _SAME_REGISTER = 4.0, 0.3, 0.3
_EVEN = 2.5  # what is as good as this is as likely to fit as not


@dataclass(frozen=True, slots=True)
class ExemplarExchange:
    """A client message, the notes that were at hand, and a reply that answers it as the rules ask."""

    situation: str
    channel: Channel
    register: str
    message: str
    notes: tuple[str, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class Exemplars:
    """Sentences by move and whole exchanges of one language; both empty where nobody wrote any."""

    language: str
    sentences: Mapping[MoveKind, tuple[str, ...]]
    exchanges: tuple[ExemplarExchange, ...]


@cache
def exemplars(language: str) -> Exemplars:
    """The exemplars of a language (short BCP 47 tag). A malformed file raises KnowledgeDataError."""
    parts = ("knowledge", FOLDER, f"{language}.yaml")
    if not (shipped("knowledge") / FOLDER / f"{language}.yaml").is_file():
        return Exemplars(language, {}, ())
    file = data_of(*parts)
    with naming(*parts):
        sentences = {
            MoveKind(move): tuple(str(text) for text in texts) for move, texts in file["sentences"].items()
        }
        return Exemplars(language, sentences, tuple(_exchange(each) for each in file.get("exchanges", ())))


def exemplar_matches(
    reading: Reading,
    *,
    languages: Sequence[str] = (),
    message: Array | None = None,
    model: str = "",
    limit: int = 2,
) -> list[Match]:
    """The exchanges nearest to a reading, so many of each language, best first; languages default to the reading's.

    `message` (d,) is the vector of the message (query side) by the embedding model of that name: with it they are found
    by likeness and by the kind of trouble together, without it by the kind of trouble, channel and form of address.
    A score is between 0 and 1, for one message comparable over all languages.
    """
    kept = vectors_of(model) if message is not None else {}
    found: list[Match] = []
    for language in languages or (reading.language,):
        exchanges = exemplars(language).exchanges
        near = _standing_out(message, kept, language) if message is not None and language in kept else ()
        matches = [
            _match(language, number, each, _likeness(each, reading, near[number - 1] if len(near) else 0.0))
            for number, each in enumerate(exchanges, start=1)
        ]
        found += sorted(matches, key=lambda match: -match.score)[:limit]
    return sorted(found, key=lambda match: -match.score)


def exemplar_of(identifier: str) -> ExemplarExchange | None:
    """The exchange of a match's id ("exemplar/es/4"); None where there is none of that id."""
    kind, _, rest = identifier.partition("/")
    language, _, number = rest.partition("/")
    if kind != "exemplar" or language not in exemplar_languages() or not number.isdecimal():
        return None
    exchanges = exemplars(language).exchanges
    return exchanges[int(number) - 1] if 1 <= int(number) <= len(exchanges) else None


def exemplar_languages() -> tuple[str, ...]:
    """The languages that have a file of exemplars."""
    return tuple(sorted(path.stem for path in (shipped("knowledge") / FOLDER).glob("*.yaml")))


@cache
def vectors_of(model: str) -> Mapping[str, Array]:
    """The shipped vectors of the exchanges' messages by language, (n, d); none for another embedding model."""
    parts = ("knowledge", FOLDER, VECTORS_NAME)
    file = arrays_of(*parts)
    with naming(*parts):
        if str(file["model"]) != model:
            return {}
        return {name: array.astype("float32") for name, array in file.items() if array.ndim == 2}


def mean_message(model: str) -> Array | None:
    """(d,): what all messages of clients have in common; None for another embedding model."""
    import numpy

    kept = list(vectors_of(model).values())
    return numpy.asarray(numpy.concatenate(kept).mean(axis=0), dtype=numpy.float32) if kept else None


def _standing_out(message: Array, kept: Mapping[str, Array], language: str) -> Array:
    """(n,): by how many standard deviations each is nearer to the message than exchanges of all languages are."""
    import numpy

    usual = numpy.concatenate(list(kept.values())) @ message
    near: Array = (kept[language] @ message - usual.mean()) / (usual.std() + 1e-6)
    return near


def _match(language: str, number: int, each: ExemplarExchange, score: float) -> Match:
    return Match(
        f"exemplar/{language}/{number}",
        SourceKind.PLAYBOOK,
        f"{FOLDER}/{language}.yaml",
        each.message,
        score,
        reply=each.reply,
        language=language,
        title=each.situation,
        own_client=False,
    )


def _likeness(exchange: ExemplarExchange, reading: Reading, near: float) -> float:
    sure = reading.situation.probability * (exchange.situation == reading.situation.label)
    value = near + _SAME_SITUATION * sure
    value += _SAME_CHANNEL * (exchange.channel is reading.channel)
    value += _SAME_REGISTER * (exchange.register == reading.register)
    return round(1 / (1 + exp(_EVEN - value)), 4)


def _exchange(entry: Mapping[str, Any]) -> ExemplarExchange:
    return ExemplarExchange(
        str(entry["situation"]),
        Channel(entry["channel"]),
        str(entry.get("register", "")),
        str(entry["message"]).strip(),
        tuple(str(note) for note in entry.get("notes", ())),
        str(entry["reply"]).strip(),
    )
