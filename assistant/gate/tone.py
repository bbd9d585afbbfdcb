"""How a letter sounds: admonishment, sarcasm, exclamation marks, capitals, too many words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain import Channel, Evidence, Finding, Severity
from assistant.gate.fold import fold
from assistant.gate.scope import find, findings, quoted
from assistant.gate.spans import inside

_EXCLAMATION = re.compile(r"(?<![\[<!])(?!(?<=[a-z0-9])![a-z0-9])[!¡！‼❗❕]+(?![=\[\]])")
_MOCKING = re.compile("[🙄😏🤡🙃😂🤣😒👏🤦🤷💩🖕😤😡🤬]+|(?<!\\S)/s(?!\\S)")
_CAPITALS = re.compile(r"(?<![\w@#./:-])[^\W\d_a-zß-öø-ÿа-яё]{2,}(?:[ \t]+[^\W\d_a-zß-öø-ÿа-яё]+)+(?![\w@])")
_SHOUT_LEAST = 8  # letters of a run of capitals: shorter ones are acronyms side by side
_SHOUT_WORD = 5  # letters of its longest word
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_CHARACTERS_A_WORD = 2.0  # Chinese characters that say as much as one English word
_EMAIL_WORDS = {0: 260, 1: 250, 2: 240, 3: 230, 4: 220, 5: 200}
_CHAT_WORDS = {0: 170, 1: 160, 2: 150, 3: 140, 4: 130, 5: 120}
_REASONS = 4  # reasons given in one letter before it reads as an excuse


def admonishment(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Calming, scolding, lecturing, 'as I already said', and a policy used as a wall."""
    return findings("admonishment", text, evidence)


def sarcasm(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Sarcastic formulas and mocking emoji."""
    yield from findings("sarcasm", text, evidence)
    spared = quoted(text, evidence.message)
    for match in _MOCKING.finditer(text):
        if not inside(*match.span(), spared):
            yield _warning("sarcasm", match, "reads as mockery or heat", "leave it out")


def exclamation(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Every run of exclamation marks outside quotations and code."""
    spared = quoted(text, evidence.message)
    for match in _EXCLAMATION.finditer(text):
        if not inside(*match.span(), spared):
            yield _warning(
                "exclamation", match, "an exclamation mark raises the voice", "end with a full stop"
            )


def capitals(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Runs of words in capitals, and single shouted words; names and acronyms known elsewhere are none."""
    spared = quoted(text, evidence.message)
    known = evidence.message + "\n".join(words for _, words in evidence.known)
    for match in _CAPITALS.finditer(text):
        words = match.group().split()
        shouted = len("".join(words)) >= _SHOUT_LEAST and max(map(len, words)) >= _SHOUT_WORD
        if (
            shouted
            and _is_upper(match.group())
            and match.group() not in known
            and not inside(*match.span(), spared)
        ):
            yield _warning("capitals", match, "capitals read as shouting", "write it in small letters")
    for hit in find("shout", text, evidence):
        word = text[hit.start : hit.end]
        if len(word) > 1 and word.isupper() and not _within_capitals(text, hit.start, hit.end):
            yield hit.finding("capitals", text)


def _is_upper(words: str) -> bool:
    return all(character.isupper() or character.isspace() for character in words)


def _within_capitals(text: str, start: int, end: int) -> bool:
    """Whether the neighbours are capitals too, so that the run is one finding already."""
    around = [
        *re.findall(r"\w+", text[max(0, start - 40) : start])[-1:],
        *re.findall(r"\w+", text[end : end + 40])[:1],
    ]
    return any(len(word) > 1 and word.isupper() and not word.isdigit() for word in around)


def length(text: str, evidence: Evidence) -> Iterator[Finding]:
    """More words than the channel and the heat of the message bear: the hotter, the shorter."""
    limits = _CHAT_WORDS if evidence.channel is Channel.CHAT else _EMAIL_WORDS
    limit = limits.get(evidence.temperature, limits[0])
    spared = quoted(text, evidence.message)
    weight = 0.0
    for match in _WORD.finditer(text):
        weight += 1 / _CHARACTERS_A_WORD if len(match.group()) == 1 and not match.group().isascii() else 1
        if weight > limit and not inside(*match.span(), spared):
            reason = f"longer than about {limit} words: the more words, the more to attack"
            yield _warning("length", match, reason, "keep the facts on record, the offer and the next step")
            return


def explaining(text: str, evidence: Evidence) -> Iterator[Finding]:
    """A letter that gives one reason after the other."""
    hits = find("explaining", text, evidence)
    if len(hits) >= _REASONS and len(hits) * 60 > len(fold(text).text.split()):
        yield hits[_REASONS - 1].finding("explaining", text)


def _warning(rule: str, match: re.Match[str], reason: str, hint: str) -> Finding:
    return Finding(rule, Severity.WARN, match.start(), match.end(), match.group(), reason, hint)
