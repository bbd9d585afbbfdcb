"""Each decoding rule on texts a model might write, one row per case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Constraints
from assistant.models.constraints import (
    AllowedDigits,
    AllowedValues,
    BannedPhrases,
    NothingTwice,
    OwnScript,
    Rule,
    StandingAlone,
    ends_as_sentence,
    first_sentence_end,
    rules_for,
)
from assistant.models.constraints.words import GrowingWords, words_of


def offence(rule: Rule, text: str, *, ended: bool = True, fresh: int = 0) -> str | None:
    """The words that offend, or None."""
    found = rule.check(text, fresh, ended=ended).offence
    return None if found is None else text[found.start : found.end]


def held(rule: Rule, text: str) -> str:
    """What an unfinished text keeps back."""
    return text[rule.check(text, 0, ended=False).pending :]


@pytest.mark.parametrize(
    ("phrases", "text", "expected"),
    [
        (("sorry",), "We are sorry.", "sorry"),
        (("sorry",), "We are Sorry", "Sorry"),
        (("sorry",), "SORRY!", "SORRY"),
        (("sorry",), "ｓｏｒｒｙ that", "ｓｏｒｒｙ"),
        (("sorry",), "so\u00adr\u200bry.", "so\u00adr\u200bry"),
        (("sorry",), "sor-ry.", "sor-ry"),
        (("sorry",), "so rry.", "so rry"),
        (("sorry",), "**sorry**", "sorry"),
        (("sorry",), "not-sorry", "sorry"),
        (("sorry",), "sorryful", None),
        (("sorry",), "a sorrysight", None),
        (("my bad",), "That is my  bad.", "my  bad"),
        (("my bad",), "That is my\nbad.", "my\nbad"),
        (("my bad",), "my badge", None),
        (("our fault",), "hour fault", None),
        (("apologi*",), "We apologised.", "apologi"),
        (("извин*",), "Извините нас", "Извин"),
        (("прошу прощени*",), "Я прошу  прощения", "прошу  прощени"),
        (("вина",), "дом в и на горе", None),
        (("perdón",), "pido perdo\u0301n", "perdo\u0301n"),
        (("perdón",), "pido perdon", "perdon"),
        (("对不起",), "真的對不起。", "對不起"),
        (("抱歉",), "非常抱 歉", "抱 歉"),
        (("haber* fallado",), "por haberle fallado", "haberle fallado"),
        (("haber* fallado",), "haber leído fallado", None),
        (("you're right",), "You’re right.", "You’re right"),
        (("ごめん",), "それはごめんね", "ごめん"),
    ],
)
def test_banned_phrases_in_all_their_writings(phrases, text, expected):
    assert offence(BannedPhrases(phrases), text) == expected


@pytest.mark.parametrize(
    ("language", "phrases", "text", "expected"),
    [
        ("en", ("sorry",), "We are sosorry, but no.", "sorry"),
        ("en", ("apologi*",), "Ourapologies.", "apologi"),
        ("es", ("lamentamos",), "Lolamentamos mucho.", "lamentamos"),
        ("en", ("fault",), "By default it is on.", None),
        ("es", ("lamento",), "El parlamento decide.", None),
        ("en", ("my bad",), "Some badges.", None),
        ("", ("sorry",), "We are sosorry.", None),
    ],
)
def test_a_banned_phrase_glued_to_a_small_word_is_one_too(language, phrases, text, expected):
    assert offence(BannedPhrases(phrases, language), text) == expected


@pytest.mark.parametrize(
    ("phrases", "text", "expected"),
    [
        (("sorry",), "We are so", "so"),
        (("sorry",), "We are sorry", "sorry"),
        (("sorry",), "We are sorryl", ""),
        (("we regret",), "Now we ", "we "),
        (("we regret",), "Now we re", "we re"),
        (("we regret",), "Now we refer", ""),
        (("抱歉",), "我们抱", "抱"),
    ],
)
def test_a_beginning_of_a_phrase_is_held_back(phrases, text, expected):
    assert held(BannedPhrases(phrases), text) == expected


def test_a_phrase_inside_the_forced_opening_is_the_callers_own():
    rule = BannedPhrases(("sorry", "we regret"), free=len("We are sorry"))
    assert offence(rule, "We are sorry to") is None
    assert offence(rule, "We are sorry to say we regret") == "we regret"


@pytest.mark.parametrize(
    ("allowed", "text", "expected"),
    [
        (("12",), "in 12 days", None),
        (("12",), "in 2 days", "2"),
        (("12",), "in 120 days", "0"),
        (("12",), "in 1 day", " "),
        (("12",), "in 12.5 days", "."),
        (("4.2",), "see 4.2.", None),
        (("4.2",), "see 4.", "."),
        (("13,200",), "all 13,200 of it", None),
        (("13,200",), "all 13,500 of it", "5"),
        (("1 200",), "all 1 200", None),
        (("1 200",), "all 1\u00a0200", None),
        (("12",), "12-12", None),
        (("12",), "12–12–12", "1"),
        (("12",), "12-12--12", "-"),
        (("17:00",), "at 17\nor", "\n"),
        (("12", "14"), "12–14 days", None),
        (("2026-11-09",), "on 2026-11-09", None),
        (("12",), "１２", "１"),
        (("12",), "m² of it", "²"),
        ((), "Call 911", "9"),
        (("17:00",), "at 17:30", "3"),
    ],
)
def test_digits_are_whole_and_allowed(allowed, text, expected):
    assert offence(AllowedDigits(allowed), text) == expected


@pytest.mark.parametrize(
    ("allowed", "text", "expected"),
    [
        (("12",), "in 12", "12"),
        (("12", "12.5"), "in 12.", "12."),
        (("12",), "in 12 d", ""),
        (("1 200",), "1 2", "1 2"),
    ],
)
def test_an_unfinished_figure_is_held_back(allowed, text, expected):
    assert held(AllowedDigits(allowed), text) == expected


@pytest.mark.parametrize(
    ("allowed", "language", "text", "expected"),
    [
        (("two weeks",), "en", "It takes two weeks.", None),
        (("12",), "en", "It takes two weeks.", "two weeks"),
        ((), "en", "We call on Tuesday.", "Tuesday"),
        (("Tuesday",), "en", "We call on Tuesday.", None),
        (("25 ноября",), "ru", "Это будет 25 декабря.", "25 декабря"),
        (("25 ноября",), "ru", "Это будет 25 ноября.", None),
        ((), "ru", "Через две недели.", "две недели"),
        ((), "es", "Llega en dos semanas.", "dos semanas"),
        ((), "zh-Hans", "两周后到账。", "两周后"),
        (("14 天",), "zh-Hans", "这十分重要。", None),
        (("30",), "en", "There are 30 of them.", None),
        (("30",), "en", "It is 30 % of it.", "30 %"),
        (("30 %",), "en", "It is 30 % of it.", None),
        (("30 %",), "en", "Of all, it is 30.", None),
        (("30 %",), "en", "It is 30 days.", "30 days"),
        (("12",), "en", "It arrives at 12 p.m. on the way.", "12 p.m."),
        (("12",), "en", "It arrives at 12 p.m", "12 p.m"),
        (("12",), "en", "See section 12 of it.", "section 12"),
        (("12",), "es", "Empieza el 12 de mayo.", "12 de mayo"),
        (("12",), "es", "El 12 January", "12 January"),
        (("12",), "es", "En 12 days, sí", "12 days"),
        (("12",), "es", "Apenas two days antes.", "two days"),
        (("12",), "af", "Binne three weeks is dit klaar.", "three weeks"),
        (("12",), "af", "Dit is ten minste klaar.", None),
        (("12",), "es", "Son 12 cajas.", None),
        (("12 de mayo",), "es", "Empieza el 12 de mayo.", None),
        (("12",), "ru", "Это №12 рублей.", "12 рублей"),
        (("12",), "ru", "Это № 12 в списке.", None),
        (("12",), "zh-Hans", "第12月到账。", "12月"),
        (("12",), "zh-Hans", "第12个箱子。", None),
        (("12",), "zh-Hans", "12号以后。", "12号"),
    ],
)
def test_figures_in_words_follow_from_allowed_ones(allowed, language, text, expected):
    found = offence(AllowedValues(allowed, language), text)
    assert (found or "").startswith(expected) if expected else found is None


@pytest.mark.parametrize(
    ("allowed", "text", "expected"),
    [
        (("12",), "12 of them, (12), 12-12, **12**", None),
        (("12",), "Covid-12 came", "12"),
        (("12",), "АЩО-12С", "12С"),
        (("12",), "12La and", "La"),
        (("12",), "a list_12", "12"),
        (("12",), "12% of it", "%"),
        (("12",), "$12 of it", "12"),
        (("12 %",), "12% of it", None),
        (("$12",), "$12 of it", None),
        (("12",), "12th of it", "th"),
        (("12",), "a 12-person table", None),
        (("12",), "a 12-month plan", "-month"),
        (("12 months",), "a 12-month plan", None),
        (("12",), "12-C", "-C"),
        (("12",), "12-_person", "-_person"),
        (("12",), "12个，第12个", None),
        (("TL-2026-088",), "as TL-2026-088 says", None),
        (("TL-2026-088",), "as XL-2026-088 says", "2026-088"),
        (("12 kg",), "12kg of it", None),
        (("14:30",), "14:30% of it", "%"),
        (("3 pm",), "at 3pm sharp", None),
    ],
)
def test_what_is_written_onto_digits_makes_another_figure(allowed, text, expected):
    assert offence(StandingAlone(allowed, "en"), text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It takes 12", "12"),
        ("en", "It takes 12 ", "12 "),
        ("en", "It takes 12 of", "12 of"),
        ("en", "It takes 12 of them ", ""),
        ("en", "It takes 12, as", ""),
        ("en", "It takes 12 immediatelyafterthatandonandonwithout", ""),
        ("es", "Son 12 de ", "12 de "),
        ("zh-Hans", "有12个", "12个"),
        ("zh-Hans", "有12个箱子", ""),
    ],
)
def test_a_figure_is_held_back_until_what_follows_cannot_be_part_of_it(language, text, expected):
    assert held(AllowedValues(("12",), language), text) == expected


@pytest.mark.parametrize(
    ("language", "text", "figures"),
    [
        (
            "en",
            "Sent on Wednesday 11 November at 06:20, taken back at 9:05, it costs 1,200.50 euros.",
            ("11 November", "Wednesday", "06:20", "9:05", "1,200.50 euros"),
        ),
        (
            "ru",
            "Кабинет закрыт 7 ноября в 14:20, сумма 1 200,50 евро.",
            ("7 ноября", "14:20", "1 200,50 евро"),
        ),
        ("zh-Hans", "12:11已撤下，上午9:05确认，共1,200元。", ("12:11", "上午9:05", "1,200元")),
        ("zh-Hant", "於12:11撤下，共1,200元。", ("12:11", "1,200元")),
        ("es", "Se subió a las 06:20 y cuesta 1.200,50 euros.", ("06:20", "1.200,50 euros")),
        ("af", "Die data het Maandag om 20:40 gekom, en kos R1 200,50.", ("Maandag", "20:40", "R1 200,50")),
        (
            "de",
            "Am Montag um 20:40 Uhr kam es an, um 9.05 Uhr ging es raus.",
            ("Montag", "20:40 Uhr", "9.05 Uhr"),
        ),
    ],
)
def test_an_allowed_time_or_sum_is_allowed_sign_by_sign(language, text, figures):
    """'at 06:' is no six o'clock yet: what is written one token after the other is never refused half way."""
    for end in range(1, len(text) + 1):
        for fresh in {0, max(0, end - 1), max(0, end - 4)}:
            for rule in rules_for(Constraints(figures=figures, language=language)):
                assert rule.check(text[:end], fresh, ended=False).offence is None, text[:end]


