"""Tables of messages: every letter as the turns it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from chat_letters import Row, letter, letters_of, rows

from assistant.correspondence.chat.moments import moment
from assistant.correspondence.chat.tables import looks_like_tables, parse_columns, read_tables
from assistant.errors import InputError

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "table_exchange.csv": [
        ("2024-03-04 00:00:00", "Ana", "Where is it?", ""),
        ("2024-03-04 00:00:00", "Us", "On Friday.", ""),
        ("2024-03-15 00:00:00", "Ben", "Still nothing", ""),
    ],
    "table_gb18030.csv": [
        ("2024-03-12 10:00:00", "林可", "为什么还没有发货？已经三天了", ""),
        ("2024-03-12 10:05:00", "客服", "今天下午发出，单号稍后给您", ""),
    ],
    "table_html.csv": [
        ("2025-02-03 09:00:00", "Sara Pires", "O site continua fora do ar.\n\nQuando volta?", ""),
        ("2025-02-03 10:30:00", "Ana", "Voltou às 10:05.", ""),
        ("2025-02-03 11:00:00", "Sara Pires", "a < b, and <3 to you", ""),
    ],
    "table_messages.jsonl": [
        ("2024-03-12 10:00:00+00:00", "Ana", "Where is it?", ""),
        ("2024-03-12 11:00:00+01:00", "Shop", "On Friday.", ""),
    ],
    "table_messages.xlsx": [
        ("2024-03-12 10:00:00", "Ana", "Where is it?", ""),
        ("2024-03-12 11:00:00", "Shop", "On Friday.", ""),
    ],
    "table_roles.json": [
        ("", "Client", "Where is it?", ""),
        ("", "Us", "On Friday.", ""),
    ],
    "table_semicolon_de.csv": [
        ("2024-02-13 09:05:00", "Jörg Weiß", "Wo bleibt es?", ""),
        ("2024-02-13 11:00:00", "Büro Nord", "Im Anhang.", ""),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("table of messages", TURNS)


def test_a_mapping_names_the_columns_of_an_exchange() -> None:
    columns = parse_columns("client=Q, reply=A, date=When")
    turns = list(read_tables(letter("table_odd_headings.csv"), columns=columns))
    assert rows(turns) == [
        ("2024-03-13 09:00:00", "Client", "Where is it?", ""),
        ("2024-03-13 09:00:00", "Us", "On Friday.", ""),
    ]
    assert [turn.ours for turn in turns] == [False, True]
    assert turns[1].in_reply_to == (turns[0].id,)


def test_a_mapping_to_a_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(InputError) as caught:
        list(read_tables(letter("table_odd_headings.csv"), columns={"client": "Question", "reply": "A"}))
    assert (caught.value.message, caught.value.hint) == (
        "the table has no column Question",
        "its columns are Q, A, When",
    )


@pytest.mark.parametrize("text", ["", "who=Q", "client", "client="])
def test_a_mapping_of_other_words_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_columns(text)


def test_sides_come_from_the_direction() -> None:
    for name in (
        "table_semicolon_de.csv",
        "table_messages.xlsx",
        "table_messages.jsonl",
        "table_gb18030.csv",
    ):
        assert [turn.ours for turn in read_tables(letter(name))] == [False, True], name


@pytest.mark.parametrize(
    ("cell", "when"),
    [
        ("2024-03-12", "2024-03-12 00:00:00"),
        ("2024/3/2 9:05", "2024-03-02 09:05:00"),
        ("2024-03-12T10:00:00Z", "2024-03-12 10:00:00+00:00"),
        ("2024-03-12 10:00 +02:00", "2024-03-12 10:00:00+02:00"),
        ("1710237600", "2024-03-12 10:00:00+00:00"),
        ("1710237600000", "2024-03-12 10:00:00+00:00"),
        ("12.03.2024, 9:05", "2024-03-12 09:05:00"),
        ("12/03/24 1:05 PM", "2024-03-12 13:05:00"),
        ("Tue, 12 Mar 2024 10:00:00 +0200", "2024-03-12 10:00:00+02:00"),
        ("March 12, 2024 10:00", "2024-03-12 10:00:00"),
        ("12 Mar 2024 2:15 PM", "2024-03-12 14:15:00"),
        ("May 12, 2025 2:37:00 PM", "2025-05-12 14:37:00"),
        ("2025年5月12日 下午2:37", "2025-05-12 14:37:00"),
        ("12 мая 2025 г., 14:37", "2025-05-12 14:37:00"),
        ("soon", "None"),
        ("", "None"),
    ],
)
def test_reads_the_dates_that_tables_hold(cell: str, when: str) -> None:
    assert str(moment(cell, "dmy")) == when


@pytest.mark.parametrize(
    "headings",
    [
        "name,description,date",
        "sku,name,price,text",
        "date,name,content",
        "id,title,url",
        "date,amount,from,to",
    ],
)
def test_lists_of_other_things_are_no_messages(headings: str) -> None:
    assert not looks_like_tables(f"{headings}\n1,2,3,4\n".encode(), Path("list.csv"))


def test_mails_that_a_help_desk_keeps_whole_lose_signature_and_quotes() -> None:
    table = (
        "ticket,date,from,direction,message\n"
        '7,2026-03-02 10:00,Leo Park,in,"Where is it?\n\nKind regards\nLeo Park\nTel. +00 123 456 789"\n'
        '7,2026-03-02 11:00,Ana Berg,out,"It left today.\n\nBest wishes,\nAna, Studio North\n\n'
        'On 2 March 2026 10:00, Leo Park wrote:\n> Where is it?"\n'
    )
    assert [(turn.text, turn.signature) for turn in read_tables(table.encode())] == [
        ("Where is it?", "Kind regards\nLeo Park\nTel. +00 123 456 789"),
        ("It left today.", "Best wishes,\nAna, Studio North"),
    ]
