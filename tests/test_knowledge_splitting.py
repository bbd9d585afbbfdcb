"""Policies cut into clauses, and what documents say of themselves and of each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from test_knowledge_store import WordEmbeddings

from assistant.errors import InputError
from assistant.knowledge import KnowledgeBase, split_policy
from assistant.knowledge.clauses import clause_references
from assistant.knowledge.clients import own_clients
from assistant.knowledge.validity import is_internal, validity_of

LETTERS = Path(__file__).parent / "letters" / "policies"


def told(name: str) -> list[tuple[str, str, str]]:
    return [(p.clause, p.heading, p.text) for p in split_policy(LETTERS / name)]


def test_clauses_numbered_within_a_paragraph_and_table_rows_with_their_header() -> None:
    assert told("inline.md") == [
        (
            "",
            "",
            "Versión 2026, en vigor desde el 1 de febrero de 2026. Sustituye a las condiciones de 3 de mayo de 2024.",
        ),
        ("1.1", "1. Objeto.", "El servicio comprende lo escrito en el presupuesto."),
        ("1.2", "1. Objeto.", "Lo demás se presupuesta aparte y cuesta 48.50 € la hora."),
        ("2.1", "2. Plazos.", "El plazo empieza cuando llega el material."),
        ("2", "2. Plazos.", "Caso: fin de semana; Recargo: +100 %, mínimo 2 horas"),
    ]


def test_articles_numbered_in_chinese() -> None:
    passages = split_policy(LETTERS / "articles.txt")
    assert [(p.clause, p.text, p.language, p.valid_from) for p in passages[1:]] == [
        ("1", "委刊內容以委刊單所列版位為準。", "zh-Hant", date(2026, 2, 1)),
        ("2", "成效預估不構成保證。", "zh-Hant", date(2026, 2, 1)),
    ]


def test_a_replaced_document_says_until_when_it_held() -> None:
    passages = split_policy(LETTERS / "old.html")
    assert {(p.document, p.valid_from, p.valid_until) for p in passages} == {
        ("Terms of Service", date(2024, 6, 10), date(2026, 2, 28))
    }


def test_the_newer_clause_comes_before_the_one_it_replaced_from_its_first_day_on(tmp_path: Path) -> None:
    with KnowledgeBase(tmp_path, WordEmbeddings()) as knowledge:
        with knowledge.writing():
            for name in ("old.html", "new.md"):
                knowledge.add_passages(split_policy(LETTERS / name, source=name), source=name)
        words = "weekend work at no extra charge"
        today = knowledge.search(words, day=date(2026, 3, 1))
        earlier = knowledge.search(words, day=date(2026, 2, 1))
    marks = {match.text: match.superseded_by for match in today}
    order = [match.text for match in today]
    newer, older = "Weekend work is charged at twice the hourly rate.", "Weekend work at no extra charge."
    assert (marks[newer], marks[older]) == ("", "new.md")
    assert order.index(newer) < order.index(older)
    assert [(match.text, match.superseded_by) for match in earlier[:1]] == [(older, "")]


@pytest.mark.parametrize(
    ("text", "language", "since", "until", "replaces"),
    [
        (
            "Настоящие условия действуют с 01.03.2026 и заменяют все прежние редакции.",
            "ru",
            "2026-03-01",
            "",
            ["все прежние редакции"],
        ),
        (
            "Gültig ab 1. März 2026. Ersetzt die Fassung vom 1. Januar 2024.",
            "de",
            "2026-03-01",
            "",
            ["Fassung vom 1. Januar 2024"],
        ),
        ("Valid from 1 March 2026 until 28 February 2027.", "en", "2026-03-01", "", []),
        (
            "Geldig vanaf 1 Maart 2026. Vervang die Diensvoorwaardes van 10 Junie 2024.",
            "af",
            "2026-03-01",
            "",
            ["Diensvoorwaardes van 10 Junie 2024"],
        ),
        (
            "本版取代 2024 年 3 月 1 日发布的 V2.2。",
            "zh-Hans",
            "2024-03-01",
            "",
            ["2024 年 3 月 1 日发布的 V2.2"],
        ),
    ],
)
def test_statements_of_validity(
    text: str, language: str, since: str, until: str, replaces: list[str]
) -> None:
    found = validity_of(text, language)
    days = [day.isoformat() if day else "" for day in (found.valid_from, found.valid_until)]
    assert (days, [reference.words for reference in found.replaces]) == ([since, until], replaces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How we answer (internal)", True),
        ("仅限内部，不得转发客户", True),
        ("Guía (interna)", True),
        ("Normas del equipo – NO PARA CLIENTES", True),
        ("Hausregeln, nicht für unsere Kunden", True),
        ("House rules (not for our clients)", True),
        ("Правила – НЕ ДЛЯ КЛИЕНТОВ", True),
        ("Condiciones para clientes", False),
        ("Terms no. 4 for clients", False),
        ("对客户公开", False),
        ("International terms", False),
    ],
)
def test_house_rules_are_told_from_terms(text: str, expected: bool) -> None:
    assert is_internal(text) is expected


def test_clauses_that_a_message_names() -> None:
    assert clause_references("Clause 4.2 says so, п. 2.3 too, 第三條 and 第5.2条") == [
        "4.2",
        "2.3",
        "3",
        "5.2",
    ]


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        ("Clínica Norte", "clinica norte", True),
        ("皓晰口腔 戴振邦", "戴振邦", True),
        ("Wynvallei Koöp, Hester Malan", "hester@wynvallei.example", True),
        ("Bodegas Almarcha", "Bodegas Cerrogallo", False),
        ("Priya Nair", "Priya Nairn", False),
        ("Елена Иванова", "Иванов", False),
        ("crisp", "crisplabs", True),
        ("Crisp", "mia@crisplabs.example", True),
        ("john@gmail.com", "johnson@gmail.com", False),
        ("John Lee", "johnson@gmail.com", False),
        ("maria@gmail.com", "maria@yahoo.com", False),
        ("王明", "王明华", False),
        ("好日曬", "好日曬能源", True),
    ],
)
def test_names_of_one_client(wanted: str, known: str, expected: bool) -> None:
    assert bool(own_clients(wanted, {known: (known,)})) is expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("Ana", set()),  # whose of two is not known
        ("Ana Ruiz", {"Ana Ruiz"}),
        ("Ana Schmidt", set()),
        ("Crisp", {"Mia", "Tom"}),  # one firm
        ("tom@crisplabs.example", {"Tom"}),
        ("Harbour House", {"Harbour House, Kim", "Harbour House, Lee"}),
    ],
)
def test_several_clients_with_a_like_name(wanted: str, expected: set[str]) -> None:
    clients = {
        "Ana Ruiz": ("Ana Ruiz", "ana@gmail.com"),
        "Ana López": ("Ana López", "ana@yahoo.com"),
        "Mia": ("Mia", "mia@crisplabs.example", "crisplabs.example"),
        "Tom": ("Tom", "tom@crisplabs.example", "crisplabs.example"),
        "Harbour House, Kim": ("Harbour House, Kim",),
        "Harbour House, Lee": ("Harbour House, Lee",),
    }
    assert own_clients(wanted, clients) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.md", b" \n", "empty.md is empty."),
        ("half.docx", b"PK\x03\x04 and nothing more", "half.docx is damaged: only a part of it is there."),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj", "cut.pdf is damaged and cannot be read."),
        ("photo.txt", b"\x89PNG\x00\x00\x00\x01", "photo.txt is not a text file."),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as error:
        split_policy(tmp_path / name)
    assert error.value.message == message


def test_a_text_in_an_old_charset_is_read(tmp_path: Path) -> None:
    text = (
        "Условия работы\n\n1. Предоплата не возвращается после начала работ, готовые части оплачиваются.\n"
        * 3
    )
    (tmp_path / "terms.txt").write_bytes(text.encode("windows-1251"))
    assert split_policy(tmp_path / "terms.txt")[0].text.startswith("Предоплата не возвращается")
