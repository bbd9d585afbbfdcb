"""Figures: every usual writing of the same thing compares equal, and offsets cut the exact words."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Figure
from assistant.language.figures import (
    covered,
    find_figures,
    known_figures,
    nearest,
    weekday_conflicts,
)

FRIDAY = date(2026, 11, 20)
LANGUAGES = ["en", "es", "ru", "af", "zh-Hans", "zh-Hant", "de", "fr", "pt", "it", "nl", "ja", "ko"]


def read(text: str, language: str) -> list[tuple[str, str, str]]:
    return [(one.text, one.kind, one.value) for one in find_figures(text, language=language, day=FRIDAY)]


def one(text: str, language: str) -> Figure:
    (figure,) = find_figures(text, language=language, day=FRIDAY)
    return figure


SAME = [
    ("number", "12000.5", [("12.000,50", "es"), ("12,000.50", "en"), ("12 000,50", "ru"), ("12000.50", "zh-Hans")]),
    ("number", "13200", [("13,200", "en"), ("13200", "de"), ("1.32万", "zh-Hans"), ("一万三千二", "zh-Hans"), ("一萬三千二", "zh-Hant")]),
    ("time", "15:00", [("3pm", "en"), ("3 p.m.", "en"), ("15:00", "es"), ("下午3点", "zh-Hans"), ("下午三點", "zh-Hant"), ("午後3時", "ja"), ("오후 3시", "ko"), ("a las 3 de la tarde", "es"), ("3 часа дня", "ru")]),
    ("date", "2026-11-25", [("25 November", "en"), ("November 25th", "en"), ("25 de noviembre", "es"), ("25 ноября", "ru"), ("25 november", "af"), ("11月25日", "zh-Hans"), ("2026-11-25", "zh-Hant"), ("25. November", "de"), ("25 novembre 2026", "fr"), ("25/11/2026", "pt"), ("11월 25일", "ko")]),
    ("duration", "P10B", [("10 working days", "en"), ("ten business days", "en"), ("diez días laborables", "es"), ("10 рабочих дней", "ru"), ("10 werksdae", "af"), ("10 个工作日", "zh-Hans"), ("十個工作天", "zh-Hant"), ("zehn Werktage", "de"), ("dix jours ouvrés", "fr"), ("10営業日", "ja")]),
    ("percent", "30 %", [("30 %", "en"), ("30%", "de"), ("30 percent", "en"), ("30 por ciento", "es"), ("30 процентов", "ru"), ("30 persent", "af"), ("三成", "zh-Hans"), ("百分之三十", "zh-Hant")]),
    ("amount", "EUR 90", [("€90", "en"), ("90 €", "es"), ("90 euros", "es"), ("EUR 90", "de"), ("90 евро", "ru"), ("90欧元", "zh-Hans")]),
    ("amount", "ZAR 24000", [("R24 000", "af"), ("R 24,000", "en"), ("24 000 rand", "af")]),
    ("amount", "KZT 5000", [("5 000 ₸", "ru"), ("5000 тенге", "ru"), ("5 тыс. тенге", "ru")]),
    ("duration", "PT2H", [("2 hours", "en"), ("two hours", "en"), ("120 minutes", "en"), ("两个小时", "zh-Hans"), ("兩小時", "zh-Hant"), ("120 минут", "ru")]),
    ("clause", "4.2", [("clause 4.2", "en"), ("§ 4.2", "de"), ("第4.2条", "zh-Hans"), ("klousule 4.2", "af"), ("п. 4.2", "ru"), ("cláusula 4.2", "es")]),
    ("weekday", "W3", [("Wednesday", "en"), ("miércoles", "es"), ("среду", "ru"), ("Woensdag", "af"), ("周三", "zh-Hans"), ("星期三", "zh-Hant"), ("Mittwoch", "de"), ("水曜日", "ja"), ("수요일", "ko")]),
    ("date", "2026-11-21", [("tomorrow", "en"), ("mañana", "es"), ("завтра", "ru"), ("môre", "af"), ("明天", "zh-Hans"), ("demain", "fr"), ("domani", "it")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "writings"), SAME, ids=[value for _, value, _ in SAME])
def test_usual_writings_of_one_thing_have_one_value(
    kind: str, value: str, writings: list[tuple[str, str]]
) -> None:
    figures = [one(text, language) for text, language in writings]

    assert [(figure.kind, value in figure.value.split("|")) for figure in figures] == [(kind, True)] * len(
        figures
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Here is one step, and two of you can take it; on the one hand, one by one.", "en"),
        ("You may write at any time; the first and the second version are here.", "en"),
        ("Un paso más: uno de ustedes lo tiene, por la mañana o por la tarde.", "es"),
        ("Один из вас, первый шаг, друг за другом, раз и навсегда.", "ru"),
        ("Een van julle, die eerste stap, een vir een.", "af"),
        ("请您看一下，一点也不急，千万不要担心，第一时间告诉我们，十分理解。", "zh-Hans"),
        ("麻煩您看一下，第二天再談，一清二楚。", "zh-Hant"),
        ("Guten Morgen, einen Moment bitte, der erste Schritt.", "de"),
    ],
)
def test_small_counting_words_of_ordinary_prose_are_no_figures(text: str, language: str) -> None:
    assert read(text, language) == []


def test_a_letter_is_read_figure_by_figure() -> None:
    text = "By Friday 27 November, 10 am, we send R1 250,50 (clause 4.2); a 15 % rush fee applies to TL-2026-088."

    assert read(text, "en") == [
        ("Friday", "weekday", "W5"),
        ("27 November", "date", "2026-11-27"),
        ("10 am", "time", "10:00"),
        ("R1 250,50", "amount", "ZAR 1250.5"),
        ("clause 4.2", "clause", "4.2"),
        ("15 %", "percent", "15 %"),
        ("TL-2026-088", "code", "tl-2026-088"),
    ]


def test_without_a_language_the_longest_reading_of_each_place_is_kept() -> None:
    figures = find_figures("The client may pay R24 000 am 25. November, 3 werksdae.", day=FRIDAY)

    assert [(figure.text, figure.value) for figure in figures] == [
        ("R24 000", "ZAR 24000"),
        ("25. November", "2026-11-25"),
        ("3 werksdae", "P3B"),
    ]


def test_addresses_hold_no_figures() -> None:
    assert read("See https://example.org/2026/11/25 or write to desk42@example.org, 3 files.", "en") == [
        ("3", "number", "3")
    ]


def test_next_tuesday_is_either_of_two() -> None:
    assert read("next Tuesday", "en") == [("next Tuesday", "weekday", "2026-11-24|2026-12-01")]


def test_without_a_day_dates_stay_open() -> None:
    assert [figure.value for figure in find_figures("25 November, tomorrow, the 18th", language="en")] == [
        "--11-25",
        "+1d",
        "---18|18",
    ]


@pytest.mark.parametrize(
    ("text", "language", "known"),
    [
        ("Wednesday", "en", "2026-11-25"),
        ("am 25.", "de", "on 25 November 2026"),
        ("am 25. November", "de", "on 25 November 2026"),
        ("25", "en", "25 November"),
        ("30", "es", "un 30 %"),
        ("两周", "zh-Hans", "14 days"),
        ("48 hours", "en", "2 days"),
        ("четверг", "ru", "thu 12:00"),
        ("5月5日", "zh-Hans", "5 мая 2025"),
        ("八折", "zh-Hans", "20 % off"),
        ("piątek", "en", "piątek 13:00"),
        ("Friday", "en", "piątek 13:00"),
    ],
)
def test_what_follows_from_a_known_figure_is_covered(text: str, language: str, known: str) -> None:
    figures = find_figures(text, language=language, day=FRIDAY)

    assert all(covered(figure, known_figures(known, day=FRIDAY)) for figure in figures)


@pytest.mark.parametrize(
    ("text", "language", "known"),
    [
        ("25 November", "en", "25 slots"),
        ("2", "en", "12 pages, clause 4.2"),
        ("Thursday", "en", "2026-11-25"),
        ("30 %", "en", "3 % or 300"),
        ("10 days", "en", "10 working days"),
        ("€90", "en", "R90"),
        ("16:00", "en", "15:00, 16 pages"),
    ],
)
def test_what_does_not_follow_is_not_covered(text: str, language: str, known: str) -> None:
    figures = find_figures(text, language=language, day=FRIDAY)

    assert not any(covered(figure, known_figures(known, day=FRIDAY)) for figure in figures)


def test_the_nearest_known_value_of_the_kind_is_the_hint() -> None:
    known = known_figures("R1 200, R1 900, 15:00")

    close = nearest(one("R1 800", "en"), known)

    assert close is not None and close.text == "R1 900"


def test_a_weekday_beside_a_date_of_another_day_is_a_conflict() -> None:
    text = "Friday 25 November, then Wednesday 25 November; on Monday, 12 pages on 25 November."
    figures = find_figures(text, language="en", day=FRIDAY)

    assert [(a.text, b.text) for a, b in weekday_conflicts(figures, text)] == [("Friday", "25 November")]


@given(st.text(max_size=300), st.sampled_from([*LANGUAGES, "", "und", "sw"]))
@settings(max_examples=60, deadline=None)
def test_offsets_cut_the_exact_words_of_any_text(text: str, language: str) -> None:
    figures = find_figures(text, language=language, day=FRIDAY)

    assert all(text[figure.start : figure.end] == figure.text for figure in figures)
    assert all(a.end <= b.start for a, b in itertools.pairwise(figures))


@given(
    st.lists(
        st.sampled_from(
            [*"0123456789.,:/-% €R$年月日点十百千万两", " ", "\u00a0", "５", "٣", "may", "25", "de", "nov", "🙂", "e\u0301", "\n", "第", "条", "h", "am"]
        ),
        max_size=60,
    ),
    st.sampled_from(LANGUAGES),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_scraps_of_figures_are_read_without_errors(scraps: list[str], language: str) -> None:
    text = "".join(scraps)

    assert all(text[one.start : one.end] == one.text for one in find_figures(text, language=language))


def test_a_russian_floor_is_no_half() -> None:
    assert find_figures("мы заменим пол в прихожей", language="ru") == []
    assert [figure.value for figure in find_figures("через пол часа", language="ru")] == ["PT30M"]


def test_the_end_of_a_sentence_parts_a_weekday_from_the_next_date() -> None:
    text = "Die Rechnung kommt montag. 5. Mai 2026 war die Abnahme. Do. 5. Mai 2026 nicht."
    figures = find_figures(text, language="de", day=date(2026, 11, 20))
    assert [(a.text, b.text) for a, b in weekday_conflicts(figures, text)] == [("Do", "5. Mai 2026")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("六月十号到账", "--06-10"),
        ("十二月三日前", "--12-03"),
        ("十二月三號下午", "--12-03"),
        ("两月一号", "--02-01"),
    ],
)
def test_a_date_in_chinese_numerals_is_a_date(text: str, value: str) -> None:
    found = find_figures(text, language="zh-Hans")
    assert [(figure.kind, figure.value) for figure in found] == [("date", value)]


ONE_OF_A_UNIT = [
    ("en", "The repair takes a month.", "takes a month", "P1M"),
    ("es", "La pieza tarda una semana.", "tarda una semana", "P7D"),
    ("ru", "Ответим через час.", "через час", "PT1H"),
    ("ru", "Деталь придёт в течение недели.", "в течение недели", "P7D"),
    ("ru", "Ремонт займёт рабочий день.", "займёт рабочий день", "P1B"),
    ("af", "Dit neem 'n week.", "neem 'n week", "P7D"),
    ("zh-Hans", "维修大约一个月。", "大约一个月", "P1M"),
    ("zh-Hant", "維修需要一週。", "需要一週", "P7D"),
    ("de", "Das dauert einen Monat.", "dauert einen Monat", "P1M"),
    ("fr", "Ce sera prêt d'ici une semaine.", "d'ici une semaine", "P7D"),
    ("it", "Ci vuole una settimana.", "Ci vuole una settimana", "P7D"),
    ("pt", "Leva um mês.", "Leva um mês", "P1M"),
    ("nl", "Het duurt een week.", "duurt een week", "P7D"),
    ("pl", "Oddzwonimy za godzinę.", "za godzinę", "PT1H"),
    ("tr", "Bir hafta içinde biter.", "Bir hafta içinde", "P7D"),
    ("ja", "一週間ほどかかります。", "一週間ほど", "P7D"),
    ("ko", "하루 안에 끝납니다.", "하루 안에", "P1D"),
]


@pytest.mark.parametrize(("language", "text", "figure", "value"), ONE_OF_A_UNIT)
def test_one_of_a_unit_is_a_figure_beside_a_word_that_makes_it_one(
    language: str, text: str, figure: str, value: str
) -> None:
    assert [(one.text, one.value) for one in find_figures(text, language=language)] == [(figure, value)]
    assert covered(find_figures(text, language=language)[0], known_figures(text))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Every hour it is down is an hour without it, and a second letter takes a second look."),
        ("es", "Cada hora cuenta, y un día así pesa."),
        ("ru", "Два раза в неделю, до конца месяца, целый день и каждый час."),
        ("zh-Hans", "停一小时，等着用的人就多等一小时，每一天都算。"),
        ("ko", "하루가 아깝습니다."),
        ("pl", "Co tydzień, do końca miesiąca."),
    ],
)
def test_one_of_a_unit_alone_is_no_figure(language: str, text: str) -> None:
    assert [one.text for one in find_figures(text, language=language) if one.kind == "duration"] == []


@pytest.mark.parametrize(
    ("language", "text", "known"),
    [
        ("en", "It takes a week.", "part: 7 days"),
        ("ru", "Перезвоним через час.", "call back in an hour"),
        ("af", "Dit is binne 'n week klaar.", "'n week"),
        ("pt", "Fica pronto em uma semana.", "uma semana"),
        ("zh-Hans", "需要一个月。", "1个月"),
        ("en", "It takes a month.", "一个月"),
    ],
)
def test_one_of_a_unit_is_backed_by_the_same_said_otherwise(language: str, text: str, known: str) -> None:
    (figure,) = find_figures(text, language=language)
    assert covered(figure, known_figures(known))


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "We reply next week, or by the end of the month.", ["2026-W49", "2026-11|--11"]),
        ("en", "It comes in a few days, by close of business, or within the hour.", ["P~D", "2026-11-23", "PT1H"]),
        ("en", "At the end of the day it is your shop.", []),
        ("es", "Llega la semana que viene o a finales de mes.", ["2026-W49", "2026-11|--11"]),
        ("ru", "Ответим на следующей неделе, до конца месяца или на днях.", ["2026-W49", "2026-11|--11", "P~D"]),
        ("af", "Dit kom volgende week of oor 'n paar dae.", ["2026-W49", "P~D"]),
        ("zh-Hans", "下周回复，月底前到货，几天内寄出。", ["2026-W49", "2026-11|--11", "P~D"]),
        ("zh-Hant", "下週三回覆，年底前到貨。", ["2026-11-25|2026-12-02", "2026"]),
        ("de", "Nächste Woche oder bis Jahresende.", ["2026-W49", "2026"]),
        ("fr", "D'ici la fin du mois, sous quinzaine.", ["2026-11|--11", "P14D"]),
        ("it", "La prossima settimana, in giornata.", ["2026-W49", "2026-11-23"]),
        ("pt", "Na próxima semana, em alguns dias.", ["2026-W49", "P~D"]),
        ("nl", "Volgende maand, over een paar weken.", ["2026-12|--12", "P~W"]),
        ("pl", "W przyszłym tygodniu, za kilka dni.", ["2026-W49", "P~D"]),
        ("tr", "Gelecek hafta, birkaç gün içinde.", ["2026-W49", "P~D"]),
        ("ja", "来週、または数日中に。", ["2026-W49", "P~D"]),
        ("ko", "다음 주에, 또는 며칠 안에.", ["2026-W49", "P~D"]),
    ],
)  # fmt: skip
def test_a_stretch_of_time_with_a_name_is_a_figure(language: str, text: str, found: list[str]) -> None:
    day = date(2026, 11, 23)  # a Monday, week 48
    assert [figure.value for figure in find_figures(text, language=language, day=day)] == found


@pytest.mark.parametrize(
    ("text", "known", "follows"),
    [
        ("this week", "Anna answers on 26 November", True),
        ("this week", "Anna answers on 1 December", False),
        ("next month", "starts in December", True),
        ("next month", "starts on 12 December 2026", True),
        ("this month", "11 of 18 sheets are here", False),
        ("next year", "from 2027", True),
        ("a few days", "needs 3 working days", True),
        ("a couple of weeks", "needs 21 days", True),
        ("a few days", "needs 30 days", False),
        ("3 days", "a few days", False),
        ("the end of the day", "sent on 23.11.2026", True),
        ("next week", "下周", True),
    ],
)
def test_a_stretch_of_time_follows_from_a_day_within_it(text: str, known: str, follows: bool) -> None:
    day = date(2026, 11, 23)
    (figure,) = find_figures(text, language="en", day=day)
    assert covered(figure, known_figures(known, day=day)) is follows
