"""Rules for the sentences of every language: no "we", the register they are filed under, enough variety."""

import re
from datetime import date

import pytest

from assistant.domain import Evidence, Severity
from assistant.drafting.phrases import Phrases, load_phrases, supported
from assistant.gate import check
from assistant.language.register import register_marks, same_register
from assistant.resources import parse_yaml, shipped

FULL = ("af", "en", "es", "ru", "zh-Hans", "zh-Hant")
OURS = {
    "de": r"\bwir\b|\buns\b|\bunser", "fr": r"\bnous\b|\bnotre\b|\bnos\b", "it": r"\bnoi\b|\bnostr",
    "ja": "弊社|当社|私ども|我々", "ko": "저희|우리", "nl": r"\bwe\b|\bwij\b|\bons\b|\bonze\b",
    "pl": r"\bmy\b|\bnas\b|\bnam\b|\bnasz", "pt": r"\bnós\b|\bnoss", "tr": r"\bbiz\b|\bbiz[ei]|\bbizim",
}  # fmt: skip


def acknowledgements(phrases: Phrases, register: str) -> list[str]:
    situations = phrases.entries["acknowledge"]
    given = [text for each in situations for text in phrases.choices(f"acknowledge.{each}", register)]
    names = [name for name in phrases.entries["about"].values() if name]
    return given + [text for name in names for text in phrases.choices("clarity", register, topic=name)]


def texts_of(node: object, register: str) -> list[str]:
    """All sentences below a node, in one register."""
    if isinstance(node, dict):
        if register in node:
            return [node[register]]
        return [text for child in node.values() for text in texts_of(child, register)]
    if isinstance(node, list):
        return [text for child in node for text in texts_of(child, register)]
    return [str(node)]


@pytest.mark.parametrize("language", sorted(OURS))
def test_an_acknowledgement_speaks_of_the_client_alone(language: str) -> None:
    phrases = load_phrases(language)
    found = [
        text
        for register in phrases.registers
        for text in acknowledgements(phrases, register)
        if re.search(rf"{OURS[language]}|\d|[!！]", text, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("language", supported())
def test_every_sentence_keeps_to_the_register_it_is_filed_under(language: str) -> None:
    phrases = load_phrases(language)
    groups = ("greeting", "sign_off", "clarity", "acknowledge", "boundary", "record", "open", "route", "next")
    strayed = [
        (register, text, mark.note)
        for register in phrases.registers
        for group in groups
        for text in texts_of(phrases.entries[group], register)
        for mark in register_marks(text, language)
        if not same_register(mark.note, register)
    ]
    assert strayed == []


@pytest.mark.parametrize("language", supported())
def test_the_variants_of_a_situation_differ(language: str) -> None:
    phrases = load_phrases(language)
    least = 3 if language in FULL else 1
    for register in phrases.registers:
        for situation in phrases.entries["acknowledge"]:
            variants = phrases.choices(f"acknowledge.{situation}", register)
            assert len(set(variants)) == len(variants) >= least, situation


@pytest.mark.parametrize("language", supported())
def test_the_rules_for_the_second_person_serve_every_register(language: str) -> None:
    phrases = load_phrases(language)
    for register in phrases.registers:
        for rule in phrases.entries.get("second_person", ()):
            assert re.compile(rule["find"]) and register in rule
        phrases.to_second_person("klant client Kunde cliente 客户 客戶 고객 顧客", register)


@pytest.mark.parametrize(
    ("language", "register", "note", "said"),
    [
        ("de", "du", "Der Kunde hat das Logo geschickt", "Du hast das Logo geschickt"),
        ("de", "Sie", "vom Kunden am 3. bestätigt", "von Ihnen am 3. bestätigt"),
        ("fr", "vous", "le client a validé la maquette", "vous avez validé la maquette"),
        ("nl", "je", "gevraagd aan de klant", "gevraagd aan jou"),
        ("it", "Lei", "confermato dal cliente", "confermato da Lei"),
        ("pt", "tu", "enviado pelo cliente", "enviado por ti"),
        ("pl", "pan", "czekamy na plik od klienta", "czekamy na plik od Państwa"),
        ("tr", "siz", "müşteriye gönderildi", "size gönderildi"),
        ("ja", "neutral", "顧客の確認待ち", "お客様の確認待ち"),
        ("ko", "neutral", "고객이 확인함", "고객님이 확인함"),
        ("ko", "neutral", "고객님이 확인함", "고객님이 확인함"),
    ],
)
def test_a_note_about_the_client_is_turned_to_the_client(
    language: str, register: str, note: str, said: str
) -> None:
    assert load_phrases(language).to_second_person(note, register) == said


@pytest.mark.parametrize("language", supported())
def test_every_template_can_be_filled(language: str) -> None:
    phrases = load_phrases(language)
    values = {
        "greeting.named": {"name": "N"},
        "record.ours": {"day": phrases.date(date(2026, 10, 8)), "quote": phrases.quoted("Q")},
        "agreement.clause": {"document": "D", "clause": "4.2", "quote": "Q"},
        "agreement.document": {"document": "D", "quote": "Q"},
        "agreement.about_clause": {"topic": "T", "document": "D", "clause": "4.2", "quote": "Q"},
        "agreement.about_document": {"topic": "T", "document": "D", "quote": "Q"},
        "agreement.superseded": {"old": "A", "new": "B", "day": phrases.date(date(2026, 3, 1), year=True)},
        "open.defer": {"ask": "A"},
        "open.money": {"ask": "A", "who": "B", "day": "C"},
        "open.money_own": {"ask": "A", "day": "C"},
        "open.dated": {"date": phrases.date(date(2026, 11, 18))},
        "route.legal": {"who": "B", "day": "C"},
        "route.legal_own": {"day": "C"},
        "check": {"original": "O"},
        "original": {"quote": "Q"},
    }
    for register in phrases.registers:
        for key, given in values.items():
            said = phrases.say(key, register, **given)
            assert [each for each in given.values() if each not in said] == []
            assert "{{" not in said


@pytest.mark.parametrize("language", supported())
def test_what_a_letter_is_about_is_named_without_a_promise(language: str) -> None:
    phrases = load_phrases(language)
    names = phrases.entries["about"]
    topics = parse_yaml((shipped("knowledge") / "topics.yaml").read_text("utf-8"))
    assert set(names) - set(topics) == {"deadline", "amount", "point", "rest"}
    day = phrases.date(date(2026, 11, 27))
    blocked = [
        (text, finding.rule, finding.text)
        for register in phrases.registers
        for name in names.values()
        for text in (
            phrases.say("open.defer", register, ask=name),
            phrases.say("open.money", register, ask=name, who="B", day=day),
            phrases.say("open.money_own", register, ask=name, day=day),
            phrases.say(
                "agreement.about_document", register, topic=name, document="T", quote=phrases.quoted("x")
            ),
        )
        for finding in check(
            text,
            Evidence(language=language, register=register, grounded=True, known=(("note 1", f"B: {day}"),)),
        )
        if finding.severity is Severity.BLOCK
    ]
    assert blocked == []
