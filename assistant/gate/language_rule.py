"""language: the reply is in the client's language and script, with nothing left over from a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.spans import Spans, blanked, touches
from assistant.gate.spared import not_own
from assistant.language.detect import chinese_script, detect_language, detect_languages, may_be, scripts
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import UNKNOWN, base, same_language

_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER_RUN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WRITTEN_IN = {"ru": {"Cyrl"}, "zh": {"Hani"}, "ja": {"Hani", "Hira", "Kana"}, "ko": {"Hang", "Hani"}}
_COMMON = {"Zyyy", "Zinh"}
# told apart by their words, not by a guess over one sentence
_NEIGHBOURS = ({"af", "nl"}, {"es", "pt", "gl", "ca"}, {"ru", "uk", "bg", "be"})


def language(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks another language or script than the client's, and foreign runs outside quotation marks."""
    wanted = _wanted(evidence)
    if not wanted:
        return
    spared = not_own(text, evidence.message)
    own = blanked(text, spared)
    whole = _other_language(own, text, wanted)
    if whole and not evidence.language and _mixed(evidence.message, own):
        return  # a message in two languages may be answered in either
    if whole:
        yield whole
        return
    told = _told(evidence)
    yield from _other_variant(text, wanted, spared, told)
    yield from _other_script(text, wanted, spared, told)
    yield from _neighbour_words(own, text, wanted)
    yield from _foreign_runs(own, text, wanted, evidence)


def _wanted(evidence: Evidence) -> str:
    if evidence.language or not evidence.message:
        return "" if evidence.language == UNKNOWN else evidence.language
    tag = detect_language(evidence.message)
    if tag.startswith("zh-") and not chinese_script(evidence.message):
        return ""  # a few signs that both scripts share
    return "" if tag == UNKNOWN else tag


def _mixed(message: str, own: str) -> bool:
    """Whether the message itself has a part in the language of the reply, or is too short to tell."""
    tags = {base(tag) for _, tag in detect_languages(message)}
    return base(detect_language(own)) in tags or len(_WORD.findall(message)) < 6


def _told(evidence: Evidence) -> str:
    """Names and words that may stand in another language because message or notes have them."""
    return "\n".join((evidence.message, *evidence.names, *(text for _, text in evidence.known))).casefold()


def _other_language(own: str, text: str, wanted: str) -> Finding | None:
    found = detect_language(own)
    enough = len(_WORD.findall(own)) >= 6 or len(_HAN.findall(own)) >= 8
    if not enough or found == UNKNOWN or same_language(found, wanted):
        return None
    if _near(found, wanted) and not _betrayed(own, found, wanted):
        return None
    reason = f"the reply is in {found}, the client's language is {wanted}"
    return Finding("language", Severity.BLOCK, 0, len(text), text, reason, f"write it in {wanted}")


def _near(one: str, other: str) -> bool:
    return any({base(one), base(other)} <= family for family in _NEIGHBOURS)


def _betrayed(own: str, found: str, wanted: str) -> bool:
    """Languages that look alike are told apart by words only one of them has, where these are listed."""
    pattern = _neighbours().get(base(wanted), {}).get(base(found))
    return pattern is None or pattern.search(own) is not None


def _other_variant(text: str, wanted: str, spared: Spans, told: str) -> Iterator[Finding]:
    """Simplified signs in a Traditional reply and the other way round."""
    if wanted not in ("zh-Hans", "zh-Hant"):
        return
    other = "zh-Hant" if wanted == "zh-Hans" else "zh-Hans"
    wrong = [match for match in _HAN.finditer(text) if _only(match.group()) == other]
    wrong = [match for match in wrong if not touches(*match.span(), spared) and match.group() not in told]
    for start, end in _joined([match.span() for match in wrong]):
        written = "Simplified" if other == "zh-Hans" else "Traditional"
        reason = f"{written} signs in a reply in {wanted}"
        yield Finding(
            "language", Severity.BLOCK, start, end, text[start:end], reason, f"write it in {wanted}"
        )


