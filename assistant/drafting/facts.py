"""What the found passages and past replies say, as facts a letter may use, and how a fact is said.

A policy passage is a TERM and is quoted word for word under its clause; a past reply to this client
gives single dated sentences; another client's exchange gives nothing. Nothing here rewrites a fact:
`as_sentence` only changes the person, the first letter and the full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.domain import Fact, FactKind, Match, SourceKind
from assistant.drafting.translate import in_both_scripts
from assistant.language.figures import figures_of, find_figures
from assistant.language.sentences import split_sentences
from assistant.language.words import capitalised, leans_back

_LONGEST_QUOTE = 320
_LEAST_LETTERS = 24
_REPLIES = 4  # past replies that are taken apart into sentences
_SHORTEST_SENTENCE = 30
_ROW = re.compile(
    r"^([^:：;；]{1,24}(?<!\d)[:：]\s?)([^;；]+?)[;；]\s?[^:：;；]{1,24}((?<!\d)[:：]"
    r"(?:(?![;；][^:：;；]{1,24}(?<!\d)[:：]).)+)$"
)  # "Case: X; Rule: Y" of a table of two columns is "X: Y"; with more columns their names say what is what
_RELATIVE_DAY = re.compile(r"[+-]\d")
_PART = re.compile(r"(?:[^,;，；、]|,(?=\d))+[,;，；、]*\s*")
_EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]$")
_PAIRS = (("«", "»"), ("“", "”"), ("„", "“"), ("「", "」"), ('"', '"'))
# A comma or colon typed in half width beside a Chinese character; within a figure it stays.
_HALF_WIDTH = re.compile(r"(?<=[\u3400-\u9fff])[,;:?!]\s*|[,;?!]\s*(?=[\u3400-\u9fff])")
_FULL_WIDTH = str.maketrans(",;:?!", "，；：？！")
_AS_WRITTEN = re.compile(r"[a-z]+[A-Z0-9]|https?:|\S+@")  # begins small wherever it stands
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def facts_from(matches: Sequence[Match]) -> list[Fact]:
    """Facts of the matches in their order; superseded and internal passages give none to be told."""
    policies = [match for match in matches if match.kind is SourceKind.POLICY]
    own = [
        match for match in matches if match.kind is SourceKind.EXCHANGE and match.own_client and match.reply
    ]
    terms = [fact for match in policies for fact in _terms(match)]
    return terms + [fact for match in own[:_REPLIES] for fact in _statements(match)]


def outdated_from(matches: Sequence[Match]) -> list[tuple[Fact, Match]]:
    """Clauses that no longer apply, each with a passage of the document that took their place.

    Their words are never used; that they were replaced, by what and when, is what a client who
    quotes them needs to hear.
    """
    newer = {match.source: match for match in reversed(matches) if match.kind is SourceKind.POLICY}
    return [
        (_term(match, match.text), newer[match.superseded_by])
        for match in matches
        if match.kind is SourceKind.POLICY and match.superseded_by in newer and newer[match.superseded_by].day
    ]


def _terms(match: Match) -> Iterable[Fact]:
    if match.superseded_by or not match.in_force:
        return
    for text in statements_of(match.text):
        yield _term(match, text)


def statements_of(clause: str) -> list[str]:
    """What a clause says, as the pieces a letter quotes: the whole of a short one, sentences of a long one."""
    return [text for text in _portions(_readable(clause)) if _says_something(text)]


def _term(match: Match, text: str) -> Fact:
    return Fact(
        text=text,
        kind=FactKind.TERM,
        language=match.language,
        source_kind=SourceKind.POLICY,
        source=_policy_name(match),
        source_id=match.id,
        say=in_both_scripts(match.say.get(text, {})),
        day=match.day,
        internal=match.internal,
        clause=match.clause,
    )


def _statements(match: Match) -> Iterable[Fact]:
    if match.marks or match.replied_on is None:
        return
    for span in split_sentences(match.reply):
        text = " ".join(span.text.split())
        if (
            len(text) >= (_SHORTEST_SENTENCE if not _CJK.search(text) else _SHORTEST_SENTENCE // 2)
            and text[-1] not in "?？"
            and not _dated_from_its_own_day(text)
            and not leans_back(text, match.language)
        ):
            yield Fact(
                text=text,
                kind=FactKind.STATUS,
                language=match.language,
                source_kind=SourceKind.EXCHANGE,
                source=match.source,
                source_id=match.id,
                day=match.replied_on,
            )


def _dated_from_its_own_day(text: str) -> bool:
    """'Yesterday', 'by Friday', 'today': true on the day it was written, misleading when quoted later."""
    return any(figure.kind == "weekday" or _RELATIVE_DAY.match(figure.value) for figure in figures_of(text))


def _says_something(text: str) -> bool:
    """Whether words are left beside figures: 'In force from 1 March 2026' is about the document, no term."""
    bare = text
    for figure in reversed(find_figures(text)):
        bare = bare[: figure.start] + bare[figure.end :]
    letters = sum(character.isalpha() for character in bare)
    return letters >= (_LEAST_LETTERS // 3 if _CJK.search(bare) else _LEAST_LETTERS)


def _policy_name(match: Match) -> str:
    """The document and the clause; the heading above the clause is for lists of sources."""
    document = (match.title or match.source).split(" · ")[0]
    return f"{document} {match.clause}".strip()


def _readable(text: str) -> str:
    """A clause without its Markdown: emphasis, list marks and table bars are no part of the words."""
    text = re.sub(r"\*\*|__|`", "", text)
    text = re.sub(r"^\s*(?:[-*•]|#+)\s+", "", text, flags=re.M)
    text = re.sub(r"\s*\|\s*", " | ", text).strip(" |")
    return _ROW.sub(r"\2\3", " ".join(text.split()))


def _portions(text: str) -> list[str]:
    """A long clause in pieces of one or two sentences, so that the one that matters can be quoted."""
    if len(text) <= _LONGEST_QUOTE:
        return [text] if text else []
    return [span.text.strip() for span in split_sentences(text) if span.text.strip()]


def parts_of(note: str) -> list[str]:
    """A note cut behind its commas and semicolons, not within a figure; joined again, the parts are the note."""
    return _PART.findall(note)


def rejoined(notes: Sequence[Fact]) -> list[Fact]:
    """The parts of one note that may be told as one fact again, since they explain each other.

    A note that offers anything is an offer as a whole, and one with a doubted part is doubted.
    """
    joined: list[Fact] = []
    for fact in notes:
        last = joined[-1] if joined else None
        if last and _told_alike(last, fact):
            mark = "；" if _CJK.search(last.text) else "; "
            kind = FactKind.OFFER if FactKind.OFFER in (last.kind, fact.kind) else last.kind
            text = last.text.rstrip(" ;；.。") + mark + fact.text
            joined[-1] = replace(
                last,
                text=text,
                kind=kind,
                doubted=last.doubted or fact.doubted,
                told_if_asked=last.told_if_asked and fact.told_if_asked,
            )
        else:
            joined.append(fact)
    return joined


def _told_alike(one: Fact, other: Fact) -> bool:
    """Whether two parts of a note go to the same place: what is asked of the client is told in a line of its own."""
    alike = (one.source, one.internal, one.gap) == (other.source, other.internal, other.gap)
    return alike and (one.kind is FactKind.ASK) == (other.kind is FactKind.ASK)


def as_sentence(text: str, language: str = "") -> str:
    """A note as sentences: first letters up (a Turkish i as İ), one full stop at the end, Chinese with its own marks."""
    text = " ".join(text.split()).strip(" ;,；，")
    if not text:
        return ""
    if language.startswith("zh") and "://" not in text:
        text = _HALF_WIDTH.sub(lambda match: match.group().strip().translate(_FULL_WIDTH), text)
    for span in reversed(split_sentences(text)):
        if not _AS_WRITTEN.match(span.text):
            text = text[: span.start] + capitalised(span.text, language) + text[span.end :]
    stop = "。" if _CJK.search(text) else "."
    ends = re.search(r"[.!?…。！？:：»”」]$|\[[^\]]*\]$", text) or _EMOJI.search(text)
    return text if ends else text + stop


def after_a_colon(sentence: str, typed: str, language: str) -> str:
    """'What we can do: we come on Friday.': small where it was typed small, so that no name loses its capital.

    In German and Italian a small letter may be that of the polite "you", in English that of "I": nothing is lowered.
    """
    polite = language in ("de", "it") or re.match(r"i\b", typed)
    return sentence if polite or not typed[:1].islower() else sentence[:1].lower() + sentence[1:]


def quote_of(text: str) -> str:
    """A clause as it stands between quotation marks: without its closing full stop and its own outer marks."""
    text = text.strip().rstrip(".。;；")
    pair = (text[:1], text[-1:])
    return text[1:-1] if pair in _PAIRS and pair[1] not in text[1:-1] else text
