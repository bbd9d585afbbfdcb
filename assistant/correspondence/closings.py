"""What stands at the end of a mail and is no message: signatures, device lines, disclaimers, list footers.

Every rule asks for the shape of a closing as well as its words (short lines, the sender's name, a
contact), because "Thanks" at the end of a complaint is the client's word and "Best" may begin one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.correspondence.words import words

_DELIMITER = re.compile(r"^(?:--|—|–|__|- -)\s*$")
_RULE = re.compile(r"^\s*(?:[-_=*─—–~]\s?){5,}\s*$")
_CONTACT = re.compile(
    r"@\w|https?://|www\.|\+?\d[\d\s().\-/]{6,}\d|\b(?:tel|fax|mob|cell|phone|тел|моб)\b\.?|[电電]话|手[机機]|[微]信",
    re.IGNORECASE,
)
_LIST_FOOTER = re.compile(
    r"mailing list|mailman|listinfo|unsubscribe|to post to this|list archive", re.IGNORECASE
)
_DASHED_NAME = re.compile(r"^(?:-{1,2}|/{1,2}|—|–|~)\s?(?P<name>[^\W\d_][\w.'’ ]{0,40})$")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d+[.)])\s")
_SENTENCE_END = "?？!！…"
_AFTER_NAME = re.compile(r"^\s*(?:$|[,，、|·•/／\-–—(（@<:：]|\s[^\s.?!。？！]{1,8}$)")
_BEFORE_WORDS = " \t>*_[(<【"
_MOST_LINES = 12
_LONGEST = 90
_LONGEST_NAME = 60
_LONGEST_FIRM = 32
_MOST_WORDS = 4  # of a firm that ends with a full stop: "Ágora Intérpretes S.L."


def is_rule(text: str) -> bool:
    """A line of dashes, underscores or stars."""
    return text != "" and not text[-1].isalnum() and bool(_RULE.match(text))


def disclaimer_spans(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches [start, end) of disclaimers, warnings and mail program notes; never all the text."""
    found: list[tuple[int, int]] = []
    if not _has_mail_word("\n".join(lines).lower()):
        return found
    for start, end in _paragraphs(lines):
        first = _disclaimer_line(lines, start, end)
        if first is not None:
            title = len(lines[first]) <= 24 and first == end - 1
            found.append((first, len(lines) if title else end))
            if title:
                break
    covered = {i for start, end in found for i in range(start, end)}
    text_left = any(line.strip() and not is_rule(line) for i, line in enumerate(lines) if i not in covered)
    return found if text_left else []


def _disclaimer_line(lines: Sequence[str], start: int, end: int) -> int | None:
    for index in range(start, end):
        if _opens_disclaimer(lines[index]):
            rest = " ".join(lines[index : min(len(lines), end + (6 if index == end - 1 else 0))]).lower()
            if _has_mail_word(rest):
                return index
    return None


def _has_mail_word(text: str) -> bool:
    return any(map(text.__contains__, words().mail_words))  # asked once a mail: no generator


def _opens_disclaimer(line: str) -> bool:
    if len(line) <= 7:
        return False
    text = line.lower().lstrip(_BEFORE_WORDS)
    if words().disclaimer.find(text):
        return True
    return len(line) > 24 and any(phrase in text for phrase in words().disclaimer_inside)


def _paragraphs(lines: Sequence[str]) -> list[tuple[int, int]]:
    found = []
    start: int | None = None
    for index, line in enumerate([*lines, ""]):
        if line.strip() and start is None:
            start = index
        elif not line.strip() and start is not None:
            found.append((start, index))
            start = None
    return found


def closing_start(lines: Sequence[str], sender: str = "") -> int:
    """The index of the first line of the signature; `len(lines)` when there is none."""
    first = next((i for i, line in enumerate(lines) if line.strip() and not is_rule(line)), len(lines))
    end = _delimiter(lines, first)
    end = _before_footers(lines, first, end)
    end = _before_sign_off(lines, first, end)
    end = _before_name(lines, first, end, sender)
    return _before_footers(lines, first, end)


