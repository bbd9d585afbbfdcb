"""The word lists that notes and clauses are told apart by, and what they show as numbers.

They lie in knowledge/reading (notes.yaml, kept.yaml for the orders to keep quiet) and knowledge/languages (waived.yaml).
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import numpy as np

from assistant.domain import SourceKind
from assistant.language.detect import UNKNOWN, detect_language
from assistant.language.figures import find_figures
from assistant.language.lists import as_pattern, comparable
from assistant.reading.features import Matrix
from assistant.resources import parse_yaml, shipped

_LISTS = ("offer", "term", "status", "internal")
_NOTE_LISTS = (
    "kept", "ask", "context", "house", "capable", "ours", "theirs", "nay", "choice", "bargain", "limit",
)  # fmt: skip
_APPROVAL_CUT = re.compile(
    r"\s*[,，;；(（:\n]\s*|\s+[-–—]+\s+|[.。]\s*|(?<=[\d%％ ])(?=[\u4e00-\u9fff]{2,6}$)"
)
_LAST_CUTS, _LONGEST_APPROVAL = 3, 40
_ARTICLE = re.compile(r"^(?:the|el|la|der|die|das|le|il|lo|o|a|de|het)\s+", re.IGNORECASE)
_SOMEBODY = r"(?:[^\W\u3040-\u9fff\uac00-\ud7af]+|[\u3040-\u9fff\uac00-\ud7af]{1,4})"
_WIDE_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_REST = 50  # letters besides the date that a note of today's date may have
_CLAUSE = re.compile(
    r"^\s*(?:§|п\.|art|第|\d+(?:\.\d+)+|clause|klousule|cl[aá]usula|article|ziff)", re.IGNORECASE
)


@cache
def lists() -> dict[str, dict[str, list[str]]]:
    knowledge = shipped("knowledge")
    loaded: dict[str, dict[str, list[str]]] = parse_yaml(
        (knowledge / "reading" / "notes.yaml").read_text("utf-8")
    )
    loaded["kept"] = parse_yaml((knowledge / "reading" / "kept.yaml").read_text("utf-8"))
    loaded["waived"] = parse_yaml((knowledge / "languages" / "waived.yaml").read_text("utf-8"))["waived"]
    return loaded


@cache
def word_pattern(name: str, language: str) -> re.Pattern[str]:
    """The words of one list in a language and in English, which notes are often written in."""
    by_language = lists()[name]
    words = [*by_language.get(language.split("-")[0], []), *by_language["en"]]
    return re.compile("|".join(as_pattern(word) for word in dict.fromkeys(words)), re.IGNORECASE)


def has_word(name: str, text: str, language: str) -> bool:
    """Whether a text has a word of the list."""
    return word_pattern(name, language).search(comparable(text, language)) is not None


def orders_silence(note: str) -> bool:
    """Whether a note has an order to keep quiet in any language, whatever it is taken for: "count is 120, dont say".

    Only orders of several words: a single one ("intern:") means something else in the next language.
    """
    return _orders().search(comparable(note, "en")) is not None


def opens_with_truth(part: str) -> bool:
    """Whether a part of a note begins as what is really so: "for her Monday only; in reality he can on Thursday"."""
    return _truth().match(comparable(part.strip(), "en")) is not None


@cache
def _truth() -> re.Pattern[str]:
    words = dict.fromkeys(word for words in lists()["truth"].values() for word in words)
    leaning: list[str] = list(lists()["leaning"])  # "..., but in reality"
    before, truth = "|".join(map(re.escape, leaning)), "|".join(map(as_pattern, words))
    return re.compile(rf"(?:(?:{before})\s*)?(?:{truth})", re.IGNORECASE)


def approval_in(note: str, language: str) -> str:
    """What a note says at its end of who of us allowed it ("R1 520 comes off, Annelie ok"), with the mark before it.

    Nothing where nobody has allowed it yet ("if the boss agrees"), or where it is "she", "the client" who agreed.
    """
    for cut in list(_APPROVAL_CUT.finditer(note))[-_LAST_CUTS:]:
        rest, last = note[: cut.start()], note[cut.end() :].strip(" .。!！)）")
        if re.search(r"\w", rest) and len(last) <= _LONGEST_APPROVAL and _is_approval(last, language):
            return note[cut.start() :]
    return ""


def _is_approval(text: str, language: str) -> bool:
    plain = _ARTICLE.sub("", comparable(text, language))
    if any(has_word(name, text, language) for name in ("theirs", "nay", "pending")):
        return False
    if _approvals(named=False).fullmatch(plain):
        return True
    # In German every noun has a capital: there only those count who may allow things.
    capital = language != "de" and any(word[:1].isupper() for word in plain.split())
    somebody = capital or _WIDE_SIGN.match(plain) or has_word("approver", text, language)
    return bool(somebody) and _approvals(named=True).fullmatch(plain) is not None


@cache
def _approvals(*, named: bool) -> re.Pattern[str]:
    """Those of every language: "ok de Rocío" is said in a note of three words, whose language nobody can tell.

    A star is one word, or up to four signs of Chinese, Japanese or Korean.
    """
    words = dict.fromkeys(word for words in lists()["approval"].values() for word in words)
    chosen = [as_pattern(word).replace(r"\w*", _SOMEBODY) for word in words if ("*" in word) == named]
    return re.compile("|".join(f"(?:{word})" for word in chosen), re.IGNORECASE)


@cache
def _orders() -> re.Pattern[str]:
    orders = [word for words in lists()["kept"].values() for word in words if len(word.split()) > 1]
    return re.compile("|".join(as_pattern(word) for word in dict.fromkeys(orders)), re.IGNORECASE)


def note_language(text: str) -> str:
    tag = detect_language(text)
    return "en" if tag == UNKNOWN else tag


def day_named_today(note: str) -> date | None:
    """The day a note gives as today's, or None where it says more than that."""
    for language, openings in lists()["today"].items():
        plain = comparable(note.strip(), "zh" if language == "zh" else language).lower()
        if not any(plain.startswith(word.lower()) for word in openings):
            continue
        figures = [one for one in find_figures(note, language=note_language(note)) if one.kind == "date"]
        for figure in figures:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", figure.value) and len(note) - len(figure.text) <= _REST:
                return date.fromisoformat(figure.value)
    return None


