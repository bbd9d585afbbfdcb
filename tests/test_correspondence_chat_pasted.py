"""pasted conversations: every letter as the turns it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from chat_letters import Row, letter, letters_of, recognised

from assistant.correspondence.chat.pasted import looks_like_pasted, read_pasted

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "pasted_af.txt": [
        ("", "Kliënt", "Waar is dit?", ""),
        ("", "Ons", "Vrydag.", ""),
    ],
    "pasted_de_headings.md": [
        ("", "Kunde", "Wo bleibt es?", ""),
        ("", "Wir", "Freitag.", ""),
    ],
    "pasted_en.md": [
        ("2024-03-12 14:05:00", "Client", "Where is it?\n\nIt is late: very late.", ""),
        ("", "Us", "On Friday.", ""),
        ("", "Client", "And the lamp?", ""),
        ("", "Us", "Also on Friday.\nBoth boxes.", ""),
    ],
    "pasted_es.txt": [
        ("", "Cliente", "¿Dónde está?", ""),
        ("", "Nosotros", "Sale el viernes.\nNota: va en dos cajas", ""),
        ("", "Cliente", "Vale", ""),
    ],
    "pasted_names.txt": [
        ("2024-03-12 14:05:00", "Ana", "Where is it?", ""),
        ("", "Bo", "On Friday.", ""),
        ("", "Ana", "Fine", ""),
    ],
    "pasted_nl.docx": [
        ("", "Klant", "Waar blijft het?\n\nHet is laat.", ""),
        ("", "Wij", "Vrijdag.", ""),
    ],
    "pasted_ru.txt": [
        ("", "Клиент", "Где макет?", ""),
        ("", "Мы", "В почте.", ""),
    ],
    "pasted_zh.txt": [
        ("", "客户", "为什么没发？\n第二句", ""),
        ("", "我们", "今天发。", ""),
        ("", "客戶", "好", ""),
        ("", "我們", "謝謝", ""),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("pasted conversation", TURNS)


def test_known_words_say_the_side() -> None:
    assert [turn.ours for turn in read_pasted(letter("pasted_names.txt"))] == [False, True, False]


def test_a_rule_or_a_heading_begins_another_conversation() -> None:
    threads = [turn.thread for turn in read_pasted(letter("pasted_en.md"))]
    assert threads == ["pasted_en: Order 12"] * 2 + ["pasted_en: 3"] * 2


@pytest.mark.parametrize("name", ["not_pasted_policy.md", "not_chat_prose.txt"])
def test_terms_and_prose_are_no_conversation(name: str) -> None:
    assert recognised(letter(name)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Client: a\nUs: b\n",
        "**Client:** a\n**Us:** b\n",
        "**Client**: a\n\n**Us**: b\n",
        "- Client: a\n- Us: b\n",
        "> Client: a\n\nUs: b\n",
        "### Client\na\n### Us\nb\n",
        "CLIENT: a\nUS: b\n",
        "Client 1: a\nUs: b\n",
        "[12/03/2024 14:05] Client: a\nUs: b\n",
        "Cliente: a\nNosotros: b\n",
        "Клиент: a\nМы: b\n",
        "客户：a\n我们：b\n",
        "Kliënt: a\nOns: b\n",
        "Kunde: a\nWir: b\n",
        "Cliente: a\nNós: b\n",
        "Client : a\nNous : b\n",
        "Klant: a\nWij: b\n",
        "Cliente: a\nNoi: b\n",
        "お客様：a\n弊社：b\n",
        "고객: a\n저희: b\n",
    ],
)
def test_speakers_are_found_however_they_are_written(text: str) -> None:
    turns = list(read_pasted(text.encode()))
    assert [(turn.ours, turn.text) for turn in turns] == [(False, "a"), (True, "b")]
    assert looks_like_pasted(text.encode(), Path("notes.md"))
