"""How an exchange ended, read from what the client wrote next, with the words it rests on.

Word lists per language (knowledge/correspondence/mail, key `outcome`), likeness to the earlier demand,
and how loud it is written. A short next message without any of these counts as calmed: the client
went on with the matter; a long one is unknown. What it cannot see: irony, and a promise broken later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from assistant.correspondence.turns import Turn
from assistant.correspondence.words import languages
from assistant.domain import Outcome

_HAN_OR_KANA = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_CLAUSE_START = r"(?:^|(?<=[\s,，、。.!！?？;；:：…~～（(「“\"]))"
_CLAUSE_END = r"(?=$|[\s,，、。.!！?？;；…~～的了呀啊嘛吧呢哈啦喔哦）)」”\"])"
_SOFT = ("calmed", "resolved")
_LIKE = 0.55
_SHORT = 24
_SHOUT = re.compile(r"[!！?？]{3,}|[?？][!！]|[!！][?？]")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of some languages: one pattern per outcome, and what negates a word behind it."""

    patterns: dict[str, re.Pattern[str]]
    negation: re.Pattern[str]


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


def judge(demand: str, text: str, language: str = "und") -> tuple[Outcome, str]:
    """The outcome that the client's next words `text` show, after the earlier `demand`."""
    known = _lexicon(language)
    plain = text.lower().replace("’", "'")
    found = {
        name: _hits(pattern, plain, known.negation, soft=name in _SOFT)
        for name, pattern in known.patterns.items()
    }
    negated = [word for word in found["resolved"] if word.startswith("\0")]
    pleased = [word for word in found["resolved"] if not word.startswith("\0")]
    if found["escalated"]:
        return Outcome.ESCALATED, _quote(text, found["escalated"])
    if negated and not pleased:
        return Outcome.REPEATED, _quote(text, [negated[0][1:]])
    if not pleased and _is_loud(text):
        return Outcome.ESCALATED, text.strip()[:80]
    if found["repeated"] and not pleased:
        return Outcome.REPEATED, _quote(text, found["repeated"])
    if not pleased and likeness(demand, text) >= _LIKE:
        return Outcome.REPEATED, text.strip()[:80]
    calm = [word for word in found["calmed"] if not word.startswith("\0")]
    return _quiet(text, pleased, calm)


def _quiet(text: str, pleased: Sequence[str], calm: Sequence[str]) -> tuple[Outcome, str]:
    """Without a hot word: what the good words are worth in a text of this length."""
    short = _length(text) <= _SHORT
    asks = "?" in text or "？" in text
    if pleased and (short or len(set(pleased)) > 1) and not (asks and len(pleased) == 1 and not short):
        return Outcome.RESOLVED, _quote(text, pleased)
    if (calm or pleased) and (short or not asks) and _length(text) <= 2 * _SHORT:
        return Outcome.CALMED, _quote(text, calm or pleased)
    return (Outcome.CALMED if short and not asks else Outcome.UNKNOWN), ""


def _length(text: str) -> int:
    """Words; two letters of a script without spaces count as one."""
    return len(text.split()) + len(re.findall(rf"[{_HAN_OR_KANA}]", text)) // 2


def likeness(one: str, other: str) -> float:
    """Share of the shorter text's letter triples that the longer one has too, 0 to 1; 0 for short texts."""
    first, second = _triples(one), _triples(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller >= 12 else 0.0


def _triples(text: str) -> set[str]:
    plain = " ".join(re.findall(r"\w+", text.lower()))
    return {plain[i : i + 3] for i in range(len(plain) - 2)}


def _hits(pattern: re.Pattern[str], text: str, negation: re.Pattern[str], *, soft: bool) -> list[str]:
    """The words found; a good word behind a negation is marked with a leading NUL."""
    words = []
    for hit in pattern.finditer(text):
        turned = soft and negation.search(text[max(hit.start() - 14, 0) : hit.start()])
        words.append(("\0" if turned else "") + hit.group())
    return words


def _is_loud(text: str) -> bool:
    """Shouted: several words in capitals, or marks piled up."""
    letters = [c for c in text if c.isalpha()]
    loud = [word for word in re.findall(r"\w{3,}", text) if word.isupper()]
    capitals = len(loud) >= 2 and sum(map(len, loud)) >= len(letters) * 0.5
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
    patterns = {
        name: _either([p for d in chosen for p in d["outcome"].get(name, ())], soft=name in _SOFT)
        for name in ("calmed", "resolved", "escalated", "repeated")
    }
    negations = [word for d in chosen for word in d.get("negations", ())]
    return _Lexicon(
        patterns, re.compile(rf"(?:{'|'.join(_bounded(w) for w in negations)})\s*(?:\S+\s+){{0,1}}$")
    )


def _either(phrases: Sequence[str], *, soft: bool) -> re.Pattern[str]:
    """Any of the phrases as whole words; a short soft word of a script without spaces as a whole clause."""
    ordered = sorted({phrase.lower() for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(_phrase(phrase, soft=soft) for phrase in ordered) or r"(?!)")


def _phrase(phrase: str, *, soft: bool) -> str:
    if soft and len(phrase) <= 2 and re.match(rf"[{_HAN_OR_KANA}]", phrase):
        return f"{_CLAUSE_START}{re.escape(phrase)}{_CLAUSE_END}"
    return _bounded(phrase)


def _bounded(phrase: str) -> str:
    body = r"\s+".join(map(re.escape, phrase.lower().split()))
    if re.search(rf"[{_HAN_OR_KANA}]", phrase):
        return body
    return rf"(?<!\w){body}(?!\w)"


def _gap(answer: Turn, after: Turn) -> timedelta:
    if answer.at is None or after.at is None:
        return timedelta(0)
    return after.at.replace(tzinfo=None) - answer.at.replace(tzinfo=None)
