"""How an exchange ended, read from what the client wrote next, with the words it rests on.

Word lists per language (knowledge/correspondence/mail, key `outcome`), likeness to the earlier demand,
and how loud it is written. Hot words that stood in the demand already are a repetition. So is a short
text that denies something about what was demanded. Any other short one counts as calmed: the client went
on with the matter; a long one is unknown. What it cannot see: irony, and a promise broken later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from assistant.correspondence.turns import Turn
from assistant.correspondence.words import languages
from assistant.domain import Outcome
from assistant.language.words import is_function_word

_HAN_OR_KANA = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_BEFORE_CLAUSE = frozenset(' \t\n,，、。.!！?？;；:：…~～（(「“"')
_AFTER_CLAUSE = frozenset(' \t\n,，、。.!！?？;；…~～的了呀啊嘛吧呢哈啦喔哦）)」”"')
_TOKEN = re.compile(rf"[{_HAN_OR_KANA}]|[^\W_{_HAN_OR_KANA}]+(?:'[^\W_{_HAN_OR_KANA}]+)*")
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(rf"[{_HAN_OR_KANA}]")
_LONGER = re.compile(rf"[{_HAN_OR_KANA}]+|[^\W\d_{_HAN_OR_KANA}]{{4,}}")
_SOFT = ("calmed", "resolved")
_LIKE = 0.55
_SHORT = 24
_SHOUT = re.compile(r"[!！?？]{3,}|[?？][!！]|[!！][?？]")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of some languages: phrases with their outcome by their first token, longest first."""

    phrases: dict[str, tuple[tuple[str, str], ...]]
    negations: frozenset[str]

    def hits(self, text: str) -> dict[str, list[str]]:
        """The phrases in a lower-case text by outcome; a good one behind a negation has a leading NUL."""
        found: dict[str, list[str]] = {"calmed": [], "resolved": [], "escalated": [], "repeated": []}
        ends = dict.fromkeys(found, 0)
        tokens = [(token.group(), token.start()) for token in _TOKEN.finditer(text)]
        for number, (word, at) in enumerate(tokens):
            if word not in self.phrases:
                continue
            for phrase, name in self.phrases[word]:
                if not text.startswith(phrase, at) or at < ends[name]:
                    continue  # nearly always
                if _stands(text, phrase, at, clause=name in _SOFT):
                    before = {one for one, _ in tokens[max(number - 2, 0) : number]}
                    turned = name in _SOFT and not self.negations.isdisjoint(before)
                    found[name].append(("\0" if turned else "") + phrase)
                    ends[name] = at + len(phrase)
        return found

    def denies(self, text: str) -> bool:
        """Whether a lower-case text has a negation."""
        return any(
            _stands(text, word, at, clause=False)
            for word in self.negations
            if word in text
            for at in _places(text, word)
        )


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _stands(text: str, phrase: str, at: int, *, clause: bool) -> bool:
    """The phrase is here as whole words; a short one of a script without spaces as a whole clause."""
    if not text.startswith(phrase, at):
        return False
    before, after = text[at - 1 : at], text[at + len(phrase) : at + len(phrase) + 1]
    if _UNSPACED.match(phrase):
        short = clause and len(phrase) <= 2
        return not short or (
            (not before or before in _BEFORE_CLAUSE) and (not after or after in _AFTER_CLAUSE)
        )
    return not (before.isalnum() or after.isalnum())


def outcome(
    asked: Sequence[Turn], answered: Sequence[Turn], after: Sequence[Turn], language: str, window: timedelta
) -> tuple[Outcome, str]:
    """The outcome of an answered turn and the client's words it rests on.

    `after` is the client's next turn; one that comes later than `window` is a new matter, so the
    client was silent. `language` is the client's tag, "und" to use the words of every language.
    UNKNOWN while nobody has answered.
    """
    if not answered:
        return Outcome.UNKNOWN, ""
    if not after or _gap(answered[-1], after[0]) > window:
        return Outcome.SILENT, ""
    return judge("\n".join(turn.text for turn in asked), "\n".join(turn.text for turn in after), language)


@dataclass(frozen=True, slots=True)
class Hits:
    """The listed phrases in a next message: good ones, such behind a negation (`turned`), new hot ones, those
    that stood in the demand already (`old_heat`), those of asking again; and whether anything is denied."""

    pleased: list[str]
    calm: list[str]
    turned: list[str]
    hot: list[str]
    old_heat: list[str]
    again: list[str]
    denies: bool


def hits_of(demand: str, text: str, language: str) -> Hits:
    """What the word lists of a language find in `text`, after the earlier `demand`."""
    known = _lexicon(language)
    plain = _plain(text)
    found = known.hits(plain)
    before = demand.lower()
    soft = [word for name in _SOFT for word in found[name] if word.startswith("\0")]
    return Hits(
        pleased=_upright(found["resolved"]),
        calm=_upright(found["calmed"]),
        turned=[word[1:] for word in soft],
        hot=[word for word in found["escalated"] if word not in before],
        old_heat=[word for word in found["escalated"] if word in before],
        again=found["repeated"],
        denies=known.denies(plain),
    )


def words_for(outcome: Outcome, demand: str, text: str, language: str) -> str:
    """The listed words in `text` that speak for an outcome, as the client wrote them; empty where none does."""
    found = hits_of(demand, text, language)
    spoken = {
        Outcome.CALMED: found.calm,
        Outcome.RESOLVED: found.pleased,
        Outcome.ESCALATED: found.hot,
        Outcome.REPEATED: [*found.again, *found.old_heat],
    }
    return _quote(text, spoken[outcome])


