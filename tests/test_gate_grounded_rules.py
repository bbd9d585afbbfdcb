"""The rules that compare a text with evidence: exact offsets and no errors on any text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Ask, AskKind, Evidence, Finding, Severity, Span
from assistant.gate.table import RULES

NAMES = ("figure", "promise", "language", "register", "leak", "injection", "echo", "gap", "missing")
MINE = [rule for name, rule in RULES if name in NAMES]
SHARED = Path(__file__).parents[2] / "shared" / "letters"

SCRAPS = st.sampled_from(
    [
        "We will refund 30 % by Friday 25 November, ",
        "le devolvemos el importe ",
        "вернём 5 000 ₸ до вторника. ",
        "ons waarborg dit ",
        "我们保证明天退款。",
        "我們會在週三前處理，",
        "[FILL: day] ",
        "“quoted words of theirs” ",
        "Mr Baker ",
        "e\u0301\u200b",
        "🙂🏽",
        "\u202e",
        "ß ſ ﬁ İ ",
        "\n\n",
        "https://example.org/1 ",
        "as an AI ",
        "te llamo, usted ",
        "1.000.000,00",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(SCRAPS, max_size=12).map("".join))


def found(text: str, evidence: Evidence) -> list[Finding]:
    return [finding for rule in MINE for finding in rule(text, evidence)]


@given(
    TEXTS, TEXTS, st.sampled_from(["", "en", "es", "ru", "af", "zh-Hans", "zh-Hant", "de", "ja", "sw", "und"])
)
@settings(max_examples=80, deadline=None)
def test_findings_cut_the_exact_words_of_any_text(text: str, other: str, language: str) -> None:
    evidence = Evidence(
        message=other,
        known=(("note", text[:40]), ("terms", other)),
        asks=(Ask(other[:10], 0, len(other[:10]), AskKind.QUESTION),),
        language=language,
        register="usted",
        names=(other[:5],),
        others=(other[:3], text[:4], ""),
        exemplars=(other,),
        orders=(Span(other, 0, len(other)),),
        day=date(2026, 11, 20),
        grounded=True,
    )

    assert all(text[one.start : one.end] == one.text for one in found(text, evidence))


@given(st.integers(min_value=1, max_value=3), SCRAPS)
@settings(max_examples=10, deadline=None)
def test_a_long_text_is_read_to_its_end(size: int, scrap: str) -> None:
    text = scrap * (size * 2_000 // len(scrap)) + " The fee is R77 777."

    assert any(one.text == "R77 777" for one in found(text, Evidence(language="en", grounded=True)))


def test_without_evidence_figures_deadlines_and_links_pass() -> None:
    text = (
        "The page is online since 9:00, invoice 2210 is paid. You have it on Friday. See https://example.org."
    )

    blocked = [one.rule for one in found(text, Evidence()) if one.severity is Severity.BLOCK]

    assert blocked == []


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the worked letters are not beside the checkout")
def test_careful_letters_are_rarely_stopped() -> None:
    from bench.gate.figures import blocked, evidence, rows

    letters = [row for row in rows(SHARED) if row["lang"] in ("af", "zh-Hant")][:60]
    stopped = [row["id"] for row in letters if any(blocked(row["letter"], evidence(row)).values())]

    assert len(stopped) <= len(letters) * 0.05