def test_another_time_is_refused_though_it_begins_alike():
    (rule,) = (
        each
        for each in rules_for(Constraints(figures=("06:20", "6"), language="en"))
        if type(each).__name__ == "AllowedValues"
    )
    text = "It was sent at 06:30, as the log says."
    assert rule.check(text, 0, ended=False).offence is not None


def test_an_allowed_figure_stays_allowed_when_its_beginning_lies_far_back():
    rule = AllowedValues(("veinticinco mil euros", "12 de mayo de 2026"), "es")
    text = "Son veinticinco mil euros, el 12 de mayo de 2026, y la caja está con nosotros. " * 3
    assert [end for end in range(1, len(text)) if rule.check(text[:end], end - 1, ended=False).offence] == []


def test_an_undecided_figure_is_not_forgotten_however_long_what_follows_is():
    rule = AllowedValues(("12",), "es")
    text = "Son tres semanas.Mayer" + "aneonanasirobemente" * 8
    refused = [
        size for size in range(1, len(text) + 1) if rule.check(text[:size], size - 1, ended=False).offence
    ]
    assert len("Son tres semanas") + 32 <= refused[0] <= len("Son tres semanas") + 48


@pytest.mark.parametrize(
    ("language", "names", "text", "expected"),
    [
        ("en", (), "Your order да", "д"),
        ("en", ("Анна",), "Dear Анна", None),
        ("ru", (), "Ваш order", "o"),
        ("ru", ("Smart Home",), "Ваш Smart Home", None),
        ("zh-Hans", (), "您的订单", None),
        ("zh-Hans", (), "您的訂單", "訂"),
        ("zh-Hans", ("訂",), "您的訂", None),
        ("zh-Hant", (), "您的訂單", None),
        ("zh-Hant", (), "您的订单", "订"),
        ("ja", (), "ご注文です", None),
        ("", (), "anything да 中", None),
        ("de", (), "Größe – 100 € µ", None),
    ],
)
def test_letters_of_other_scripts(language, names, text, expected):
    assert offence(OwnScript(language, names), text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "Смета KZ-26-033 готова, файл PDF.", None),
        ("zh-Hans", "合同TL-2026-088，请用PDF。", None),
        ("ru", "Смета KZ-26 готова", " "),
        ("ru", "Смета KZ-26-034", "4"),
        ("ru", "Смета KZ", ""),
        ("ru", "Файл PDFX", "X"),
        ("zh-Hans", "合同 order", "o"),
        ("ru", "файл sent", "s"),
    ],
)
def test_allowed_codes_may_be_written_whole_in_another_script(language, text, expected):
    allowed = ("quote KZ-26-033 and TL-2026-088 sent as PDF",)
    assert offence(OwnScript(language, allowed=allowed), text) == expected


