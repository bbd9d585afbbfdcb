"""Offsets cut exact words whatever the text is made of, nothing raises, and the work grows with the text."""

from __future__ import annotations

import itertools
import sys
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.domain import Ask, AskKind, Evidence, Finding
from assistant.gate import check
from assistant.gate.admission import admission
from assistant.gate.apology import apology
from assistant.gate.charge import blame, charge
from assistant.gate.fold import fold, pieces
from assistant.gate.lexicon import headers, lexicon
from assistant.gate.likeness import own_words
from assistant.gate.scope import find, told_back
from assistant.gate.spans import inside, merged, overlapping, touches
from assistant.gate.table import RULES as TABLE
from assistant.gate.tone import admonishment, capitals, exclamation, explaining, length, sarcasm

RULES = (apology, admission, charge, blame, admonishment, sarcasm, exclamation, capitals, length, explaining)
CORE = (
    "We are so sorry",
    "Lo sentimos",
    "приносим извинения",
    "非常抱歉",
    "是我們的疏忽",
    "Ons het dit verbrou",
    "désolés",
    "申し訳ございません",
    "죄송합니다",
    "calm down!",
    "PLEASE READ THIS",
)
NOISE = st.sampled_from(
    ["👩‍👩‍👧", "🙄", "\u00ad", "\u200b", "\u0301", "“", "”", "> ", "\n", "\r\n", "!", "ß", "İ", "ﬁ", "Ａ"]
)
TEXTS = st.lists(st.one_of(st.sampled_from(CORE), NOISE, st.text(max_size=12)), max_size=14).map(" ".join)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def all_findings(text: str, language: str = "") -> list[Finding]:
    ask = Ask("the report is still late", 0, 24, AskKind.ACCUSATION)
    evidence = Evidence(message="the report is still late", asks=(ask,), language=language)
    return [finding for rule in RULES for finding in rule(text, evidence)]


@SLOW
@given(text=TEXTS, language=st.sampled_from(["", "en", "zh-Hans", "ru", "sv", "und"]))
def test_offsets_cut_the_exact_words(text: str, language: str) -> None:
    for finding in all_findings(text, language):
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text


@SLOW
@given(text=TEXTS)
@example(
    "We are so sorry We are so sorry We are so sorry We are so sorry We are so sorry Lo sentimos 非常抱歉 désolés"
)
def test_the_form_of_the_characters_changes_nothing_that_is_found(text: str) -> None:
    plain = unicodedata.normalize("NFC", text)
    spread = unicodedata.normalize("NFD", plain)
    found = [(hit.rule, unicodedata.normalize("NFC", hit.text)) for hit in all_findings(plain)]
    again = [(hit.rule, unicodedata.normalize("NFC", hit.text)) for hit in all_findings(spread)]
    lost = [each for each in found if each[0] == "apology" and each not in again]
    assert lost == []


@SLOW
@given(text=st.text(max_size=80))
def test_folding_maps_every_stretch_back(text: str) -> None:
    folded = fold(text)
    for index in range(len(folded.text)):
        start, end = folded.span(index, index + 1)
        assert 0 <= start < end <= len(text)


def test_an_apology_is_found_wherever_it_stands_in_a_long_text() -> None:
    filler = "The file is in the folder. "
    for place in (0, 1480, 1500, 1795, 2990, 4000):
        text = (filler * 400)[:place] + " We are so sorry. " + filler * 200
        assert [hit.text for hit in apology(text, Evidence(language="en"))] == ["sorry"]


def test_the_pieces_of_a_text_cover_it_and_stay_small() -> None:
    text = "abc def。" * 20_000
    cuts = pieces(text)
    assert cuts[0][0] == 0
    assert cuts[-1][1] == len(text)
    assert all(later[0] < earlier[1] for earlier, later in itertools.pairwise(cuts))
    assert max(len(piece) for _, _, piece in cuts) <= 1800
    assert len(cuts) <= len(text) // 1200 + 1


def test_huge_and_hostile_texts_are_read() -> None:
    hostile = [
        "sorry " * 17_000,
        "我们" * 50_000,
        "not " * 25_000,
        "a" * 100_000,
        "," * 100_000,
        " " * 100_000,
        "we really " * 10_000,
        "“" * 50_000 + "”" * 50_000,
        "\u0301" * 100_000,
        ">" * 100_000,
        "如果" * 50_000,
        "НЕ " * 33_000,
    ]
    found = [all_findings(text[:30_000]) for text in hostile]
    assert len(found[0]) >= 5000


