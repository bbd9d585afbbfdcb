"""The clauses that notes cite by number: "500 no way, clause 6.4", "SLA 2.1", "按3.3收50%". The user knows what decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from assistant.domain import Match, Passage
from assistant.knowledge.catalogue import Catalogue, Entry
from assistant.knowledge.clauses import clause_references
from assistant.knowledge.matches import as_match
from assistant.knowledge.policy_words import folded, phrase_pattern, policy_words

_LEAST_LETTERS = 3  # of a word in a title that can stand for the document
_OTHER = r"[^\W\u4e00-\u9fff]"  # a letter or digit that is not Chinese: "按3.3收" has a number, "v3.3" none
_NUMBER = re.compile(rf"(?<!{_OTHER})(?<![.,])\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}(?!{_OTHER}|[.,]\d|\s?[%‰])")
# "第三條" is a clause, "第三条短信" a third message.
_HAN = re.compile(
    r"第\s*(?:[一二三四五六七八九十]{1,3}|\d{1,3})\s*[条條](?:(?![\u4e00-\u9fff])|(?=[的规規款]))"
)
_WORD_BEFORE = re.compile(r"[^\W\d_]{3,}\W{1,3}$")
_ENDS = re.compile(r"\s*(?:$|[,;.，；。)）!！\u4e00-\u9fff])")


def with_cited(
    catalogue: Catalogue, found: Sequence[Match], notes: Sequence[str], *, day: date | None
) -> list[Match]:
    """The matches with the clauses that notes cite marked as such, at the end those that were not found.

    Only clauses for clients that hold on the day, and of several with one number those whose title stands before it,
    if one does. A bare number is a citation only of a clause that was found.
    """
    known = {match.id for match in found}
    cited: dict[str, Entry] = {}
    for note in notes:
        if phrase_pattern("not_applied").search(folded(note)):
            continue
        for number, before, told_by in _numbers(note):
            if not told_by and not _WORD_BEFORE.search(before):
                continue
            entries = [entry for entry in catalogue.clauses(number) if _can_be_told(entry, day)]
            titled = [entry for entry in entries if _is_named(entry, before)]
            likely = {"words": entries, "look": [entry for entry in entries if entry.id in known]}
            cited |= {entry.id: entry for entry in titled or likely.get(told_by, [])}
    missing = [
        as_match(entry, 0.0, own=frozenset(), day=day) for entry in cited.values() if entry.id not in known
    ]
    return [replace(match, cited=match.id in cited) for match in (*found, *missing)]


def _numbers(note: str) -> Iterator[tuple[str, str, str]]:
    """Numbers that may be clauses, what stands before each, and what says that it is one: words, the look of it, or nothing."""
    plain, chain = folded(note), (-1, False)
    for match in _NUMBER.finditer(plain):
        number, before = match.group(), plain[: match.start()]
        dotted = "." in number
        said = _words("clause_words" if dotted else "clause_sure").search(before)
        told = dotted and _words("clause_pointers").search(before)
        follows = chain[1] and re.fullmatch(r"\s*(?:[,;/&、]|\w{1,3})\s*", plain[chain[0] : match.start()])
        sure = bool(said or told or follows)
        chain = (match.end(), sure)
        bare = dotted and _ENDS.match(plain, match.end())
        yield number, note[: match.start()], "words" if sure else "look" if bare else ""
    for han in _HAN.finditer(note):
        yield from ((number, note[: han.start()], "words") for number in clause_references(han.group()))


@cache
def _words(name: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, policy_words(name)))
    return re.compile(rf"(?:(?<!\w)|(?<=[\u4e00-\u9fff]))(?:{words})\s*[(（]?\s*$")


def _can_be_told(entry: Entry, day: date | None) -> bool:
    return isinstance(entry.record, Passage) and not entry.record.internal and not entry.is_old(day)


def _is_named(entry: Entry, before: str) -> bool:
    """Whether the title stands right before the number: two words of it, or one with its capital ("SLA 2.1")."""
    document = entry.record.document if isinstance(entry.record, Passage) else ""
    words = [word for word in re.findall(r"[^\W\d_]+", folded(document)) if len(word) >= _LEAST_LETTERS]
    if not words:
        return False
    word = "|".join(map(re.escape, words))
    clause = "|".join(map(re.escape, policy_words("clause_words")))
    pattern = rf"(?<!\w)((?:{word})(?:\s+\w+)?\s+)?({word})[\s,;:(（–—-]{{1,3}}(?:(?:{clause})\s*)?$"
    match = re.search(pattern, folded(before))
    return match is not None and (match[1] is not None or before[match.start(2)].isupper())
