"""One mail from its bytes: headers, people, dates, charsets, bodies, and where mails lie in a file."""

from __future__ import annotations

import base64
import quopri
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.correspondence.identity import Us
from assistant.correspondence.mail.body import all_parts, body_text
from assistant.correspondence.mail.boxes import emlx_span, mbox_mail, mbox_spans
from assistant.correspondence.mail.charsets import decode_header
from assistant.correspondence.mail.html import html_text
from assistant.correspondence.mail.letters import mail_turn
from assistant.correspondence.mail.message import Person, read_head, read_people

PLAIN = b"From: Leo Park <leo@client.example>\nTo: ana@studio.example\nSubject: x\n"


def body(raw: bytes) -> str:
    return body_text(raw, read_head(raw))


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Wo ist die Rechnung für März?"),
        ("windows-1251", "Где разделы сайта?"),
        ("koi8-r", "Где разделы сайта?"),
        ("iso-8859-1", "¿Y la factura de añadas?"),
        ("iso-8859-15", "90 € à payer"),
        ("gb18030", "为什么还没有上线？"),
        ("gb2312", "为什么还没有上线？"),
        ("big5", "為什麼還沒有上線？"),
        ("shift_jis", "まだ届きません"),
        ("iso-2022-jp", "まだ届きません"),
        ("euc-kr", "아직 안 왔어요"),
        ("ks_c_5601-1987", "아직 안 왔어요"),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_body_in_any_charset(charset: str, text: str, encoding: str) -> None:
    data = text.encode("euc-kr" if charset.startswith("ks_c") else charset)
    carried = {
        "8bit": data,
        "base64": base64.encodebytes(data),
        "quoted-printable": quopri.encodestring(data),
    }[encoding]
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    assert body(PLAIN + head + carried) == text


def test_wrong_or_missing_charset_is_guessed() -> None:
    russian = "Добрый день, коллеги, где же обещанные разделы нашего сайта?"
    assert body(PLAIN + b"Content-Type: text/plain; charset=us-ascii\n\n" + "año".encode()) == "año"
    assert body(PLAIN + b"\n" + russian.encode("cp1251")) == russian
    assert body(PLAIN + b"Content-Type: text/plain; charset=no-such\n\nplain") == "plain"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?b?0JPQtNC1?= =?utf-8?b?INGA0LDQt9C00LXQu9GL?=", "Где разделы"),
        (b"=?gb2312?B?zqrKssO0?=", "为什么"),
        (b"=?iso-8859-1?q?A=F1adas_de_hoy?=", "Añadas de hoy"),
        (b"=?utf-8?B?5Li65LuA5LmI5?=\n =?utf-8?B?Lul?=", "为什么么"[:3]),
        (b"Re: =?utf-8?Q?R=C3=A9union?= and more", "Re: Réunion and more"),
        (b"=?utf-8?q?broken", "=?utf-8?q?broken"),
        ("raw año".encode(), "raw año"),
    ],
)
def test_header_words(raw: bytes, text: str) -> None:
    assert decode_header(raw).startswith(text)


def test_people_however_they_are_written() -> None:
    value = b'"Park, Leo" <Leo@Client.example>, ana@studio.example (Ana), Bo Li bo@x.example; =?utf-8?b?546L?= <w@x.cn>'
    assert list(read_people(value)) == [
        Person("Park, Leo", "leo@client.example"),
        Person("Ana", "ana@studio.example"),
        Person("Bo Li", "bo@x.example"),
        Person("王", "w@x.cn"),
    ]


def test_dates_keep_their_offset() -> None:
    head = read_head(PLAIN + b"Date: Mon, 05 Jan 2026 10:00:00 +0500\n\n")
    assert head.date == datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=5)))
    assert read_head(b"Date: yesterday\n\n").date is None


def test_plain_part_is_taken_before_its_html_twin() -> None:
    raw = (
        PLAIN
        + b'Content-Type: multipart/alternative; boundary="b"\n\npreamble\n--b\nContent-Type: text/plain\n\nPlain.\n'
        b"--b\nContent-Type: text/html\n\n<p>Html.</p>\n--b--\n"
    )
    assert body(raw) == "Plain."
    assert body(raw.replace(b"\nPlain.", b"\n ")) == "Html."