@lru_cache(maxsize=4096)
def _only(sign: str) -> str:
    """The script only this sign belongs to, by the two scripts' own character sets."""
    simplified, traditional = _encodable(sign, "gb2312"), _encodable(sign, "big5")
    if simplified == traditional:
        return ""
    return "zh-Hans" if simplified else "zh-Hant"


def _encodable(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _other_script(text: str, wanted: str, spared: Spans, told: str) -> Iterator[Finding]:
    """Letters of a script that neither the language nor a known name uses."""
    allowed = _WRITTEN_IN.get(base(wanted), {"Latn"}) | {"Latn"} | _COMMON
    if scripts(text) <= allowed:
        return
    for run in _LETTER_RUN.finditer(text):
        foreign = [sign for sign in run.group() if scripts(sign) - allowed]
        if len(foreign) > 1 and not touches(*run.span(), spared) and run.group().casefold() not in told:
            reason = f"letters of another script in a reply in {wanted}"
            hint = f"write it in {wanted}, or take it out"
            yield Finding("language", Severity.BLOCK, run.start(), run.end(), run.group(), reason, hint)


def _foreign_runs(own: str, text: str, wanted: str, evidence: Evidence) -> Iterator[Finding]:
    """A sentence left in the language of its source; names and single words pass.

    One sentence says little about languages of one script: a run counts when a source, the message or
    an example is in that language, or when it is long.
    """
    near = _source_languages(evidence)
    for span, tag in detect_languages(own):
        words = _WORD.findall(span.text)
        if tag == UNKNOWN or same_language(tag, wanted) or len(words) < 5 or _names(words):
            continue
        if _near(tag, wanted) or (len(words) < 14 and not (tag in near and len(words) >= 6)):
            continue
        if _at_home(words, own[: span.start] + own[span.end :]) or may_be(span.text, base(wanted)):
            continue
        start, end = span.start, span.end
        reason = f"this run is in {tag}, the reply in {wanted}"
        yield Finding("language", Severity.BLOCK, start, end, text[start:end], reason, f"say it in {wanted}")


def _at_home(words: list[str], rest: str) -> bool:
    """A run that shares its small words with the rest of the reply is no foreign one."""
    elsewhere = {word.lower() for word in _WORD.findall(rest)}
    return sum(word.lower() in elsewhere for word in words) * 3 > len(words)


def _source_languages(evidence: Evidence) -> frozenset[str]:
    texts = (evidence.message, *evidence.exemplars, *(text for _, text in evidence.known))
    return frozenset(_detected(text) for text in texts if len(text) > 30) - {UNKNOWN}


@lru_cache(maxsize=256)
def _detected(text: str) -> str:
    return detect_language(text)


def _neighbour_words(own: str, text: str, wanted: str) -> Iterator[Finding]:
    """Words of a neighbouring language (Dutch in Afrikaans): two of them block, one warns."""
    for tag, pattern in _neighbours().get(base(wanted), {}).items():
        found = list(pattern.finditer(own))
        severity = Severity.BLOCK if len({match.group().lower() for match in found}) > 1 else Severity.WARN
        for match in found:
            reason = f"this word is {tag}, the reply is in {wanted}"
            start, end = match.span()
            yield Finding("language", severity, start, end, text[start:end], reason, f"write it in {wanted}")


@cache
def _neighbours() -> dict[str, dict[str, re.Pattern[str]]]:
    parts = ("knowledge", "languages", "confusable.yaml")
    lists = data_of(*parts)
    with naming(*parts):
        return {
            wanted: {tag: _words(words) for tag, words in others.items()} for wanted, others in lists.items()
        }


def _words(words: list[str]) -> re.Pattern[str]:
    ordered = sorted((str(word) for word in words), key=len, reverse=True)
    return re.compile(r"(?<![\w'’-])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w'’-])", re.IGNORECASE)


def _names(words: list[str]) -> bool:
    """Mostly capitalised words are names and titles, not a sentence."""
    return sum(word[:1].isupper() for word in words) * 2 > len(words)
