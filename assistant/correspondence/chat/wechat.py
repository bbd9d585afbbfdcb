"""WeChat: the text that the app mails or copies, and csv, JSON and html of the usual export tools.

    —————  2026-06-22  —————        the mailed chat: a line for the day, name and time, the text
    小满  09:41

    小满 2026-06-22 09:41:20         several messages copied at once
    2026-06-22 09:41:20 小满         txt of MemoTrace (留痕)
    小满 (2026-06-22 09:41:20):text  txt of WechatExporter

Tables are told by their columns (localId ... StrContent, type_name ... is_sender), html by its list
`chatMessages`. They say which messages are ours, and give the offset where they name both the moment and
local time. Texts of the app inside other kinds of messages (XML of cards) are left out as attachments.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.correspondence.chat.clock import (
    DATE,
    day_of,
    from_epoch,
    from_iso,
    stamp_expression,
    time_expression,
    time_of,
)
from assistant.correspondence.chat.finishing import MEDIA, NOTICE, finished
from assistant.correspondence.chat.lexicon import words
from assistant.correspondence.chat.records import nested, records, string
from assistant.correspondence.chat.sheets import rows
from assistant.correspondence.chat.sources import Source, chat_name, head_text, label, text_lines, text_stream
from assistant.correspondence.turns import Turn

_DAY = re.compile(rf"^[-—–─\s]*[—–─-]{{3,}}\s*{DATE}\s*[—–─-]{{3,}}[-—–─\s]*$")
_NAME_TIME = re.compile(
    r"^(?P<name>\S.{0,60}?)(?:\s{2,}|[\u2002-\u2005\u3000]+)(?P<clock>\d{1,2}:\d\d.{0,3}|\D{1,4}\d{1,2}:\d\d)$"
)
_QUOTED = re.compile(r"^「.*?」\s*\n[-— ]{5,}\n", re.DOTALL)
_QUOTED_BELOW = re.compile(r"\n引用[:：].*$", re.DOTALL)
_FIELD = re.compile(
    r"(\w+)\s*:\s*('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`(?:\\.|[^`\\])*`|-?\d+(?:\.\d+)?)", re.DOTALL
)
_SENDER_KEYS = ("IsSender", "is_sender", "isSend", "is_send", "isSelf")
_TEXT_KEYS = ("StrContent", "msg", "content", "text")
_NAME_KEYS = ("Remark", "NickName", "senderDisplayName", "senderName", "displayname")
_HANDLE_KEYS = ("Sender", "senderUsername", "sender", "talker", "TalkerId")
_CHAT_KEYS = ("room_name", "talkerName", "TalkerId", "talker")
_TYPE_KEYS = ("localType", "Type", "type_name", "type")
_PLAIN = ("1", "文本", "文本消息", "text", "带有引用的文本消息", "引用回复", "引用消息", "244813135921")
_SYSTEM = ("0", "10000", "10002", "系统通知", "系统消息", "拍一拍")


@lru_cache(maxsize=1)
def _heads() -> tuple[re.Pattern[str], ...]:
    stamp = stamp_expression()
    return (
        re.compile(rf"^(?P<name>\S.{{0,60}}?)\s*[(（]{stamp}[)）]\s*[:：](?P<text>.*)$", re.DOTALL),
        re.compile(rf"^(?P<name>\S.{{0,60}}?)\s+{stamp}\s*[:：]?$"),
        re.compile(rf"^{stamp}\s+(?P<name>[^\s:：–-][^:：]{{0,80}}?)$"),
    )


def looks_like_wechat(head: bytes, path: Path) -> bool:
    """Whether the file is one of the forms above."""
    text = head_text(head)
    if re.search(r"chatMessages\s*=\s*\[", text):
        return True
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0]
    if any(key in first or (first.startswith(("[", "{")) and f'"{key}"' in text) for key in _SENDER_KEYS):
        return any(key in text for key in _TEXT_KEYS)
    lines = [line.strip("\ufeff \r") for line in text.splitlines()[:80] if line.strip()]
    if any(_DAY.match(line) for line in lines[:6]) and any(_NAME_TIME.match(line) for line in lines):
        return True
    # One such line could be the title of somebody's notes.
    return (
        bool(lines)
        and _heading(lines[0]) is not None
        and sum(_heading(line) is not None for line in lines) > 1
    )


def read_wechat(source: Source) -> Iterator[Turn]:
    """Every message in the order of the file.

    Raises InputError where the file cannot be opened, and behind the readable messages where it is cut off.
    """
    with text_stream(source) as stream:
        start = stream.read(1 << 16)
    first = start.lstrip("\ufeff \t\r\n").partition("\n")[0]
    if re.search(r"chatMessages\s*=\s*\[", start) or re.match(r"<!doctype|<html", first, re.IGNORECASE):
        yield from finished(_turn(record, source, str(number)) for number, record in _page(source))
    elif first.startswith(("[", "{")):
        paths = [("[]",)] if first.startswith("[") else [("messages", "[]")]
        every = enumerate(records(source, paths), start=1)
        yield from finished(_turn(record, source, str(number)) for number, (record, _) in every)
    elif any(key in first for key in _SENDER_KEYS):
        with rows(source) as table:
            yield from finished(_turn(row, source, str(number)) for number, row in table)
    else:
        yield from finished(_spoken(turn) for turn in _texts(source))


def _heading(line: str) -> tuple[str, datetime, str] | None:
    for head in _heads():
        if found := head.match(line):
            day, hour = day_of(found, "ymd"), time_of(found)
            if day and hour and len(found["a"]) == 4:
                return found["name"].strip(), datetime.combine(day, hour), found.groupdict().get("text") or ""
    return None


def _texts(source: Source) -> Iterator[Turn]:
    day: date | None = None
    current: Turn | None = None
    name = chat_name(source, words().chat_files) if isinstance(source, Path) else "chat"
    blank, tight = True, _is_tight(source)
    for number, line in enumerate(text_lines(source), start=1):
        clean = line.strip("\ufeff\r ")
        if found := _DAY.match(clean):
            day, blank = day_of(found, "ymd") or day, True
            continue
        # The form in one line needs no empty line.
        free = blank or tight or current is None or _heads()[0].match(clean)
        begins = (_dated(clean, day) if day else _heading(clean)) if free else None
        if begins:
            if current:
                yield current
            author, at, text = begins
            current = Turn(author, "", text, at, f"WeChat: {name}", f"{label(source)}:{number}")
        elif current:
            current = replace(current, text=f"{current.text}\n{clean}")
        blank = not clean
    if current:
        yield current


def _is_tight(source: Source) -> bool:
    """Whether the messages follow one another without an empty line, as some tools write them."""
    with text_stream(source) as stream:
        lines = [line.strip("\ufeff\r ") for line in stream.read(1 << 16).splitlines()]
    before = [above for above, line in pairwise(lines) if _heading(line)]
    return sum(map(bool, before)) * 2 > len(before)


def _dated(line: str, day: date) -> tuple[str, datetime, str] | None:
    found = _NAME_TIME.match(line)
    clock = re.fullmatch(time_expression(), found["clock"].strip(), re.IGNORECASE) if found else None
    at = time_of(clock) if clock else None
    return (found["name"].strip(), datetime.combine(day, at), "") if found and at else None


def _spoken(turn: Turn) -> Turn:
    text = _unquoted(turn.text.strip())
    if not text and (words().loose_notice.match(turn.author) or words().deleted.match(turn.author)):
        return replace(turn, author="WeChat", text=turn.author, reason=NOTICE)
    return replace(turn, text=text)


def _unquoted(text: str) -> str:
    return _QUOTED_BELOW.sub("", _QUOTED.sub("", text))


def _turn(record: Mapping[str, Any], source: Source, number: str) -> Turn:
    ours = _first(record, _SENDER_KEYS).lower() in ("1", "true")
    handle, name = _first(record, _HANDLE_KEYS), _first(record, _NAME_KEYS)
    chat = _first(record, _CHAT_KEYS) or (
        chat_name(source, words().chat_files) if isinstance(source, Path) else "chat"
    )
    text = _content(record)
    own = string(record.get("MsgSvrID")) or string(record.get("localId"))
    return Turn(
        author=name or handle or ("Us" if ours else chat),
        address=handle,
        text=text,
        at=_moment(record),
        thread=f"WeChat: {chat}",
        source=f"{label(source)}:{number}",
        id=f"wechat:{chat}:{own}" if own else "",
        reason=_reason(
            _first(record, _TYPE_KEYS), string(record.get("SubType") or record.get("sub_type")), text
        ),
        ours=ours,
    )


def _first(record: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    values = (record.get(key) for key in keys)
    return next((str(value) for value in values if value not in (None, "")), "")


def _content(record: Mapping[str, Any]) -> str:
    text = next((value for key in _TEXT_KEYS if (value := record.get(key)) not in (None, "")), "")
    if isinstance(text, str) and text.startswith('{"'):
        try:
            text = json.loads(text)
        except ValueError:
            return _unquoted(str(text))
    if isinstance(text, Mapping):
        text = nested(text, "msg") or nested(text, "text") or ""
    return _unquoted(str(text))


def _moment(record: Mapping[str, Any]) -> datetime | None:
    local = _first(record, ("StrTime", "formattedTime", "time"))
    epoch = _first(record, ("CreateTime", "createTime", "timestamp"))
    if re.fullmatch(r"\d{9,16}", epoch):
        return from_epoch(epoch, local)
    return from_iso(epoch or local)


def _reason(kind: str, subkind: str, text: str) -> str:
    if kind in _SYSTEM:
        return NOTICE
    answers = kind == "49" and subkind == "57" and not text.lstrip().startswith("<")
    if kind and kind not in _PLAIN and not answers:
        return MEDIA
    return ""


def _page(source: Source) -> Iterator[tuple[int, dict[str, str]]]:
    """The objects of the page's `chatMessages`, written in JavaScript."""
    with text_stream(source) as stream:
        page = stream.read()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    begin = re.search(r"chatMessages\s*=\s*\[", page)
    current: dict[str, str] = {}
    number = 0
    for found in _FIELD.finditer(page, begin.end() if begin else len(page)):
        key, value = found[1], found[2]
        if key == "type" and current:
            number += 1
            yield number, current
            current = {}
        if not current and key != "type":
            continue
        current.setdefault("room_name", html.unescape(title[1]).strip() if title else "")
        current[key] = html.unescape(_unescaped(value[1:-1])) if value[0] in "'\"`" else value
    if current:
        yield number + 1, current


def _unescaped(text: str) -> str:
    kept = {"n": "\n", "t": "\t", "r": ""}
    plain = re.sub(r"\\(u[0-9a-fA-F]{4}|.)", lambda one: _letter(one[1], kept), text, flags=re.DOTALL)
    return re.sub(r"<br\s*/?>", "\n", plain)


def _letter(code: str, kept: dict[str, str]) -> str:
    return chr(int(code[1:], 16)) if len(code) == 5 else kept.get(code, code)
