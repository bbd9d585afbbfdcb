"""What a written number is worth: 12.000,50 / 12,000.50 / 1.32万 / 一万三千二 / twenty-five."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

CHINESE = "〇零一二三四五六七八九十百千万萬亿億两兩廿卅壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"
_DIGITS = dict(
    zip(
        "〇零一二三四五六七八九两兩壹贰貳叁參肆伍陆陸柒捌玖",
        (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2, 1, 2, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9),
        strict=True,
    )
)
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u202f\u2009])\d{3})(?:\1\d{3})*(?:([.,])\d{1,2})?")
_GAP = "[ \\u00a0\\u202f\\u2009]"
DIGITS = (
    rf"(?:\d{{1,3}}(?:{_GAP}\d{{3}})+(?:[.,]\d{{1,2}})?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?"
    r"|\d{1,3}(?:['’]\d{3})+(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,6})?)(?!\d)"
)


def plain(value: Decimal | int | float) -> str:
    """The shortest writing without exponent: 12000.5, 90, 0.25."""
    number = Decimal(str(value))
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_digits(text: str) -> Decimal | None:
    """12.000,50 and 12,000.50 -> 12000.5; one group of three after a sign is read as thousands."""
    text = unicodedata.normalize("NFKC", text).strip()
    grouped = _GROUPED.fullmatch(text)
    if grouped and not text.startswith("0") and grouped.group(2) != grouped.group(1):
        whole, mark, cents = text, grouped.group(2), ""
        if mark:
            whole, _, cents = text.rpartition(mark)
        digits = re.sub(r"\D", "", whole)
        return _decimal(f"{digits}.{cents}" if cents else digits)
    return _decimal(text.replace(",", "."))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def read_chinese(text: str) -> int | None:
    """一万三千二 -> 13200, 二十五 -> 25, 二〇二六 -> 2026; None when it is no number."""
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text)) if text else None
    return _chinese_places(text.replace("廿", "二十").replace("卅", "三十"))


def _chinese_places(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    last_place = 0
    for sign in text:
        if sign in _DIGITS:
            digit, last_place = _DIGITS[sign], 0 if _DIGITS[sign] == 0 else last_place
        elif sign in _TENS:
            section += (1 if digit is None else digit) * _TENS[sign]
            digit, last_place = None, _TENS[sign]
        elif sign in _MYRIADS:
            section += digit or 0
            total, section = (
                (total + (section or 1)) * _MYRIADS[sign] if not total else total + section * _MYRIADS[sign],
                0,
            )
            digit, last_place = None, _MYRIADS[sign]
        else:
            return None
    # 一万三 is 13000 and 三千二 is 3200: a bare last digit counts in the next place down
    return total + section + (digit or 0) * (last_place // 10 if last_place >= 100 else 1)


def read_words(
    words: list[str], numbers: Mapping[str, float], multipliers: Mapping[str, int]
) -> Decimal | None:
    """twenty five -> 25, ciento veinte mil -> 120000; words that are neither are joiners."""
    total = current = Decimal(0)
    seen = False
    for word in words:
        if word in numbers:
            current, seen = current + Decimal(str(numbers[word])), True
        elif word in multipliers:
            factor, seen = multipliers[word], True
            current = (current or Decimal(1)) * factor
            if factor >= 1000:
                total, current = total + current, Decimal(0)
    return total + current if seen else None