def fact_cues(text: str, kind: SourceKind, language: str) -> Matrix:
    """(features,): words of the lists, the kind of source, figures and the look of a clause."""
    plain = comparable(text, language)
    found = [len(word_pattern(name, language).findall(plain)) for name in _LISTS]
    return np.array(
        [
            *(min(number, 4) for number in found),
            *(number > 0 for number in found),
            *(kind is one for one in (SourceKind.POLICY, SourceKind.NOTE, SourceKind.EXCHANGE)),
            bool(_CLAUSE.match(text)),
            bool(re.search(r"\d{1,2}[:h.]\d{2}", text)),
            bool(re.search(r"\d", text)),
            bool(re.search(r"[$€£¥₸₽%]|\bR\s?\d|元|руб", text)),
            min(len(text) / 100, 2.0),
            text[:1].isupper(),
            text.rstrip().endswith((".", "。")),
        ],
        "float32",
    )


def note_cues(text: str, language: str) -> Matrix:
    """(features,): those of a fact, and the lists that only notes need."""
    plain = comparable(text, language)
    found = [len(word_pattern(name, language).findall(plain)) for name in _NOTE_LISTS]
    more = [*(min(number, 3) for number in found), *(number > 0 for number in found)]
    marks = ["?" in text or "？" in text, day_named_today(text) is not None]
    return np.concatenate(
        [fact_cues(text, SourceKind.NOTE, language), np.array([*more, *marks], "float32")]
    ).astype("float32")