def test_parts_in_order_attachments_left_out() -> None:
    raw = PLAIN + (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nOne.\n--b\n"
        b"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nFile.\n--b\n"
        b"Content-Type: message/rfc822\n\nSubject: inner\n\nInner.\n--b\nContent-Type: text/plain\n\nTwo.\n"
    )
    assert body(raw) == "One.\n\nTwo."
    assert [part.text.strip() for part in all_parts(raw, read_head(raw))] == [
        "One.",
        "File.",
        "Inner.",
        "Two.",
    ]


def test_flowed_lines_are_joined() -> None:
    raw = (
        PLAIN
        + b"Content-Type: text/plain; format=flowed\n\nOne line \nthat goes on.\n> quoted \n> line\n-- \nLeo"
    )
    assert body(raw) == "One line that goes on.\n> quoted line\n-- \nLeo"


def test_header_block_without_an_empty_line() -> None:
    assert body(PLAIN + b"the body begins at once\nand goes on") == "the body begins at once\nand goes on"


def test_html_quotes_become_marks_and_hidden_text_goes() -> None:
    html = (
        "<html><head><style>p{}</style></head><body><p>Hi&nbsp;<b>Ana</b>,</p><p>one<br>two</p><ul><li>a</li></ul>"
        '<p style="display:none">spy</p><div>On 5 Jan 2026, at 10:00, Ana &lt;a@b.example&gt; wrote:</div>'
        "<blockquote><p>old</p><blockquote>older</blockquote></blockquote></body>"
    )
    assert html_text(html) == (
        "Hi Ana,\n\none\ntwo\n\n- a\n\nOn 5 Jan 2026, at 10:00, Ana <a@b.example> wrote:\n> old\n>\n>> older"
    )


@pytest.mark.parametrize(
    "broken", ["", "<", "<p", "<!-- ", "&&&", "<table><td>x", "\x00", "<?xml version='1.0'?>"]
)
def test_broken_html_is_read(broken: str) -> None:
    assert isinstance(html_text(broken), str)


def test_mbox_mails_are_found_and_letters_are_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "box"
    one = b"From a@b Mon Jan  5 10:00:00 2026\nSubject: one\n\nFrom here on it is text.\n>From the start\n\n"
    two = b"From - Mon Jan  5 10:00:00 2026\nSubject: two\n\n" + b"x" * 2_000_000 + b"\n"
    path.write_bytes(one + two + one)
    spans = list(mbox_spans(path))
    assert spans == [(0, len(one)), (len(one), len(two)), (len(one + two), len(one))]
    assert mbox_mail(one) == b"Subject: one\n\nFrom here on it is text.\nFrom the start\n\n"


def test_emlx_has_its_length_above(tmp_path: Path) -> None:
    path = tmp_path / "1.emlx"
    path.write_bytes(b"31        \n" + b"Subject: x\n\nHello, where is it?" + b"\n<?xml ...")
    offset, length = emlx_span(path)
    assert path.read_bytes()[offset : offset + length] == b"Subject: x\n\nHello, where is it?\n"[:31]


def test_mail_becomes_a_turn() -> None:
    raw = PLAIN + (
        b"Cc: Bo <bo@client.example>\nDate: Mon, 05 Jan 2026 10:00:00 +0000\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\n"
        b"References: <0@x> <1@x>\n\nWhere is it?\n\nLeo Park\nClient Ltd\n\nOn 4 Jan 2026, at 9:00, Ana <ana@studio.example> wrote:\n> Soon."
    )
    turn, signature = mail_turn(raw, read_head(raw), "box", Us.of(["@studio.example"]))
    assert (turn.author, turn.address, turn.text) == ("Leo Park", "leo@client.example", "Where is it?")
    assert (turn.at, turn.id, turn.subject) == (datetime(2026, 1, 5, 10, tzinfo=UTC), "2@x", "x")
    assert (turn.to, turn.in_reply_to) == (("ana@studio.example", "bo@client.example"), ("1@x", "0@x"))
    assert (turn.source, signature) == ("box: x", "Leo Park\nClient Ltd")
