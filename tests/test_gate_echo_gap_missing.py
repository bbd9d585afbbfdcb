"""echo, gap and missing: copied runs, open places, and asks a reply does not touch."""

from __future__ import annotations

import pytest

from assistant.domain import Ask, AskKind, Evidence, Finding
from assistant.gate.echo import echo
from assistant.gate.gap import gap
from assistant.gate.missing import missing


def words(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(one.rule, one.severity.value, one.text) for one in findings]


def test_a_run_of_eight_words_from_an_example_is_blocked() -> None:
    example = "You are about to present this to your board, so here is what stands on record today."
    text = "Hello, you are about to present this to your board, and the file is ready."

    assert words(list(echo(text, Evidence(exemplars=(example,))))) == [
        ("echo", "block", "you are about to present this to your board")
    ]


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        (
            "Мы уже третью неделю ждём когда ваш мастер наконец привезёт новую дверь для склада.",
            "Вы уже третью неделю ждёте, когда наш мастер наконец привезёт новую дверь для склада.",
        ),
        (
            "I have been waiting for your plumber to come since Monday morning.",
            "You have been waiting for our plumber to come since Monday afternoon.",
        ),
    ],
)
def test_a_sentence_of_the_client_turned_round_warns(message: str, reply: str) -> None:
    assert words(list(echo(reply, Evidence(message=message)))) == [("echo", "warn", reply)]


def test_sixteen_chinese_signs_of_the_message_are_blocked_and_fewer_pass() -> None:
    message = "你们拿几个打不开的链接糊弄我们这叫欺骗懂吗"
    evidence = Evidence(message=message)

    assert words(list(echo("您说你们拿几个打不开的链接糊弄我们这叫欺骗，已记录。", evidence))) == [
        ("echo", "block", "你们拿几个打不开的链接糊弄我们这叫欺骗")
    ]
    assert list(echo("几个打不开的链接已核对。", evidence)) == []


def test_quotations_figures_and_words_of_a_source_may_be_repeated() -> None:
    message = "I paid 1 200 on 3 May 2026 at 10 30 and you owe me the whole new site by now my friend"
    clause = "A quote is valid for 30 days from the day on which it was sent."
    evidence = Evidence(message=message + " " + clause, known=(("terms", clause),))

    quotation = 'You write: "you owe me the whole new site by now my friend". The contract names two pages.'

    assert list(echo(quotation, evidence)) == []
    assert list(echo("Paid: 1 200 on 3 May 2026 at 10 30.", evidence)) == []
    assert (
        list(echo("As it says: a quote is valid for 30 days from the day on which it was sent.", evidence))
        == []
    )


def test_gaps_and_checks_are_counted_and_template_marks_warned_of() -> None:
    text = "By [FILL: day] we reply. [CHECK: «la cuota»] Dear {{name}}, TBD."

    assert words(list(gap(text, Evidence()))) == [
        ("gap", "info", "[FILL: day]"),
        ("gap", "info", "[CHECK: «la cuota»]"),
        ("gap", "warn", "{{name}}"),
        ("gap", "warn", "TBD"),
    ]


def asks(*texts: str, kind: AskKind = AskKind.DEMAND) -> tuple[Ask, ...]:
    return tuple(Ask(text, 0, len(text), kind) for text in texts)


def test_an_untouched_demand_is_told_and_a_touched_one_is_not() -> None:
    evidence = Evidence(asks=asks("refund the deposit", "open the gate at 15:00"), language="en")

    findings = list(missing("The deposit stays with the booking until Monday.", evidence))

    assert [(one.severity.value, one.reason.split(": ")[1]) for one in findings] == [
        ("info", "open the gate at 15:00")
    ]


def test_a_reply_that_touches_nothing_and_names_no_step_warns() -> None:
    evidence = Evidence(asks=asks("refund the deposit", "open the gate"), language="en")

    findings = list(missing("Thank you for writing.", evidence))

    assert [one.severity.value for one in findings] == ["warn", "warn", "warn"]
    assert findings[-1].reason == "the reply names no next step"


def test_bait_may_be_left_alone() -> None:
    evidence = Evidence(asks=asks("you are thieves", kind=AskKind.INSULT), language="en")

    assert list(missing("The file is ready.", evidence)) == []