def letter_closing_start(lines: Sequence[str], sender: str = "") -> int:
    """As `closing_start`, only for closings that no one writes but below a letter: "-- " or a formula,
    and something under it."""
    start = closing_start(lines, sender)
    opens = start < len(lines) - 1 and (bool(_DELIMITER.match(lines[start])) or _is_sign_off(lines[start]))
    return start if opens else len(lines)


def _delimiter(lines: Sequence[str], first: int) -> int:
    """Above "-- ", if what follows is short enough to be a signature; above a mailing list's footer."""
    for index, line in enumerate(lines):
        if index <= first or not line or line[0] not in "-—–_=*":
            continue
        rest = [text for text in lines[index + 1 :] if text.strip()]
        if _DELIMITER.match(line) and len(rest) <= _MOST_LINES and _short(rest, 120):
            return index
        if is_rule(line) and len(rest) <= _MOST_LINES and _LIST_FOOTER.search("\n".join(rest)):
            return index
    return len(lines)


def _before_footers(lines: Sequence[str], first: int, end: int) -> int:
    """Above the lines that a phone or a mail program added, and a name set off with a dash."""
    index = _last_text(lines, end)
    while index > first:
        text = lines[index].strip()
        device = is_device_line(text)
        if not device and not _dashed_name(lines, index):
            break
        end = index
        index = _last_text(lines, end)
    return end


def is_device_line(text: str) -> bool:
    """A line that a phone or a mail program added."""
    start = text.lower().replace("[", "").lstrip(_BEFORE_WORDS)
    sentence = text.endswith((".", "。")) and len(text.split()) > 8
    if len(text) > _LONGEST or (sentence and not any(device in start for device in words().devices)):
        return False
    if start.startswith(words().sent_from):
        return text[-1:] not in _SENTENCE_END
    return len(start.split()) <= 3 and start.endswith(words().sent_from_end)


def signed_lines(signature: str) -> str:
    """The line of a signature that names who signed, without the formula before it, and the firm or post below it;
    "" for none."""
    lines = [line.strip(" \t*_~/|>-—–") for line in signature.splitlines()[:6]]
    for number, line in enumerate(lines):
        text = _after_formula(line)
        if not text or is_rule(line):
            continue
        if not _names_somebody(text):
            return ""
        return "\n".join((text, *filter(_names_a_firm, lines[number + 1 : number + 2])))
    return ""


def _names_a_firm(line: str) -> bool:
    """Whether the line below a name is a firm or a post: short, and neither hours nor a street behind it."""
    return _names_somebody(line) and len(line) <= _LONGEST_FIRM and not re.search(r"\d|\s{2}|[:：@]", line)


def _names_somebody(line: str) -> bool:
    """Whether a line of a signature may stand under a letter of ours: no number, no address, no advertisement."""
    sentence = line[-1:] in (*_SENTENCE_END, ".", "。") and len(line.split()) > _MOST_WORDS
    long = len(line) > _LONGEST_NAME or sentence
    return bool(line) and not (long or _CONTACT.search(line) or is_device_line(line) or is_rule(line))


def without_formula(text: str) -> str:
    """What a line of a signature says of its writer: "" for "Best regards," and "Sent from my phone"."""
    return "" if is_device_line(text) else _after_formula(text)


def _after_formula(text: str) -> str:
    """ "Best regards, Ann" -> "Ann"; "" where the line is the formula alone."""
    if not _is_sign_off(text):
        return text
    known = words().sign_off.find(text.lower()) or ""
    return text[len(known) :].strip(" \t.,!。，！:：;-—–*_")


def _is_sign_off(text: str) -> bool:
    """A closing formula alone on its line, or with a name set off behind it."""
    start = text.lower().strip(_BEFORE_WORDS)
    known = words().sign_off.find(start)
    rest = start[len(known) :] if known else ""
    return (
        known is not None
        and len(rest) <= 60
        and (not rest.strip(" .,!。，！:：;") or not (rest[0].isalnum() or rest[0].isspace()))
    )


