"""How a client was greeted before is taken over, without what led over to that one reply."""

from dataclasses import replace
from datetime import datetime

import pytest

from assistant.domain import Channel, Exchange
from assistant.drafting.voice import voice_of


def replied(
    reply: str, *, language: str = "en", marks: tuple[str, ...] = (), channel: Channel = Channel.EMAIL
) -> Exchange:
    return Exchange(
        "e",
        "Client",
        channel,
        "Where is it?",
        reply,
        "mail.mbox",
        replied_at=datetime(2026, 5, 4, 15),
        reply_language=language,
        marks=marks,
    )


@pytest.mark.parametrize(
    ("language", "reply", "person", "greeting"),
    [
        ("ru", "Игорь Станиславович, коротко по датам:\n3 августа…", "Игорь Круглов", "Игорь Станиславович,"),
        (
            "ru",
            "Ольга Витальевна, добрый день,\nотвечаю.",
            "Ольга Демченко",
            "Ольга Витальевна, добрый день,",
        ),
        ("es", "Hola, Lourdes:\nTe paso los datos.", "Lourdes Tébar", "Hola, Lourdes:"),
        ("en", "Hi Fiona,\nhere is the list.", "Fiona Meldrum", "Hi Fiona,"),
        ("en", "Hi Fiona,\nhere is the list.", "Mark Rowe", ""),
        ("en", "Hi Fiona!\nhere is the list.", "Fiona Meldrum", "Hi Fiona,"),
        ("ru", "Здравствуйте, Елена!\nСписок ниже.", "Елена Воронцова", "Здравствуйте, Елена."),
        ("ru", "Добрый день, Игорь.\nСписок ниже.", "Игорь Салтыков", "Добрый день, Игорь."),
        ("ru", "Игорь, список готов.\nЗавтра пришлю.", "Игорь Салтыков", ""),
        ("en", "Fiona! Here is the list.\nAll of it.", "Fiona Meldrum", ""),
        ("zh-Hans", "吴工，您好！\n清单如下。", "吴工", "吴工，您好："),
    ],
)
def test_the_greeting_is_the_one_this_person_knows(
    language: str, reply: str, person: str, greeting: str
) -> None:
    past = [replied(reply, language=language)]
    assert voice_of(past, language=language, channel=Channel.EMAIL, person=person).greeting == greeting


@pytest.mark.parametrize(
    ("authors", "replies", "greeting"),
    [
        (
            ("陳怡君", "陳怡君"),
            ("小宇媽媽您好：\n課表如下。", "小宇媽媽您好：\n教室在二樓。"),
            "小宇媽媽您好：",
        ),
        (("陳怡君", "陳怡君"), ("小宇媽媽您好：\n課表如下。", "小安媽媽您好：\n教室在二樓。"), ""),
        (("陳怡君", "王大明"), ("小宇媽媽您好：\n課表如下。", "小宇媽媽您好：\n教室在二樓。"), ""),
        (("陳怡君",), ("小宇媽媽您好：\n課表如下。",), ""),
    ],
)
def test_a_greeting_by_kinship_is_taken_over_where_this_person_always_has_it(
    authors: tuple[str, ...], replies: tuple[str, ...], greeting: str
) -> None:
    past = [
        replace(replied(reply, language="zh-Hant"), author=author)
        for author, reply in zip(authors, replies, strict=True)
    ]
    voice = voice_of(past, language="zh-Hant", channel=Channel.EMAIL, person="陳怡君")
    assert voice.greeting == greeting


def test_a_reply_that_apologised_lends_its_greeting_and_no_more() -> None:
    past = [replied("Hi Fiona,\nso sorry for all of this.", marks=("apology",))]
    voice = voice_of(past, language="en", channel=Channel.EMAIL, person="Fiona")
    assert (voice.greeting, voice.replies) == ("Hi Fiona,", ())


@pytest.mark.parametrize(
    ("person", "replies", "greeting"),
    [
        (
            "Zanele Dube",
            ["Hi Zanele, the slips are out.", "Hi Zanele! Done.", "ok, will do, today"],
            "Hi Zanele,",
        ),
        ("Zanele Dube", ["Hi Zanele, the slips are out.", "ok, will do, today"], ""),
        ("Zanele Dube", ["Hi Pieter, the slips are out."], ""),
        (
            "Willem Botha",
            ["Middag Oom Willem, die vorms is weg.", "Middag Oom Willem, môre."],
            "Middag Oom Willem,",
        ),
        ("Willem Botha", ["Middag Oom Willem, die vorms is weg."], ""),
        ("Ana Ruiz", ["¡Hola Ana! Ya está.", "¡Hola Ana! Mañana."], "Hola Ana,"),
        ("Zanele Dube", ["Sorry Zanele, it is late.", "Hi Zanele, done."], ""),
        ("陈婷", ["陈姐，您好，尺寸已记下。", "陈姐，周四上门。"], "陈姐，"),
    ],
)
def test_a_chat_opens_with_the_greeting_that_most_of_its_replies_have(
    person: str, replies: list[str], greeting: str
) -> None:
    past = [replied(reply, channel=Channel.CHAT) for reply in replies]
    assert voice_of(past, language="en", channel=Channel.CHAT, person=person).greeting == greeting
