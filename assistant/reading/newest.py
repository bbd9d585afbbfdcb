"""The newest client message in what was pasted: a mail above its quoted thread, the last turn of a chat.

Quoting inside the mail ("> ...") stays: only a header such as "On ... wrote:" or a block of
From/Sent lines starts the older mails. In a chat with several speakers the last run of the client's
lines is the newest message. What it does not know: chats without names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.language.shipped_data import as_text, data_of, naming
from assistant.language.words import cjk

_MARKS = ("knowledge", "reading", "thread_marks.yaml")
LIMIT = 12_000  # characters of one message that are read
_SCAN = 60_000  # characters of a paste that are looked at
_SPEAKER = re.compile(
    r"^\s*(?:[\[【(]?[^\]】)\n:]{0,24}\d{1,2}[:：.]\d{2}(?:[:：]\d{2})?(?:\s?[APap]\.?\s?[Mm]\.?)?[\]】)]?\s*(?:[-–]\s*)?)"
    r"(?P<name>[^:：\n\[\]]{1,40}?)[:：]\s+(?=\S)",
    re.MULTILINE,
)

_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){8,}")


@dataclass(frozen=True, slots=True)
class Newest:
    """`text` is the message to answer, `context` the rest (newest first), `cut` what was dropped."""

    text: str
    context: tuple[str, ...] = ()
    cut: str = ""


def find_newest(paste: str, client: str | None = None) -> Newest:
    """The part of `paste` that is answered; with nothing to take away it is `paste` itself, but for long runs of line breaks.

    Of a long run of bare line breaks a few are kept: what reads line ends would take quadratic time over it.
    """
    paste = _EMPTY_LINES.sub("\n\n\n", paste)
    whole = _own_lines(paste) if len(paste) > LIMIT else paste
    scanned = whole[-_SCAN:] if _SPEAKER.search(whole) else _both_ends(whole, _SCAN)
    left_out = len(paste) - len(scanned)
    newest = _newest_mail(scanned) or _newest_turn(scanned, client) or Newest(scanned)
    if len(newest.text) > LIMIT:
        kept = _both_ends(newest.text, LIMIT)
        left_out += len(newest.text) - len(kept)
        newest = Newest(kept, newest.context)
    cut = f"{left_out:,} of {len(paste):,} characters were left out" if left_out else ""
    return Newest(newest.text, newest.context, cut)


def _own_lines(paste: str) -> str:
    """An oversized paste without its quoted lines, unless it is nothing but quotes."""
    kept = "\n".join(line for line in paste.split("\n") if not line.lstrip().startswith(">"))
    return kept if kept.strip() else paste


def _both_ends(text: str, limit: int) -> str:
    """The beginning and the end of a long text: the newest words stand at the one or the other."""
    if len(text) <= limit:
        return text
    head = text[: _last_break(text, limit * 2 // 3)]
    tail = text[-(limit // 3) :]
    return f"{head}\n[…]\n{tail[tail.find(chr(10)) + 1 :].rstrip()}"


def _last_break(text: str, limit: int) -> int:
    return max(text.rfind("\n", limit // 2, limit), text.rfind(". ", limit // 2, limit) + 1, 0) or limit


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = data_of(*_MARKS)
    with naming(*_MARKS):
        header = "|".join(f"(?:{line})" for line in data["headers"])
        fields = as_text(data["fields"])
        return re.compile(rf"^[>\s]*(?:{header})", re.IGNORECASE), re.compile(rf"^[>\s*]*{fields}")


def _newest_mail(paste: str) -> Newest | None:
    starts = _quote_starts(paste)
    if not starts:
        return None
    parts = [paste[left:right].strip() for left, right in zip(starts, [*starts[1:], len(paste)], strict=True)]
    above = paste[: starts[0]].rstrip()
    if above.strip():
        return Newest(above, tuple(parts))
    below = _below_quotes(parts[-1])
    return Newest(below, tuple(parts)) if below else None


def _quote_starts(paste: str) -> list[int]:
    header, field = _marks()
    starts, position, lines = [], 0, paste.split("\n")
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        wrapped = bool(line.strip()) and len(line) > 25 and header.match(f"{line} {following}".strip())
        opens = header.match(line) or (wrapped and not header.match(following))
        heads = (
            field.match(line) and field.match(following) and not (number and field.match(lines[number - 1]))
        )
        if (opens or heads) and number < len(lines) - 1:
            starts.append(position)
        position += len(line) + 1
    return starts


def _below_quotes(part: str) -> str:
    """An answer written under the quotation: what follows the last quoted line."""
    lines = part.split("\n")
    quoted = [number for number, line in enumerate(lines) if line.lstrip().startswith(">")]
    return "\n".join(lines[quoted[-1] + 1 :]).strip() if quoted else ""


def _newest_turn(paste: str, client: str | None) -> Newest | None:
    turns = [(match.start(), match["name"].strip()) for match in _SPEAKER.finditer(paste)]
    names = {name for _, name in turns}
    if len(names) < 2 or len(names) > max(6, len(turns) // 2):
        return None
    runs: list[tuple[int, str]] = []
    for start, name in turns:
        if not runs or runs[-1][1] != name:
            runs.append((start, name))
    wanted = _speaker_named(client, [name for _, name in runs]) or runs[-1][1]
    index = max(number for number, (_, name) in enumerate(runs) if name == wanted)
    ends = [start for start, _ in runs[1:]] + [len(paste)]
    text = paste[runs[index][0] : ends[index]].strip()
    rest = [paste[runs[n][0] : ends[n]].strip() for n in range(len(runs) - 1, -1, -1) if n != index]
    return Newest(text, tuple(rest))


def _speaker_named(client: str | None, speakers: Sequence[str]) -> str:
    """The speaker who is the client: by the very name, else by a whole word of it ("me" is not in "James")."""
    wanted = _words(client or "")
    by_likeness = sorted(speakers, key=lambda name: _words(name) != wanted)
    return next((name for name in by_likeness if _share_a_word(_words(name), wanted)), "")


def _share_a_word(some: frozenset[str], others: frozenset[str]) -> bool:
    """Chinese names have no spaces: there a name within a longer one is a word of it."""
    return any(
        one == other or (cjk(one) and cjk(other) and (one in other or other in one))
        for one in some
        for other in others
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", name.casefold()))
