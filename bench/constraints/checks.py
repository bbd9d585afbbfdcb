"""Checks of finished texts, written apart from the constraints they check: banned phrases, foreign figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from assistant.domain import Figure
from assistant.language.figures import find_figures, known_figures, same_figure

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# Digits with all that is written onto them: letters, signs, hyphens and slashes, marks between digits.
_GLUED = re.compile(rf"(?:[^\W{_UNSPACED}]|[-‐‑–−/%‰％$€£¥￥₽]|(?<=\d)[.,:](?=\d))+")
# What makes another figure of a plain number before it.
_UNITS = re.compile(
    r"[ \u00a0]*(?:[%‰％$€£¥￥₽]|percent\b|per cent\b|por ?ciento\b|persent\b|процент(?:а|ов)?\b|"
    r"[ap]\.? ?m\b|o['’]clock\b|uur\b|dollars?\b|euros?\b|pounds?\b|rands?\b|рубл(?:ь|я|ей)\b|доллар(?:а|ов)?\b|евро\b|美元|欧元|歐元|元|块|塊|盧布|卢布|"
    r"(?:business |working )?(?:days?|weeks?|months?|years?|hours?|minutes?)\b|"
    r"(?:d[ií]as?|semanas?|meses|años?|horas?|minutos?)\b|(?:dag|dae|week|weke|maande?|jaar|jare|ure|minute)\b|"
    r"(?:дн(?:я|ей)|день|недел[яиьюе]|месяц(?:а|ев)?|час(?:а|ов)?|минут[аы]?|лет|года?)\b|"
    r"[天日号號月年点點时時周週]|小时|小時|分钟|分鐘|个月|個月|个工作日|個工作日|"
    r"de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)\b|"
    r"(?:of )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"(?:januarie|februarie|maart|april|mei|junie|julie|augustus|september|oktober|november|desember)\b|"
    r"(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\b)",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"\b(?:(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty) (?:business |working )?(?:days|weeks|months|years|hours|minutes|dollars|euros|percent)|"
    r"(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|treinta) (?:d[ií]as|semanas|meses|años|horas|minutos|euros|dólares)|"
    r"(?:twee|drie|vier|vyf|ses|sewe|agt|nege|tien|twintig) (?:dae|weke|maande|jaar|uur|ure|minute|rand)|"
    r"(?:два|две|три|четыре|пять|шесть|семь|восемь|девять|десять) (?:дня|дней|недели|недель|месяца|месяцев|часа|часов|минут|рублей|лет))\b|"
    r"(?!一元|一一)(?<![上下每])[一二三四五六七八九十两兩]{1,3}(?:天[内后內後]|周[内后內後]|週[內後]|个月|個月|个工作日|個工作日|小时|小時|分钟|分鐘|点钟|點鐘|元|月[一二三四五六七八九十]+[日号號])",
    re.IGNORECASE,
)


def banned_in(text: str, phrases: Iterable[str]) -> list[str]:
    """The phrases that stand in the text, compared without case, width, accents and spacing."""
    plain = fold(text)
    return [phrase for phrase in phrases if re.search(pattern(phrase), plain)]


def pattern(phrase: str) -> str:
    words = [
        re.escape(fold(word.rstrip("*"))) + (r"\w*" if word.endswith("*") else "") for word in phrase.split()
    ]
    body = r"[\s-]*".join(words) if re.search("[\u3400-\u9fff]", phrase) else r"[\s-]+".join(words)
    return body if re.search("[\u3400-\u9fff]", phrase) else rf"(?<!\w){body}(?!\w)"


def fold(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Cf"))


def foreign_figures(text: str, language: str, allowed: tuple[str, ...]) -> list[str]:
    """Figures that are not, as a whole, one of `allowed`: plain numbers and times of day."""
    glued = [found for found in _GLUED.findall(text) if _odd(found, allowed)]
    united = [
        text[at.start() : unit.end()]
        for number in allowed
        if ":" not in number
        for at in re.finditer(rf"(?<![\d.,:]){re.escape(number)}(?!\d|[.,:]\d)", text)
        if (unit := _UNITS.match(text, at.end()))
    ]
    spelled = [match.group() for match in _SPELLED.finditer(text)]
    known = [figure for writing in allowed for figure in known_figures(writing)]
    read = [one.text for one in find_figures(text, language=language) if not _is_known(one, known)]
    return glued + united + spelled + read


def _odd(glued: str, allowed: tuple[str, ...]) -> bool:
    """Whether there are digits that are neither an allowed number, nor two of them in a range, nor '12-fold'."""
    bare = glued.strip("-‐‑–−/_")
    number = rf"(?:{'|'.join(map(re.escape, allowed))})"
    fine = rf"{number}(?:[-–−]{number})?|{number}[-‐‑][^\W\d_]{{3,}}"
    return any(map(str.isdigit, bare)) and not (re.fullmatch(fine, bare) and bare.islower() >= bare.isupper())


def _is_known(figure: Figure, known: list[Figure]) -> bool:
    return any(one.kind == figure.kind and same_figure(figure, one) for one in known)
