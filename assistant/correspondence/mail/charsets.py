"""Bytes of a mail as text: the declared charset when it is true, else what the bytes are."""

from __future__ import annotations

import binascii
import codecs
import re
from base64 import b64decode

from assistant.language.charsets import decode_text

_ENCODED_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")

# The names mail programs use for a smaller charset than the one they write.
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cn-gb": "gb18030",
    "big5": "big5hkscs", "x-big5": "big5hkscs", "cn-big5": "big5hkscs", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949", "ks_c_5601": "cp949", "shift_jis": "cp932", "x-sjis": "cp932", "sjis": "cp932",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "ascii", "ansi_x3.4-1968": "ascii",
    "x-user-defined": "", "unknown-8bit": "", "unknown": "", "default": "", "x-unknown": "", "binary": "",
    "iso-8859-8-i": "iso-8859-8", "windows-874": "cp874", "x-mac-roman": "mac-roman", "utf8": "utf-8",
    "utf-8mb4": "utf-8", "koi8-ru": "koi8-u", "cp-850": "cp850", "win-1251": "cp1251", "windows-31j": "cp932",
}  # fmt: skip


def decode(data: bytes, charset: str = "") -> str:
    """The text of `data`; never raises, bytes that no charset explains become U+FFFD."""
    name = _codec(charset)
    for candidate in (name, "utf-8"):
        if candidate:
            try:
                return data.decode(candidate)
            except UnicodeError:
                continue
    if name and name != "ascii":
        return data.decode(name, "replace")
    return decode_text(data) or data.decode("cp1252", "replace")


def _codec(charset: str) -> str:
    name = charset.strip().strip("\"'").lower()
    name = _WIDER.get(name, name)
    try:
        return codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):  # a name with a null sign is no name
        return ""


def transfer_decoded(data: bytes, encoding: str) -> bytes:
    """The bytes behind base64, quoted-printable or nothing; damaged base64 gives what can be read."""
    name = encoding.strip().lower()
    if name.startswith("base64"):
        return _base64(data)
    if name.startswith("quoted-printable"):
        return binascii.a2b_qp(data)
    if name in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uudecoded(data)
    return data


def _base64(data: bytes) -> bytes:
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return b64decode(clean + b"=" * (-len(clean) % 4))


def _uudecoded(data: bytes) -> bytes:
    out = []
    for line in data.splitlines():
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out)


def decode_header(value: bytes) -> str:
    """A header value as text: folded lines joined, encoded words (RFC 2047) read, also broken ones."""
    text = value.decode("ascii", "surrogateescape") if value.isascii() else decode(value)
    if "\n" in text or "\r" in text or "\t" in text:
        text = " ".join(text.split())
    if "=?" not in text:
        return text.strip()
    text = _BETWEEN_WORDS.sub(r"\1\2", text)
    return _with_words(text).strip()


def _with_words(text: str) -> str:
    """Replace runs of encoded words; neighbours of one charset are joined before decoding, so that a
    character cut in two by a careless program comes out whole."""
    out: list[str] = []
    position = 0
    pending = b""
    charset = ""
    for found in _ENCODED_WORD.finditer(text):
        between = text[position : found.start()]
        if pending and (between or found[1].lower() != charset):
            out.append(decode(pending, charset))
            pending = b""
        out.append(between)
        charset = found[1].lower()
        pending += _word_bytes(found[2], found[3])
        position = found.end()
    out.append(decode(pending, charset) if pending else "")
    out.append(text[position:])
    return "".join(out)


def _word_bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "surrogateescape")
    return _base64(raw) if encoding in "bB" else binascii.a2b_qp(raw, header=True)