def test_a_code_that_is_being_written_is_pending():
    rule = OwnScript("ru", allowed=("KZ-26-033",))
    verdicts = [rule.check("Смета KZ-26-033 "[:length], length - 1, ended=False) for length in range(1, 17)]
    assert [verdict.pending for verdict in verdicts] == [1, 2, 3, 4, 5, 6, *[6] * 9, 16]
    assert all(verdict.offence is None for verdict in verdicts)


LONG = "your parcel left the warehouse this morning and is on its way"


@pytest.mark.parametrize(
    ("seen", "text", "expected"),
    [
        ((LONG,), "Well, your parcel left the warehouse this morning and stays", "and"),
        ((LONG,), "Well, your parcel left the warehouse this evening and stays", None),
        ((), "We call you back soon. We call you back soon.", "soon."),
        ((), "Thank you. Thank you.", None),
        (("We call you back soon.",), "We call you back soon.", "soon."),
        (("我们已经把您的包裹交给了承运商并通知了仓库",), "现在我们已经把您的包裹交给了承运商并", "并"),
    ],
)
def test_nothing_is_said_twice_or_copied(seen, text, expected):
    assert offence(NothingTwice(seen), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is here. We", "It is here."),
        ("It is here.", None),
        ("It costs 4.2 euros", None),
        ("Ask Mr. Smith", None),
        ("Am 25. November kommt", None),
        ("“It is here.” We", "“It is here.”"),
        ("在这里。我", "在这里。"),
        ("Is it? Yes", "Is it?"),
        ("First line\nsecond", "First line"),
        ("\n\nFirst", None),
    ],
)
def test_where_the_first_sentence_ends(text, expected):
    end = first_sentence_end(text, 0)
    assert (None if end is None else text[:end]) == expected


