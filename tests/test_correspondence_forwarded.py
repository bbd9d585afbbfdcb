"""Forwarded mails are taken apart; answers are not taken for forwards."""

from __future__ import annotations

import pytest

from assistant.correspondence.forwarded import Forward, parse_forward
from assistant.correspondence.mail.message import Person

LEO, ANA, BO = (
    Person("Leo Park", "leo@client.example"),
    Person("", "ana@studio.example"),
    Person("Bo", "bo@x.example"),
)
BODY = "Where is it?\n\nTwo lines."


def inner(from_: str, date: str, subject: str, to: str, cc: str) -> str:
    return (
        f"{from_}: Leo Park <leo@client.example>\n{date}: 5 Jan 2026 10:00\n{subject}: Order 12\n"
        f"{to}: <ana@studio.example>\n{cc}: Bo <bo@x.example>"
    )


@pytest.mark.parametrize(
    ("separator", "names"),
    [
        ("---------- Forwarded message ---------", ("From", "Date", "Subject", "To", "Cc")),
        ("-------- Weitergeleitete Nachricht --------", ("Von", "Datum", "Betreff", "An", "Kopie")),
        ("---------- Mensaje reenviado ----------", ("De", "Fecha", "Asunto", "Para", "CC")),
        ("-------- Пересылаемое сообщение --------", ("От", "Дата", "Тема", "Кому", "Копия")),
        ("-------- 转发的邮件 --------", ("发件人", "日期", "主题", "收件人", "抄送")),
        ("---------- 轉寄郵件 ----------", ("寄件者", "日期", "主旨", "收件者", "副本")),
        ("-------- Message transféré --------", ("De ", "Date ", "Objet ", "À ", "Cc ")),
        ("---------- Doorgestuurd bericht ---------", ("Van", "Datum", "Onderwerp", "Aan", "Kopie")),
        ("-------- 転送されたメッセージ --------", ("差出人", "日時", "件名", "宛先", "CC")),
        ("________________________________", ("From", "Sent", "Subject", "To", "Cc")),
    ],
)
def test_all_fields(separator: str, names: tuple[str, str, str, str, str]) -> None:
    from_, date, subject, to, cc = names
    text = f"See below.\n\n{separator}\n{inner(from_, date, subject, to, cc)}\n\n{BODY}"
    assert parse_forward(text) == Forward(
        LEO, (ANA,), (BO,), "Order 12", "5 Jan 2026 10:00", BODY, "See below."
    )


def test_quoted_forward_and_fields_on_one_line() -> None:
    quoted = "\n".join(
        f"> {line}".rstrip()
        for line in f"Begin forwarded message:\n\n{inner('From', 'Date', 'Subject', 'To', 'Cc')}\n\n{BODY}".split(
            "\n"
        )
    )
    assert parse_forward(quoted) == Forward(LEO, (ANA,), (BO,), "Order 12", "5 Jan 2026 10:00", BODY, "")
    line = "----- Forwarded Message ----- From: Leo Park <leo@client.example>To: ana@studio.exampleSent: 5 Jan 2026 10:00Subject: Order 12"
    assert parse_forward(f"{line}\n{BODY}") == Forward(
        LEO, (ANA,), (), "Order 12", "5 Jan 2026 10:00", BODY, ""
    )


def test_a_header_block_is_a_forward_only_if_the_subject_says_so() -> None:
    text = f"{inner('From', 'Sent', 'Subject', 'To', 'Cc')}\n\n{BODY}"
    assert parse_forward(text, "Re: Order 12") is None
    assert parse_forward(text, "Fwd: Order 12") == Forward(
        LEO, (ANA,), (BO,), "Order 12", "5 Jan 2026 10:00", BODY, ""
    )


def test_attribution_line_of_a_forward() -> None:
    found = parse_forward(
        'On 05/01/2026 10:00, "Leo Park" <leo@client.example> wrote:\n\n    Where is it?', "FW: Order 12"
    )
    assert found == Forward(LEO, (), (), "Order 12", "05/01/2026 10:00", "Where is it?", "")


def test_plain_mail_is_no_forward() -> None:
    assert parse_forward("Where is it?\n\nFrom Leo to Ana: thanks.", "Order") is None
