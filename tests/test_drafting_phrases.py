"""The localised sentences: complete in every language, right by register, clean at the gate."""

import re
from datetime import date

import pytest

from assistant.domain import Evidence, Severity
from assistant.drafting.phrases import Phrases, load_phrases, pick, supported
from assistant.errors import KnowledgeDataError
from assistant.gate import check

FULL = ("af", "en", "es", "ru", "zh-Hans", "zh-Hant")


def keys(node: object, path: str = "") -> set[str]:
    """Dotted paths of all phrases, with variants and registers folded."""
    if isinstance(node, dict) and not path.endswith(("neutral",)):
        return {key for name, child in node.items() for key in keys(child, f"{path}.{name}".strip("."))}
    return {path}


def structure(phrases: Phrases) -> set[str]:
    groups = ("greeting", "record", "agreement", "offer", "open", "route", "next", "gap")
    found: set[str] = set()
    for group in groups:
        found |= {f"{group}.{name}" for name in phrases.entries[group]}
    return found | {f"acknowledge.{name}" for name in phrases.entries["acknowledge"]}


def test_the_full_languages_are_there() -> None:
    assert set(FULL) <= set(supported())


@pytest.mark.parametrize("language", supported())
def test_every_language_has_every_phrase(language: str) -> None:
    assert structure(load_phrases("en")) - structure(load_phrases(language)) == set()


def every_sentence() -> list[tuple[str, str, str]]:
    rows = []
    for language in supported():
        phrases = load_phrases(language)
        for register in phrases.registers:
            for group in ("acknowledge", "boundary", "route", "next", "open", "record", "offer", "greeting"):
                node = phrases.entries[group]
                variants = node.values() if isinstance(node, dict) else [node]
                for variant in variants:
                    for text in variant if isinstance(variant, list) else [variant]:
                        rows.append((language, register, text[register] if isinstance(text, dict) else text))
    return rows


@pytest.mark.parametrize("language", supported())
def test_no_phrase_is_stopped_by_the_gate_or_warned_of_for_its_wording(language: str) -> None:
    wording = {"apology", "admission", "blame", "admonishment", "sarcasm"}
    blocked = [
        (text, finding.rule)
        for tag, _register, text in every_sentence()
        if tag == language
        for finding in check(re.sub(r"\{\{.*?\}\}", "…", text), Evidence(language=language))
        if finding.severity is Severity.BLOCK
        or (finding.severity is Severity.WARN and finding.rule in wording)
    ]
    assert blocked == []


@pytest.mark.parametrize("language", supported())
def test_an_acknowledgement_has_no_we_no_figure_and_no_exclamation(language: str) -> None:
    ours = {
        "en": r"\bwe\b|\bour\b", "es": r"\bnosotros\b|\bnuestr", "ru": r"\bмы\b|\bнаш", "af": r"\bons\b",
        "zh-Hans": "我们|我方", "zh-Hant": "我們|我方",
    }.get(language, r"(?!)")  # fmt: skip
    phrases = load_phrases(language)
    for situation in phrases.entries["acknowledge"]:
        for register in phrases.registers:
            for text in phrases.choices(f"acknowledge.{situation}", register):
                assert not re.search(rf"{ours}|\d|[!！]", text, re.IGNORECASE), text


def test_a_register_is_found_in_any_spelling_and_unknown_ones_give_the_polite_form() -> None:
    spanish = load_phrases("es")
    assert [spanish.register(name) for name in ("tú", "tu", "USTED", "", "vos")] == [
        "tú",
        "tú",
        "usted",
        "usted",
        "usted",
    ]


def test_phrases_are_filled_in_the_register() -> None:
    russian = load_phrases("ru")
    assert russian.say("open.defer", "ты", ask="«когда»") == (
        "По поводу «когда» наш ответ придёт тебе до [FILL: день и время]."
    )
    assert russian.say("route.wait", "ты") == "Сообщение прочитано."
    with pytest.raises(KnowledgeDataError, match=r"'open\.defer'.*cannot be filled in"):
        russian.say("open.defer", "вы")
    with pytest.raises(KnowledgeDataError, match=r"has no phrase 'open\.never'"):
        russian.say("open.never", "вы")


