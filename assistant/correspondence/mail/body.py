"""The text of a mail: the plain part when there is one, else the HTML part as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.correspondence.mail.charsets import decode, transfer_decoded
from assistant.correspondence.mail.html import html_text
from assistant.correspondence.mail.message import Head, read_head

_PARAMETER = r"""(?:^|[;\s]){name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;]+))"""
_CHARSET = re.compile(_PARAMETER.format(name="charset"), re.IGNORECASE)
_BOUNDARY = re.compile(_PARAMETER.format(name="boundary"), re.IGNORECASE)
_FLOWED = re.compile(r"format\s*=\s*\"?flowed", re.IGNORECASE)
_HTML_START = re.compile(rb"^\s*(?:<!doctype html|<html|<head|<body|<div|<p[ >]|<table)", re.IGNORECASE)
_ATTACHED_MAIL = re.compile(rb"^content-type:\s*message/rfc822", re.IGNORECASE | re.MULTILINE)
_INVITES = re.compile(
    r"^METHOD:\s*(?:REQUEST|REPLY|CANCEL|ADD|REFRESH|COUNTER|DECLINECOUNTER)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_HALF_NAME = re.compile(rb"[A-Z][a-z]*(?:-[A-Za-z]*)*")
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A text part: `subtype` is plain, html, calendar or another text subtype."""

    subtype: str
    text: str
    attached: bool
    alternative: bool


def body_text(raw: bytes, head: Head) -> str:
    """What a reader of this mail sees, quotes and signatures included; attached mails are not part of it."""
    parts = [p for p in all_parts(raw, head) if not p.attached]
    chosen = _chosen(parts)
    return "\n\n".join(html_text(p.text) if p.subtype == "html" else p.text for p in chosen).strip()


def all_parts(raw: bytes, head: Head) -> list[Part]:
    """Every text part of the mail, attached mails and text files included, decoded."""
    try:
        return list(_parts(raw[head.body_at :], head, 0, alternative=False))
    except _TangledError:
        return list(_standard_parts(raw))


def is_invitation(raw: bytes, head: Head) -> bool:
    """A part of it invites or answers an invitation (RFC 6047); a calendar file that a person attached does not."""
    return b"text/calendar" in raw and any(
        part.subtype == "calendar" and not part.attached and _INVITES.search(part.text)
        for part in all_parts(raw, head)
    )


def has_attached_mail(raw: bytes) -> bool:
    """Whether a part of it says that it is a mail."""
    return bool(_ATTACHED_MAIL.search(raw))


def attached_mails(raw: bytes, head: Head) -> list[bytes]:
    """The mails attached to this one, not those attached to them in turn; none where the parts are tangled."""
    if not has_attached_mail(raw):
        return []
    try:
        return list(_mails_in(raw[head.body_at :], head, 0))
    except _TangledError:
        return []


def breaks_off(raw: bytes, head: Head) -> bool:
    """The mail lacks its end: the last boundary, or a part of its base64."""
    kind = head.fields.get(b"content-type", b"").decode("latin-1")
    if kind[:60].lower().strip(" \"'").startswith("multipart/"):
        boundary = _parameter(_BOUNDARY, kind).encode("latin-1", "replace")
        return bool(boundary) and b"--" + boundary + b"--" not in raw[head.body_at :]
    encoding = head.fields.get(b"content-transfer-encoding", b"").strip().lower()
    return encoding == b"base64" and len(b"".join(raw[head.body_at :].split())) % 4 != 0


def breaks_off_in_head(raw: bytes, head: Head) -> bool:
    """What seems to be the text is the beginning of the name of one more header."""
    rest = raw[head.body_at :]
    return not raw[: head.body_at].endswith((b"\n\n", b"\n\r\n")) and bool(_HALF_NAME.fullmatch(rest.strip()))


def _mails_in(body: bytes, head: Head, depth: int) -> Iterator[bytes]:
    kind = head.fields.get(b"content-type", b"").decode("latin-1")
    lowered = kind[:60].lower().strip(" \"'")
    if lowered.startswith("message/rfc822"):
        yield transfer_decoded(body, head.fields.get(b"content-transfer-encoding", b"").decode("latin-1"))
    elif lowered.startswith("multipart/") and depth < _DEEPEST and (boundary := _parameter(_BOUNDARY, kind)):
        for piece in _split(body, boundary):
            inner = read_head(piece)
            yield from _mails_in(piece[inner.body_at :], inner, depth + 1)


class _TangledError(Exception):
    """Boundaries of one part lie inside another: left to the standard library's parser."""


