"""What the apology, admission, charge, blame and tone rules say about real-shaped replies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.domain import Apology, Ask, AskKind, Channel, Evidence, Finding, Severity
from assistant.gate import check
from assistant.gate.admission import admission
from assistant.gate.apology import apology
from assistant.gate.charge import blame, charge
from assistant.gate.coverage import coverage
from assistant.gate.tone import admonishment, capitals, exclamation, explaining, length, sarcasm

LETTERS = Path(__file__).parent / "letters" / "gate"
BLOCK, WARN, INFO = Severity.BLOCK, Severity.WARN, Severity.INFO
EMPTY = Evidence()


def told(findings: object) -> list[tuple[str, str]]:
    assert not isinstance(findings, Finding)
    return [(str(found.severity), found.text) for found in findings]  # type: ignore[attr-defined]


def test_a_grovelling_letter_is_marked_word_by_word() -> None:
    text = (LETTERS / "grovel.txt").read_text("utf-8")
    rules = (apology, admission, blame, admonishment, exclamation)
    found = sorted((hit for rule in rules for hit in rule(text, EMPTY)), key=lambda hit: hit.start)
    assert [(hit.rule, str(hit.severity), hit.text) for hit in found] == [
        ("apology", "block", "sorry"),
        ("admission", "block", "completely unacceptable of us"),
        ("exclamation", "warn", "!"),
        ("blame", "block", "The supplier let us down"),
        ("admonishment", "block", "calm down"),
    ]
    assert all(text[hit.start : hit.end] == hit.text and hit.reason and hit.hint for hit in found)


# --- apologies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lo siento, pero el viernes no es posible.", ["Lo siento"]),
        ("Lamentablemente, el viernes no es posible.", []),
        ("Siento que esta opción le conviene.", []),
        ("К сожалению, в субботу склад закрыт.", []),
        ("Приносим искренние извинения.", ["Приносим искренние извинения"]),
        ("遗憾的是，周五没有空档。", []),
        ("很遺憾，週五沒有空檔。", []),
        ("深表歉意，請您見諒。", ["歉意", "請您見諒"]),
        ("Ongelukkig is Vrydag vol, ten spyte van die reën.", []),
        ("No excuse is offered here, and no apology.", []),
        ("Your driver has apologised to the neighbour.", []),
        ("You asked us to apologise; the record shows the following.", []),
        ("Ｓｏｒｒｙ for the wait.", ["Ｓｏｒｒｙ"]),
        ("so\u00adrry", ["so\u00adrry"]),
        ("Nous sommes de\u0301sole\u0301s.", ["de\u0301sole\u0301s"]),
        ("SORRY about that", ["SORRY"]),
        ("Sorry啊", ["Sorry"]),
        ("對唔住呀，聽日先有貨。", ["對唔住"]),
    ],
)
def test_an_apology_is_told_from_what_looks_like_one(text: str, words: list[str]) -> None:
    assert [hit.text for hit in apology(text, EMPTY)] == words


def test_bu_hao_yi_si_is_empathy_or_a_softener() -> None:
    evidence = Evidence(language="zh-Hans")
    assert told(apology("我觉得很不好意思，让您的感受这么不愉快。", evidence)) == [("info", "觉得很不好意思")]
    assert told(apology("不好意思，这个时间做不到。", evidence)) == [("warn", "不好意思")]
    assert told(apology("您不用不好意思，直接说就行。", evidence)) == []


def test_brief_lets_one_apology_stand_where_the_fault_is_ours() -> None:
    text = "We are sorry about the blank slot. Once more, our apologies."
    own = Evidence(language="en", apology=Apology.BRIEF, own_fault=True)
    assert told(apology(text, own)) == [("info", "sorry"), ("block", "apologies")]
    elsewhere = Evidence(language="en", apology=Apology.BRIEF)
    assert told(apology(text, elsewhere)) == [("block", "sorry"), ("block", "apologies")]


def test_the_words_of_the_client_may_be_quoted() -> None:
    message = "Sorry? Is that all you have?"
    quoting = 'You ask whether "Sorry?" is all.'
    assert told(apology(quoting, Evidence(message=message))) == []
    assert told(apology('We want to say "sorry".', Evidence(message="Where is it?"))) == [("block", "sorry")]
    assert told(apology('"We are sorry for everything."', EMPTY)) == [("block", "sorry")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You write ‘we are sorry, and nothing comes of it’; the log says 14:10.", []),
        ("Your words are ‘you’re sorry, you’re always sorry’, from 4 May.", []),
        ("您来信写道‘对不起三个字已经听够了’，附件是记录。", []),
        ("Usted cita ‘lo sentimos mucho, de verdad’ del correo de ayer.", []),
        ("It’s late, we’re sorry, and that’s the clients’ view.", ["sorry"]),
        ("It‘s late and we‘re so sorry about the clients’ wait.", ["sorry"]),
        ("In the summer of ‘98 we were sorry about the builders’ strike.", ["sorry"]),
        ("We are ‘sorry’ about it.", ["sorry"]),
    ],
)
def test_words_in_single_marks_are_theirs_and_an_apostrophe_opens_none(text: str, found: list[str]) -> None:
    assert [hit.text for hit in apology(text, EMPTY)] == found


def test_an_unknown_language_is_searched_with_its_script_and_says_so() -> None:
    evidence = Evidence(language="sv")
    text = "Det är inte klart, sorry."
    assert told(apology(text, evidence)) == [("block", "sorry")]
    assert [(hit.rule, hit.severity) for hit in coverage(text, evidence)] == [("coverage", INFO)]
    assert list(coverage("The file is here.", Evidence(language="en"))) == []


# --- admissions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "admits"),
    [
        ("We dropped the ball.", True),
        ("This was our mistake.", True),
        ("是我们疏忽。", True),
        ("是我們的疏失。", True),
        ("На нашей стороне ошибка.", True),
        ("Ons het dit verbrou.", True),
        ("Ha sido un fallo nuestro.", True),
        ("只能说我们能力不够。", True),
        ("It was not our mistake.", False),
        ("Our liability is capped at the fee.", False),
        ("You write that we dropped the ball; the log shows 14:10.", False),
        ("我司责任上限为合同金额。", False),
        ("Ответственность сторон определена в п. 7.", False),
    ],
)
def test_an_admission_needs_no_apology_word(text: str, admits: bool) -> None:
    assert bool(list(admission(text, EMPTY))) is admits


# --- charges --------------------------------------------------------------------------------------


def against(message: str, *charges: str, kind: AskKind = AskKind.ACCUSATION, **more: object) -> Evidence:
    asks = tuple(Ask(each, message.index(each), message.index(each) + len(each), kind) for each in charges)
    return Evidence(message=message, asks=asks, **more)  # type: ignore[arg-type]


MESSAGE = "The monthly traffic report is still late. Nobody at your agency cares."


def test_a_charge_said_back_as_a_fact_is_stopped() -> None:
    evidence = against(MESSAGE, "The monthly traffic report is still late", language="en")
    assert told(charge("It is true. The monthly traffic report is still late.", evidence)) == [
        ("block", "The monthly traffic report is still late.")
    ]


@pytest.mark.parametrize(
    "reply",
    [
        "The monthly traffic report is not late.",
        "You write that the monthly traffic report is still late.",
        "Is the monthly traffic report still late on your side?",
        'Your line was: "The monthly traffic report is still late".',
        "The report for May is in your folder.",
    ],
)
def test_a_charge_denied_attributed_asked_or_left_alone_is_fine(reply: str) -> None:
    assert (
        told(charge(reply, against(MESSAGE, "The monthly traffic report is still late", language="en"))) == []
    )


def test_what_the_notes_say_is_no_charge() -> None:
    evidence = against(
        MESSAGE,
        "The monthly traffic report is still late",
        language="en",
        known=(("note 1", "monthly traffic report late, was due Tuesday, still open"),),
    )
    assert told(charge("The monthly traffic report is late.", evidence)) == []


def test_a_charge_in_chinese_and_an_insult() -> None:
    message = "月度流量报告还是没到。你们就是一群骗子公司。"
    evidence = against(message, "月度流量报告还是没到", language="zh-Hans")
    assert told(charge("月度流量报告还是没到，今晚处理。", evidence)) == [
        ("block", "月度流量报告还是没到，今晚处理。")
    ]
    insult = against(message, "你们就是一群骗子公司", kind=AskKind.INSULT, language="zh-Hans")
    assert told(charge("你们就是一群骗子公司，这话我们记下了。", insult))[0][0] == "warn"


# --- tone -----------------------------------------------------------------------------------------


def test_exclamation_marks_outside_code_and_quotations() -> None:
    assert told(exclamation("好的！请看 a != b, ![logo](x.png) and done!!", EMPTY)) == [
        ("warn", "！"),
        ("warn", "!!"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We will NOT deliver on Friday.", ["NOT"]),
        ("PLEASE READ THE CONTRACT first.", ["PLEASE READ THE CONTRACT"]),
        ("The SLA and the GDPR form are in the PDF.", []),
        ("- HTML, CSS and API keys\n- SKU AB-1234 ETA 3 PM", []),
        ("补偿部分依 SLA 7.1 计算", []),
        ("МЫ НЕ БУДЕМ отвечать", ["МЫ НЕ БУДЕМ"]),
    ],
)
def test_capitals_shout_and_acronyms_do_not(text: str, words: list[str]) -> None:
    assert [hit.text for hit in capitals(text, EMPTY)] == words


def test_sarcasm_by_words_and_by_emoji() -> None:
    assert told(sarcasm("Very funny, Gus 🙄", EMPTY)) == [("warn", "Very funny"), ("warn", "🙄")]


def test_a_hot_chat_bears_fewer_words_than_a_calm_mail() -> None:
    text = "word " * 180
    assert told(length(text, Evidence(temperature=1))) == []
    assert told(length(text, Evidence(temperature=5, channel=Channel.CHAT))) == [("warn", "word")]


def test_one_reason_is_fine_and_a_row_of_them_is_not() -> None:
    assert told(explaining("The upload stopped because the link had expired.", EMPTY)) == []
    text = "Because of the storm, and because the van was late, due to the road, and since, owing to illness."
    assert told(explaining(text, EMPTY)) == [("warn", "owing to")]


def test_lectures_warn_and_commands_to_be_calm_stop() -> None:
    text = "As I already said, the price is fixed. Please calm down."
    assert told(admonishment(text, EMPTY)) == [("warn", "As I already said"), ("block", "calm down")]


# --- the whole gate -------------------------------------------------------------------------------


def test_findings_come_in_the_order_of_the_text_and_once() -> None:
    found = check("Please calm down! We are sorry. 很抱歉。", Evidence(language="en"))
    wording = [
        (each.rule, each.text) for each in found if each.rule in ("admonishment", "exclamation", "apology")
    ]
    assert wording == [
        ("admonishment", "calm down"),
        ("exclamation", "!"),
        ("apology", "sorry"),
        ("apology", "抱歉"),
    ]
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert len(set(found)) == len(found)


def test_asking_what_the_gate_offers_loads_nothing_heavy() -> None:
    program = (
        "import sys, assistant.gate as gate; gate.covers('en'); gate.marks('We are sorry', 'en');"
        "print([name for name in ('numpy', 'lingua', 'chromadb', 'dateparser', 'opencc') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