def _dashed_name(lines: Sequence[str], index: int) -> bool:
    found = _DASHED_NAME.match(lines[index].strip())
    if not found or (index and _BULLET.match(lines[index - 1])):
        return False
    parts = found["name"].split()
    return len(parts) <= 4 and all(part[0].isupper() or not part[0].islower() for part in parts)


def _before_sign_off(lines: Sequence[str], first: int, end: int) -> int:
    """Above the closing formula ("Best regards,") that only short lines follow."""
    found = end
    seen = 0
    for index in range(end - 1, first, -1):
        text = lines[index].strip()
        if not text:
            continue
        seen += 1
        if seen > _MOST_LINES or len(text) > _LONGEST:
            break
        if text[-1] in _SENTENCE_END and not _is_sign_off(text):
            break
        if _is_sign_off(text) and (seen > 1 or not _is_thanks(text)):
            found = index
    return found


def _is_thanks(text: str) -> bool:
    """Thanks as the last line are words to the reader; above a name they are a formula."""
    return text.strip(" .,!！。，").casefold() in words().acknowledgements


def _before_name(lines: Sequence[str], first: int, end: int, sender: str) -> int:
    """Above the sender's name, where only short lines follow it."""
    names = _names(sender)
    if not names:
        return end
    found = end
    seen = 0
    for index in range(end - 1, first, -1):
        text = lines[index].strip()
        if not text:
            continue
        seen += 1
        if seen > 8 or len(text) > _LONGEST or text[-1] in "?？":
            break
        if _is_name_line(text, names) and (seen == 1 or _looks_closing(lines, index)):
            found = index
    return found


def _looks_closing(lines: Sequence[str], index: int) -> bool:
    """A name line with more below it: set off by a blank line, or close to the end."""
    return not lines[index - 1].strip() or _is_sign_off(lines[index - 1]) or len(lines) - index <= 4


def _is_name_line(text: str, names: tuple[str, ...]) -> bool:
    plain = text.strip(" *_-–—~/")
    if _begins_with_name(plain, names):
        return True
    titled = plain.split(" ", 1)[0].rstrip(".").casefold() in words().title_starts
    return titled and _begins_with_name(words().titles.sub("", plain), names)


def _begins_with_name(plain: str, names: tuple[str, ...]) -> bool:
    folded = plain.casefold()
    if not folded.startswith(names):
        return False
    rests = (plain[len(name) :] for name in names if folded.startswith(name))
    return any(_AFTER_NAME.match(rest) or _only_names(rest, names) for rest in rests)


def _only_names(rest: str, names: tuple[str, ...]) -> bool:
    """What follows the name are further names, initials or a short title: "Kruglov I. S."."""
    tokens = rest.replace(",", " ").split()
    return len(tokens) <= 4 and all(
        t.casefold().strip(".") in names or re.fullmatch(r"[^\W\d_]\.?", t) for t in tokens
    )


@lru_cache(maxsize=4096)
def _names(sender: str) -> tuple[str, ...]:
    """Ways a sender may sign: full name, its parts, initials; Chinese given names."""
    name = re.sub(r"[\"'«»“”]|\(.*?\)|（.*?）|<.*", "", sender).strip().casefold()
    if not name or "@" in name:
        return ()
    parts = [part.strip(".,") for part in name.split() if part.strip(".,")]
    found = [name, *(part for part in parts if len(part) > 1)]
    if len(parts) == 1 and not name.isascii() and 2 <= len(name) <= 4:
        found.append(name[1:])
    initials = "".join(part[0] for part in parts)
    found += [initials, parts[0][0]] if parts else []
    return tuple(dict.fromkeys(sorted(found, key=len, reverse=True)))


def _short(lines: Sequence[str], longest: int) -> bool:
    return all(len(line) <= longest for line in lines)


def _last_text(lines: Sequence[str], end: int) -> int:
    index = end - 1
    while index >= 0 and (not lines[index].strip() or is_rule(lines[index])):
        index -= 1
    return index