def test_a_day_is_written_as_the_language_writes_it() -> None:
    day = date(2026, 10, 27)
    written = {tag: load_phrases(tag).date(day) for tag in FULL}
    assert written == {
        "af": "27 Oktober", "en": "27 October", "es": "27 de octubre", "ru": "27 октября",
        "zh-Hans": "10月27日", "zh-Hant": "10月27日",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "register", "note", "said"),
    [
        ("en", "", "the client's logo arrived; the client was told", "your logo arrived; you were told"),
        ("en", "", "client signed the sheet; client has no extra cover", "you signed the sheet; you have no extra cover"),
        ("en", "", "account of client manager Ann", "account of client manager Ann"),
        ("de", "Sie", "Foto liegt vor; Kundin hat nicht unterschrieben", "Foto liegt vor; Sie haben nicht unterschrieben"),
        ("es", "usted", "clienta firmó el acta", "usted firmó el acta"),
        ("ru", "вы", "клиент подписал акт, клиентка не обратилась", "вы подписали акт, вы не обратились"),
        ("ru", "ты", "клиент подписал акт", "клиент подписал акт"),
        ("ru", "вы", "загрузить может только владелец, то есть клиент", "загрузить может только владелец, то есть вы"),
        ("ru", "вы", "клиент в июле оплатил всё сразу", "вы в июле оплатили всё сразу"),
        ("zh-Hans", "你", "客户给的定稿写的是19.9", "你给的定稿写的是19.9"),
        ("zh-Hans", "您", "原因不在客户内容", "原因不在您的内容"),
        ("zh-Hans", "您", "客户侧邮箱拒收", "您这边邮箱拒收"),
        ("zh-Hans", "您", "别的客户没有折扣，两家客户公司在等", "别的客户没有折扣，两家客户公司在等"),
        ("zh-Hans", "您", "这个客户下周三来取，没有客户的授权不行", "您下周三来取，没有您的授权不行"),
        ("zh-Hans", "您", "请客户签名，退给客户押金200", "请您签名，退给您押金200"),
        ("zh-Hans", "您", "其它客户都付了800，某客户没有付", "其它客户都付了800，某客户没有付"),
        ("zh-Hant", "您", "客戶合約12月到期", "您的合約12月到期"),
        ("zh-Hant", "您", "客戶經理已聯絡客戶", "客戶經理已聯絡您"),
    ],
)  # fmt: skip
def test_the_client_becomes_you_in_a_note(language: str, register: str, note: str, said: str) -> None:
    assert load_phrases(language).to_second_person(note, register) == said


def test_a_pick_repeats_for_a_seed_and_avoids_what_was_read_before() -> None:
    variants = ["one", "two", "three"]
    assert pick(variants, 3) == pick(variants, 3)
    assert {pick(variants, seed, avoid=["one", "two"]) for seed in range(20)} == {"three"}
    assert pick(["one"], 0, avoid=["one"]) == "one"


@pytest.mark.parametrize(
    ("language", "note", "word"),
    [
        ("en", "she reported it at 10:05", "she"),
        ("en", "the shelf was checked", ""),
        ("zh-Hans", "14 条的清单她没有附", "她"),
        ("zh-Hans", "其他链接可打开，他们已确认", ""),
        ("ru", "её ответа нет", "её"),
        ("ko", "그가 확인함", ""),
    ],
)
def test_a_note_that_says_she_or_he_is_found(language: str, note: str, word: str) -> None:
    assert load_phrases(language).third_person(note) == word


def test_the_first_of_a_month_is_written_as_the_language_writes_it() -> None:
    days = (date(2026, 8, 1), date(2026, 8, 11))
    assert [load_phrases("fr").date(day) for day in days] == ["1er août", "11 août"]
    assert load_phrases("fr").date(days[0], year=True) == "1er août 2026"
    assert load_phrases("es").date(days[0]) == "1 de agosto"


@pytest.mark.parametrize(
    ("signed", "greeted"),
    [
        ("Игорь Малышев", "Игорь"),
        ("Марина Котова", "Марина"),
        ("Ольга Витальевна", "Ольга Витальевна"),
        ("Котова Марина", "Котова Марина"),
        ("Шевченко Георгий", "Шевченко Георгий"),
        ("Гостиница Волжская", "Гостиница Волжская"),
        ("Салтыков", "Салтыков"),
    ],
)
def test_in_russian_who_signs_with_both_names_is_greeted_by_the_first(signed: str, greeted: str) -> None:
    assert load_phrases("ru").greeted_as(signed) == greeted
    assert load_phrases("de").greeted_as("Igor Malyschew") == "Igor Malyschew"


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("ru", "Пусть приходит без записи, будни 10–18"),
        ("es", "que venga sin cita, de 10 a 18"),
        ("af", "laat haar die boks bring"),
        ("fr", "qu'elle vienne sans rendez-vous"),
        ("pt", "que venha sem marcação"),
        ("nl", "laat hem de doos meebrengen"),
    ],
)
def test_an_order_about_the_client_cannot_be_turned_to_them_by_rule(language: str, note: str) -> None:
    assert load_phrases(language).to_client(note, "") == ""


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("ru", "Пусть будет вторник"),
        ("de", "Die Lieferung ist unterwegs, sie soll am Freitag ankommen."),
        ("af", "Die pomp is stukkend, ons laat hom Vrydag regmaak."),
        ("nl", "de zaak laat hem nakijken"),
        ("es", "Que pase buen día."),
    ],
)
def test_what_is_said_of_a_thing_or_wished_is_no_order_about_the_client(language: str, note: str) -> None:
    assert load_phrases(language).to_client(note, "") == note