def test_no_gap_or_repetition_is_unbounded() -> None:
    """Every repeat over words is bounded, so that one phrase costs a bounded number of steps a place."""
    sources = [
        phrase.expression
        for language in headers()
        for entries in lexicon(language).rules.values()
        for entry in entries
        for phrase in (*entry.phrases, *entry.unless)
    ]
    assert all(")*" not in expression and ")+" not in expression for expression in sources)


FULL = Evidence(
    message="the report is still late, and you promised it. Send the report by Friday, 27 November.",
    asks=(
        Ask("the report is still late", 0, 24, AskKind.ACCUSATION),
        Ask("Send the report by Friday", 47, 72, AskKind.DEMAND),
    ),
    known=(("note 1", "report on Friday at 15:00, EUR 40; a discount of up to 10 % may be granted"),),
    others=("Acme Ltd",),
    exemplars=("Running a kitchen with half the ovens cold is no way to get through a night.",),
    grounded=True,
)
PIECES = {
    "letter": "The terminal left our depot on Friday at 14:10. Clause 4.2 covers a loan for EUR 40. ",
    "apologies": "sorry, it was our mistake. ",
    "promises": "We will refund EUR 40 by Friday. ",
    "quotations": '"we are so sorry" he wrote. ',
    "gaps": "[FILL: who and when] and (so) [CHECK: x]. ",
    "figures": "12.000,50 4.2.1 2026-11-25 15:00 30 % ",
    "Chinese": "我们把您的数据弄丢了，周五下午三点前给您退款一万三千元。",
    "Russian": "Мы вернём вам 20 000 рублей в пятницу, 27 ноября, в 15:00. ",
    "lines": "a\n> b\n\n",
    "told back": "you write that it was late and that the report ",
    "told back without an end": "you write that ",
    "emoji": "👩‍👩‍👧🙄 \u0301é NOT! ",
}


def steps(text: str) -> int:
    """How many calls all rules together make for a text: the same on a busy machine."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        for _, rule in TABLE:
            list(rule(text, FULL))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", PIECES)
def test_the_work_grows_with_the_length_and_no_faster(kind: str) -> None:
    piece = PIECES[kind]
    texts = [piece * (size // len(piece)) for size in (1_500, 3_000, 12_000)]
    steps(texts[0])  # what is read and compiled once

    short, long = steps(texts[1]), steps(texts[2])

    assert long < 6 * short, f"{short} steps for 3,000 characters, {long} for 12,000"


TOLD_BACK = ("you write that ", "Usted escribe que ", "Вы пишете что ", "U skryf dat ", "您来信说")


@pytest.mark.parametrize("piece", TOLD_BACK)
def test_what_is_told_back_takes_time_with_the_length(piece: str) -> None:
    """Calls do not show how far a search runs, so the time of two lengths is compared in one run."""
    kinds: tuple[Callable[[str], object], ...] = (
        lambda text: list(told_back(text, "")),
        lambda text: find("admission", text, Evidence()),
        lambda text: own_words(text, Evidence()),
    )
    for kind in kinds:
        kind(piece)  # what is read and compiled once
        short, long = (fastest(kind, piece, size) for size in (10_000, 80_000))
        assert long < 24 * short, f"{short:.4f} s for 10,000 characters, {long:.4f} s for 80,000"


def fastest(kind: Callable[[str], object], piece: str, size: int) -> float:
    """Seconds of processor time, the least of three texts, so that nothing is remembered from the last."""
    times = []
    for number in range(3):
        text = f"{number} " + piece * (size // len(piece))
        before = time.process_time()
        kind(text)
        times.append(time.process_time() - before)
    return min(times)


@given(
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda each: (each[0], sum(each)))),
    start=st.integers(0, 50),
    width=st.integers(1, 9),
)
def test_spans_are_found_by_halving_as_by_looking_at_each(
    spans: list[tuple[int, int]], start: int, width: int
) -> None:
    end, joined = start + width, merged(spans)
    touched = tuple(each for each in joined if each[0] < end and start < each[1])
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(joined))
    assert {place for span in joined for place in range(*span)} == {p for span in spans for p in range(*span)}
    assert overlapping(start, end, joined) == touched
    assert touches(start, end, joined) == bool(touched)
    assert inside(start, end, joined) == any(each[0] <= start and end <= each[1] for each in joined)


@pytest.mark.parametrize("size", [100_000])
def test_findings_of_a_huge_mixed_text_cut_its_exact_words(size: int) -> None:
    text = ("".join(PIECES.values()) * (size // 300))[:size]

    found = check(text, FULL)

    assert len(found) > 1000
    assert [one for one in found if text[one.start : one.end] != one.text] == []


@SLOW
@given(text=TEXTS)
def test_every_rule_cuts_exact_words_of_any_mixture(text: str) -> None:
    assert [one for one in check(text, FULL) if text[one.start : one.end] != one.text] == []