def test_only_a_sentence_end_is_an_end():
    assert [ends_as_sentence(text) for text in ("Done.", "Done", "好。", "“Yes!”", "a, ", "")] == [
        True,
        False,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We call you back. We call you", "you"),
        ("We call you back. We call you back", "back"),
        ("We call you back. We call you back so", "back so"),
        ("We call you back. We call you back, and", "back, and"),
        ("We call you back. We call you back,", "back,"),
    ],
)
def test_text_is_not_shown_where_it_could_not_end_without_saying_a_sentence_again(text, expected):
    assert held(NothingTwice(), text) == expected


def test_going_back_and_on_reads_as_the_whole_text_does():
    words = GrowingWords()
    for text in ("We don", "We don't go", "We don", "We do not. 12", "", "我们 go 12.5"):
        assert words.read(text) == words_of(text)


def test_a_job_without_constraints_still_says_nothing_twice():
    assert [type(rule) for rule in rules_for(Constraints())] == [OwnScript, NothingTwice]


PIECES = [
    "KZ-26-033",
    "KZ-26",
    "26-KS",
    "PDF",
    "PD",
    "P",
    "x",
    " ",
    "/",
    "-",
    ".",
    "готова",
    "26",
    "3",
    "033",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_the_script_rule_passes_as_safe_is_never_taken_back(text):
    rule = OwnScript("ru", allowed=("KZ-26-033, 26-KS as PDF",))
    safe = 0
    for length in range(1, len(text) + 1):
        verdict = rule.check(text[:length], length - 1, ended=False)
        assert verdict.pending >= safe
        if verdict.offence is not None:
            assert verdict.offence.start >= safe
            assert rule.check(text, 0, ended=True).offence is not None
            return
        safe = verdict.pending
    streamed = rule.check(text, len(text), ended=True).offence
    assert (streamed is None) == (rule.check(text, 0, ended=True).offence is None)


@pytest.mark.parametrize(
    ("language", "allowed", "text", "expected"),
    [
        ("ru", "PDF/KZ-26-033", "Файл PDF/KZ-26-033.", None),
        ("ru", "send it as PDF", "Шаг 3.PDF готов", None),
        ("ru", "DO NOT TELL THE CLIENT", "Мы NOT платим", "N"),
        ("en", "客户11月3日前付清", "Paid 客户11月3日前付清", "客"),
        ("ru", "quote KZ-26-033", "Смета KZ-26.", "."),
    ],
)
def test_codes_beside_marks_and_what_is_none(language, allowed, text, expected):
    found = OwnScript(language, allowed=(allowed,)).check(text, 0, ended=True).offence
    assert (found and text[found.start : found.end]) == expected
    assert found is None or not (found.always and expected == ".")