def _standard_parts(raw: bytes) -> Iterator[Part]:
    import email

    for part in email.message_from_bytes(raw).walk():
        if part.get_content_maintype() == "text" and not part.is_multipart():
            payload = part.get_payload(decode=True)
            text = decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset() or "")
            attached = part.get_content_disposition() == "attachment"
            yield Part(part.get_content_subtype(), text.replace("\r\n", "\n"), attached, False)


def _chosen(parts: list[Part]) -> list[Part]:
    """Of alternatives the plain one; everything else in order."""
    plain = [p for p in parts if p.subtype == "plain" and p.text.strip()]
    html = [p for p in parts if p.subtype == "html" and p.text.strip()]
    if plain and any(p.alternative for p in html):
        html = [p for p in html if not p.alternative]
    both = plain + html
    return [p for p in parts if p in both] or [
        p for p in parts if p.subtype not in ("calendar", "html", "plain")
    ][:1]


def _parts(body: bytes, head: Head, depth: int, *, alternative: bool) -> Iterator[Part]:
    kind = head.fields.get(b"content-type", b"text/plain").decode("latin-1")
    lowered = kind[:60].lower().strip(" \"'")
    attached = head.fields.get(b"content-disposition", b"").lower().lstrip().startswith(b"attachment")
    if lowered.startswith("multipart/") and depth < _DEEPEST:
        boundary = _parameter(_BOUNDARY, kind)
        pieces = _split(body, boundary) if boundary else []
        for piece in pieces:
            inner = read_head(piece)
            in_alternative = alternative or lowered.startswith("multipart/alternative")
            for part in _parts(piece[inner.body_at :], inner, depth + 1, alternative=in_alternative):
                yield Part(part.subtype, part.text, part.attached or attached, part.alternative)
        if pieces:
            return
        lowered = "text/plain"
    if lowered.startswith("message/") and depth < _DEEPEST:
        yield from _attached_mail(body, depth)
        return
    if lowered.startswith("text/") or "/" not in lowered:
        yield _text_part(body, head, kind, lowered, attached=attached, alternative=alternative)


def _attached_mail(body: bytes, depth: int) -> Iterator[Part]:
    inner = read_head(body)
    for part in _parts(body[inner.body_at :], inner, depth + 1, alternative=False):
        yield Part(part.subtype, part.text, True, part.alternative)


def _text_part(
    body: bytes, head: Head, kind: str, lowered: str, *, attached: bool, alternative: bool
) -> Part:
    data = transfer_decoded(body, head.fields.get(b"content-transfer-encoding", b"").decode("latin-1"))
    subtype = re.split(r"[^a-z0-9.+-]", lowered.partition("/")[2], maxsplit=1)[0] or "plain"
    if subtype == "plain" and _HTML_START.match(data):
        subtype = "html"
    text = decode(data, _parameter(_CHARSET, kind)).replace("\r\n", "\n").replace("\r", "\n")
    if subtype == "plain" and _FLOWED.search(kind):
        text = _unflowed(text)
    return Part(subtype, text, attached, alternative)


def _parameter(pattern: re.Pattern[str], kind: str) -> str:
    found = pattern.search(kind)
    return next((group for group in found.groups() if group is not None), "").strip() if found else ""


def _split(body: bytes, boundary: str) -> list[bytes]:
    """The pieces between boundary lines; a missing end line is forgiven."""
    mark = b"--" + boundary.encode("latin-1", "replace")
    pieces: list[bytes] = []
    start: int | None = None
    at = body.find(mark)
    while at >= 0:
        line_end = body.find(b"\n", at)
        line_end = len(body) if line_end < 0 else line_end
        rest = body[at + len(mark) : line_end].strip()
        if (at == 0 or body[at - 1 : at] == b"\n") and rest in (b"", b"--"):
            if start is not None:
                pieces.append(_without_last_newline(body[start:at]))
            start = None if rest else line_end + 1
            if rest:
                if b"\n--" in body[line_end:].rstrip(b"-\r\n "):
                    raise _TangledError
                break
        at = body.find(mark, line_end)
    if start is not None and start < len(body):
        pieces.append(body[start:])
    return pieces


def _without_last_newline(piece: bytes) -> bytes:
    return piece[:-2] if piece.endswith(b"\r\n") else piece[:-1]


def _unflowed(text: str) -> str:
    """Join the lines of RFC 3676 text that end with a space, within one quote depth."""
    out: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        if open_depth == depth and out:
            out[-1] += content
        else:
            out.append((">" * depth + " " + content) if depth else content)
        open_depth = depth if content.endswith(" ") and content != "-- " else None
    return "\n".join(out)