def _upright(found: Sequence[str]) -> list[str]:
    return [word for word in found if not word.startswith("\0")]


def judge(demand: str, text: str, language: str = "und") -> tuple[Outcome, str]:
    """The outcome that the client's next words `text` show, after the earlier `demand`."""
    known = _lexicon(language)
    found = known.hits(_plain(text))
    negated = [word for word in found["resolved"] if word.startswith("\0")]
    pleased = _upright(found["resolved"])
    hot = [word for word in found["escalated"] if word not in demand.lower()]
    if hot:
        return Outcome.ESCALATED, _quote(text, hot)
    if negated and not pleased:
        return Outcome.REPEATED, _quote(text, [*found["repeated"], negated[0][1:]])
    if not pleased and is_loud(text):
        return Outcome.ESCALATED, text.strip()[:80]
    again = [*found["repeated"], *found["escalated"]]
    if again and not pleased:
        return Outcome.REPEATED, _quote(text, again)
    calm = _upright(found["calmed"])
    if not pleased and (likeness(demand, text) >= _LIKE or (not calm and _asks_again(known, demand, text))):
        return Outcome.REPEATED, text.strip()[:80]
    return _quiet(text, pleased, calm)


def _plain(text: str) -> str:
    """In lower case, one kind of apostrophe, single spaces."""
    return " ".join(text.lower().replace("’", "'").split())


def _quiet(text: str, pleased: Sequence[str], calm: Sequence[str]) -> tuple[Outcome, str]:
    """Without a hot word: what the good words are worth in a text of this length."""
    short = length_of(text) <= _SHORT
    asks = "?" in text or "？" in text
    if pleased and (short or len(set(pleased)) > 1) and not (asks and len(pleased) == 1 and not short):
        return Outcome.RESOLVED, _quote(text, pleased)
    if (calm or pleased) and (short or not asks) and length_of(text) <= 2 * _SHORT:
        return Outcome.CALMED, _quote(text, calm or pleased)
    return (Outcome.CALMED if short and not asks else Outcome.UNKNOWN), ""


def _asks_again(known: _Lexicon, demand: str, text: str) -> bool:
    """A short text that denies something about the matter of the demand: named twice, in a question, in a few words."""
    length = length_of(text)
    if length > _SHORT or not known.denies(_plain(text)):
        return False
    denied = _matter(demand) & _matter(text)
    return len(denied) > 1 or (bool(denied) and ("?" in text or "？" in text or length <= _SHORT // 2))


def _matter(text: str) -> set[str]:
    """What a text is about, roughly: how its longer words begin, and pairs of letters without spaces."""
    found = _LONGER.findall(text.lower())
    spaced = [word for word in found if not _UNSPACED.match(word)]
    stems = {word[:5] for word in spaced if not is_function_word(word)}
    runs = [run for run in found if _UNSPACED.match(run)]
    return stems | {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def shared_matter(demand: str, text: str) -> int:
    """How many things, roughly, both texts name."""
    return len(_matter(demand) & _matter(text))


def length_of(text: str) -> int:
    """Words; two letters of a script without spaces count as one."""
    return len(text.split()) + (0 if text.isascii() else len(_UNSPACED.findall(text)) // 2)


def likeness(one: str, other: str) -> float:
    """Share of the shorter text's letter triples that the longer one has too, 0 to 1; 0 for short texts."""
    first, second = _triples(one), _triples(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller >= 12 else 0.0


def _triples(text: str) -> set[tuple[str, str, str]]:
    plain = " ".join(_WORD.findall(text.lower()))
    return set(zip(plain, plain[1:], plain[2:], strict=False))


def is_loud(text: str) -> bool:
    """Shouted: several words in capitals, or marks piled up."""
    loud = [word for word in re.findall(r"\w{3,}", text) if word.isupper()]
    capitals = len(loud) >= 2 and sum(map(len, loud)) >= sum(map(str.isalpha, text)) * 0.5
    return capitals or bool(_SHOUT.search(text))


def _quote(text: str, words: Sequence[str]) -> str:
    """The words as the client wrote them, at most three."""
    found = []
    for word in dict.fromkeys(words):
        at = text.lower().replace("’", "'").find(word)
        found.append(text[at : at + len(word)] if at >= 0 else word)
    return ", ".join(found[:3])


@lru_cache(maxsize=64)
def _lexicon(language: str) -> _Lexicon:
    """The words of one language and English; of all languages where nothing is known about this one."""
    chosen = [d for d in languages() if d["language"] in (language, "en") and "outcome" in d]
    if not any(d["language"] == language for d in chosen):
        chosen = [d for d in languages() if "outcome" in d]
    by_token: dict[str, set[tuple[str, str]]] = {}
    for data in chosen:
        for name, phrases in data["outcome"].items():
            for phrase in phrases:
                plain = phrase.lower().lstrip("'")
                first = _TOKEN.search(plain)
                if first and first.start() == 0:
                    by_token.setdefault(first.group(), set()).add((plain, name))
    ordered = {
        token: tuple(sorted(found, key=lambda one: (-len(one[0]), one))) for token, found in by_token.items()
    }
    negations = frozenset(word.lower() for data in chosen for word in data.get("negations", ()))
    return _Lexicon(ordered, negations)


def _gap(answer: Turn, after: Turn) -> timedelta:
    if answer.at is None or after.at is None:
        return timedelta(0)
    return after.at.replace(tzinfo=None) - answer.at.replace(tzinfo=None)
