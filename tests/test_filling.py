"""A draft's blanks filled in at the terminal: what is asked, what the letter becomes, what the gate refuses."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.cli.filling import fill_in
from assistant.domain import (
    Ask,
    AskKind,
    Channel,
    Decision,
    Fact,
    FactKind,
    MoveKind,
    Origin,
    Plan,
    Reply,
    Sentence,
    SourceKind,
)
from assistant.drafting.filling import OWN_WORDS, decided, is_line, said_anew
from assistant.drafting.phrases import supported
from assistant.journal import describe
from assistant.pipeline import Assistant
from tests.test_pipeline import MESSAGE

CLI = Path(__file__).resolve().parents[1] / "cli.py"
NOTES = ("photograph late -> 3 November",)
ASKING = replace(
    MESSAGE,
    text="The deposit was paid in May. Can somebody please feed the fish at our office?\n\nKaren",
    notes=NOTES,
)


class Typing:
    """Answers in the order of the questions, and the questions; out of answers, the person has had enough."""

    def __init__(self, *answers: str) -> None:
        self.answers: Iterator[str] = iter(answers)
        self.asked: list[str] = []
        self.shown: list[str] = []

    def __call__(self, question: str) -> str | None:
        self.asked.append(question.strip())
        return next(self.answers, None)

    def show(self, text: str = "", *, fg: str | None = None, bold: bool | None = None) -> None:
        self.shown.append(text)


Filled = Callable[..., tuple[Reply, Typing]]


@pytest.fixture
def fill(assistant: Assistant) -> Filled:
    def filled(*answers: str) -> tuple[Reply, Typing]:
        typing = Typing(*answers)
        reply = assistant.reply(ASKING)
        return fill_in(reply, assistant.fill, ask=typing, show=typing.show), typing

    return filled


def body(reply: Reply) -> list[str]:
    """The letter between its first line and its sign-off."""
    return reply.draft.text.split("\n\n")[2:-1]


def test_the_letter_is_gone_through_line_by_line_then_what_is_not_in_it(fill: Filled) -> None:
    _, typing = fill(*[""] * 9)
    assert typing.asked == [
        ">",
        "words for the client",
        ">",
        "day and time (or your answer to “Can somebody please feed the fish at our office?”)",
        "a number answers one in your words (Enter: go on)",
        "a number puts one in, words are a line of your own (Enter: done)",
    ]


def test_at_the_first_line_the_client_is_heard_in_their_own_words(assistant: Assistant) -> None:
    stake = "My director stands there on Thursday with a contract that nobody has signed."
    at_stake = replace(ASKING, text=f"Where is the contract? {stake}\n\nKaren")
    typing = Typing()
    fill_in(assistant.reply(at_stake), assistant.fill, ask=typing, show=typing.show)
    assert typing.asked == [f"> (they write “{stake[:59]}…”)"]


def test_a_number_at_the_first_line_takes_another_one_that_may_fit(
    fill: Filled, assistant: Assistant
) -> None:
    before = assistant.reply(ASKING)
    _, typing = fill("")
    offered = [line.strip().partition(" ") for line in typing.shown if line[:3].strip().isdecimal()]
    assert [number for number, _, _ in offered] == ["1", "2", "3", "4", "5"]
    lines = [line for _, _, line in offered]
    assert len({*lines, before.draft.text.split("\n\n")[1]}) == 6
    reply, _ = fill("2")
    assert reply.draft.text == before.draft.text.replace(before.draft.text.split("\n\n")[1], lines[1])
    assert [each.text for each in reply.draft.sentences if each.origin is Origin.PERSON] == []
    reply, typing = fill("6")
    assert reply.draft == before.draft
    assert "That is no line of a letter" in typing.shown[-1]


def test_enter_leaves_the_letter_as_it_was(fill: Filled, assistant: Assistant) -> None:
    reply, _ = fill(*[""] * 9)
    assert reply.draft == assistant.reply(ASKING).draft


def test_words_stand_in_the_gaps_and_the_letter_is_whole(fill: Filled) -> None:
    reply, typing = fill("Nobody there is a worry", "The photograph came on 3 November", "", "noon")
    assert typing.asked[3] == (
        "day and time (or your answer to “Can somebody please feed the fish at our office?”)"
    )
    assert reply.draft.text.split("\n\n")[1] == "Nobody there is a worry."
    assert body(reply)[0] == "The photograph came on 3 November."
    assert "Our answer on this point comes to you by noon." in reply.draft.text
    assert reply.draft.gaps == ()
    assert [each for each in reply.findings if each.severity == "block"] == []


def test_a_whole_sentence_for_a_day_answers_the_ask_itself(fill: Filled) -> None:
    reply, typing = fill("", "", "", "Tom will feed them today")
    assert "Tom will feed them today." in reply.draft.text
    assert "Our answer on" not in reply.draft.text
    assert sum("day and time" in question for question in typing.asked) == 1
    assert [each for each in reply.findings if each.rule == "missing" and "fish" in each.reason] == []
    asks = {each["text"]: each["answered_by"] for each in describe(reply)["asks"]}
    assert asks["Can somebody please feed the fish at our office?"] == "answered: your own words"


def test_an_apology_is_refused_and_asked_for_again(fill: Filled) -> None:
    reply, typing = fill("", "We are so sorry about the photograph", "The photograph came on 3 November")
    assert typing.asked[1] == typing.asked[2]
    assert [line for line in typing.shown if "apology" in line] != []
    assert "sorry" not in reply.draft.text
    assert "The photograph came on 3 November." in reply.draft.text


def test_what_the_gate_doubts_is_said_at_once_and_stands(fill: Filled) -> None:
    reply, typing = fill("", "As already mentioned, the photograph came on 3 November")
    assert [line for line in typing.shown if "admonishment" in line] != []
    assert "As already mentioned" in reply.draft.text


def test_the_equals_sign_takes_a_note_as_it_stands_and_the_dash_strikes_it(fill: Filled) -> None:
    assert "Photograph late -> 3 November." in fill("", "=")[0].draft.text
    assert "3 November" not in fill("", "-")[0].draft.text


def test_a_gap_without_words_to_take_says_so(fill: Filled) -> None:
    reply, typing = fill("", "", "", "=", "noon")
    assert "  There is nothing to take here: write what the client is to read." in typing.shown
    assert "Our answer on this point comes to you by noon." in reply.draft.text


def test_going_back_asks_for_the_line_before_again(fill: Filled) -> None:
    reply, typing = fill("A first line", "<", "A better line")
    assert typing.asked[:3] == [">", "words for the client", ">"]
    assert reply.draft.text.split("\n\n")[1] == "A better line."


def test_a_clause_beside_the_point_is_struck_and_one_that_bears_is_put_in(fill: Filled) -> None:
    reply, typing = fill("", "", "-", "", "", "1", "")
    found = [line.split(": ")[-1] for line in typing.shown if line.startswith("  1 ")]
    assert found[2] == "A deposit is not refunded once work has started."
    assert body(reply)[:2] == [
        "[FILL: in words for the client: photograph late -> 3 November]",
        "Terms 2026, 6.1: “A deposit is not refunded once work has started”.",
    ]


def test_a_note_that_was_kept_out_can_be_told_in_other_words(assistant: Assistant) -> None:
    asking = replace(ASKING, notes=("internal: Tom forgot the fish",))
    typing = Typing("", "", "", "", "1", "The fish are fed at noon", "")
    reply = fill_in(assistant.reply(asking), assistant.fill, ask=typing, show=typing.show)
    assert "  1 note 1 (for you alone): internal: Tom forgot the fish" in typing.shown
    assert "The fish are fed at noon." in reply.draft.text
    assert "forgot" not in reply.draft.text


def test_an_ask_that_nothing_touches_is_pointed_out_and_answered_by_number(assistant: Assistant) -> None:
    asking = replace(MESSAGE, text="Is the parking free?", notes=MESSAGE.notes[1:])
    reply = assistant.reply(asking)
    lines = sum(is_line(each) for each in reply.draft.sentences)
    typing = Typing(*[""] * lines, "1", "Parking is free after six")
    reply = fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    asked = [line for line in typing.shown if "“Is the parking free?”" in line]
    assert asked == [
        "  1 “Is the parking free?” → perhaps not answered",
        "  1 “Is the parking free?” → answered (your own words)",
    ]
    assert "\n\nParking is free after six.\n\n" in reply.draft.text


def test_a_line_of_ones_own_is_a_paragraph_of_its_own(fill: Filled) -> None:
    reply, _ = fill("", "", "", "", "", "The office is open until six")
    assert "\n\nThe office is open until six.\n\n" in reply.draft.text


@pytest.mark.parametrize("typed", ["7", "=", "no"])
def test_what_is_no_line_is_asked_for_again(typed: str, fill: Filled, assistant: Assistant) -> None:
    reply, typing = fill("", "", "", "", "", typed, "")
    assert "  That is no line of a letter: write a whole sentence." in typing.shown
    assert reply.draft == assistant.reply(ASKING).draft


@pytest.mark.parametrize("typed", ["no", "hours: no", "Friday"])
def test_nobody_is_called_no_or_friday(typed: str, assistant: Assistant) -> None:
    asking = replace(ASKING, text="I want to speak to your manager. This goes over your head now.", notes=())
    reply = assistant.reply(asking)
    lines = [each for each in reply.draft.sentences if is_line(each)]
    handed = next(at for at, each in enumerate(lines) if "[FILL: name]" in each.text)
    typing = Typing(*[""] * handed, typed, "Mara")
    filled = fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    assert "  Write the missing name alone, or a whole sentence." in typing.shown
    assert "Mara" in filled.draft.text
    assert f" {typed} will" not in filled.draft.text
    assert f"to {typed}" not in filled.draft.text


def test_a_struck_line_is_back_when_one_goes_back_to_it(fill: Filled) -> None:
    reply, typing = fill("", "-", "<", "The photograph came on 3 November")
    assert typing.asked[1] == typing.asked[3] == "words for the client"
    assert body(reply)[0] == "The photograph came on 3 November."


def test_a_promise_on_nothing_but_the_word_of_who_types_is_pointed_out(fill: Filled) -> None:
    _, typing = fill("", "We refund EUR 250 by 27 November")
    assert "  This commits you to: “We refund EUR 250 by 27 November.”" in typing.shown


def test_a_struck_offer_takes_the_question_for_a_yes_with_it(assistant: Assistant) -> None:
    asking = replace(ASKING, notes=("we can come on Friday 20 November -> van",))
    reply = assistant.reply(asking)
    assert "a short yes" in reply.draft.text
    struck = [
        replace(each, text="") if each.fact and "Friday" in each.fact.text else each
        for each in reply.draft.sentences
    ]
    text = assistant.fill(reply, struck).draft.text
    assert "a short yes" not in text
    assert "What we can do" not in text


def test_stopping_keeps_what_was_answered(fill: Filled) -> None:
    reply, typing = fill("", "The photograph came on 3 November")
    assert len(typing.asked) == 3
    assert "The photograph came on 3 November." in reply.draft.text
    assert "by [FILL: day and time]" in reply.draft.text


def test_a_persons_words_are_sources_of_what_they_commit_us_to(fill: Filled) -> None:
    reply, _ = fill("", "We refund EUR 250 by 27 November")
    assert [each for each in reply.findings if each.severity == "block"] == []
    sources = {each["source"]: each["quote"] for each in describe(reply)["sources"]}
    assert sources["note 2"] == "We refund EUR 250 by 27 November."
    assert {each.source for each in reply.draft.commitments if "250" in each.text} == {"note 2"}
    assert [each.origin for each in reply.draft.sentences if "250" in each.text] == [Origin.PERSON]


def at_a_terminal(tmp_path: Path, *options: str, typed: bytes) -> tuple[str, str]:
    """What `draft --fill` leaves on stdout and stderr when somebody types at a terminal."""
    message = tmp_path / "message.txt"
    message.write_text("Where is our order? I want the 40 back.\nTom\n")
    ours, theirs = pty.openpty()
    env = os.environ | {"CALMREPLY_HOME": str(tmp_path / "home"), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, str(CLI), "draft", str(message), "--model", "none", "--fill", *options]
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as run:
        os.write(ours, typed)
        out, err = run.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert run.returncode == 0, err.decode(errors="replace")
    return out.decode(), err.decode()


def test_at_a_terminal_the_filled_letter_alone_is_on_stdout(tmp_path: Path) -> None:
    out, err = at_a_terminal(tmp_path, "--note", "r 40 no", typed=b"\n=\n\n\n\n\n\n")
    assert "\nR 40 no.\n" in out
    assert "your answer to" not in out
    assert "= takes what a gap says" in err
    assert "your answer to" in err


def test_without_a_terminal_fill_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    env = os.environ | {"CALMREPLY_HOME": str(tmp_path)}
    command = [sys.executable, str(CLI), "draft", "-", "--fill"]
    done = subprocess.run(
        command, input=b"Where is it?", capture_output=True, env=env, start_new_session=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == b""
    assert "--fill asks questions, which needs a terminal." in done.stderr.decode()


@pytest.mark.parametrize(
    "day", ["Friday 27 November at 12 noon", "el viernes 27 de noviembre", "27 Nov, 3 pm"]
)
def test_a_day_of_many_words_is_still_a_day(day: str, fill: Filled) -> None:
    reply, _ = fill("", "", "", day)
    assert f"Our answer on this point comes to you by {day}." in reply.draft.text


def test_what_may_be_for_the_house_alone_is_not_taken_as_it_stands(assistant: Assistant) -> None:
    reply = assistant.reply(ASKING)
    sentences = [
        replace(each, fact=replace(each.fact, gap="tell"))
        if each.fact and "3 November" in each.fact.text
        else each
        for each in reply.draft.sentences
    ]
    typing = Typing("", "=", "The photograph came on 3 November")
    reply = replace(reply, draft=replace(reply.draft, sentences=tuple(sentences)))
    filled = fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    warning = (
        "  This may be for you alone: = once more tells it as it stands, or write what the client is to read."
    )
    assert warning in typing.shown
    assert "The photograph came on 3 November." in filled.draft.text
    typing = Typing("", "=", "=")
    filled = fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    assert "Photograph late -> 3 November." in filled.draft.text


def test_from_the_first_line_one_goes_back_to_the_greeting(fill: Filled) -> None:
    reply, typing = fill("<", "Dear Karen", *[""] * 9)
    assert reply.draft.text.startswith("Dear Karen,\n\n")
    assert typing.shown[1] == "\nHello Karen,"
    again, _ = fill("<", "", *[""] * 9)
    assert again.draft.text.startswith("Hello Karen,\n\n")
    struck, _ = fill("<", "-", *[""] * 9)
    assert not struck.draft.text.startswith("Hello")


@pytest.mark.parametrize("number", ["3", "3,5", "5 6"])
def test_a_bare_number_is_no_day(number: str, fill: Filled) -> None:
    reply, typing = fill("", "", "", number, "3 December")
    assert "  Write the missing day or time alone, or a whole sentence." in typing.shown
    assert "comes to you by 3 December." in reply.draft.text


def test_a_note_taken_as_it_stands_goes_on_small_after_the_colon(assistant: Assistant) -> None:
    reply = assistant.reply(replace(ASKING, notes=("we can send a new one today",)))
    sentences = [
        replace(each, text="[FILL: in words for the client: we can send a new one today]", origin=Origin.GAP)
        if each.move is MoveKind.OFFER and each.fact
        else each
        for each in reply.draft.sentences
    ]
    reply = assistant.fill(reply, sentences)
    typing = Typing("", "", "=")
    filled = fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    gap = "[FILL: in words for the client: we can send a new one today]"
    assert any(line.endswith(f"What we can do: {gap}") for line in typing.shown)
    assert "What we can do: we can send a new one today." in filled.draft.text


def test_an_answer_that_was_struck_answers_nothing_any_more(assistant: Assistant) -> None:
    reply = assistant.reply(MESSAGE)
    lines = [each for each in reply.draft.sentences if is_line(each)]
    clause = next(at for at, each in enumerate(lines) if each.fact and "deposit" in each.fact.text)
    typing = Typing(*[""] * clause, "-", *[""] * (len(lines) - clause - 1))
    fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    assert "  2 “I want the deposit back” → perhaps not answered" in typing.shown


def test_an_answer_of_ones_own_that_is_struck_again_answers_nothing(assistant: Assistant) -> None:
    given = assistant.reply(ASKING)
    sentences = given.draft.sentences
    at = next(at for at, each in enumerate(sentences) if each.asks)
    answered = said_anew(sentences[at], "Tom will feed them today", given.plan)
    lines = [each for each in sentences if is_line(each)]
    typing = Typing(*[""] * lines.index(sentences[at]), "Tom will feed them today")
    filled = fill_in(given, assistant.fill, ask=typing, show=typing.show)
    assert describe(filled)["asks"][0]["answered_by"] == "answered: your own words"
    struck = said_anew(answered, "", given.plan)
    again = assistant.fill(given, [*sentences[:at], struck, *sentences[at + 1 :]])
    assert describe(again)["asks"][0]["answered_by"].startswith("deferred")


def test_going_back_over_struck_lines_brings_the_lead_back(assistant: Assistant) -> None:
    notes = tuple(f"the photograph of page {page} arrived on 3 November" for page in "ABCD")
    reply = assistant.reply(replace(ASKING, notes=notes))
    assert "This is where we are:" in reply.draft.text
    strikes = [each for each in reply.draft.sentences if is_line(each)]
    first = next(at for at, each in enumerate(strikes) if each.fact)
    typing = Typing(*[""] * first, "-", "-", "-", "<", "<", "<", *[""] * 9)
    filled = fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    assert filled.draft.text.count("arrived on 3 November") >= 3
    assert "This is where we are:" in filled.draft.text


@pytest.mark.parametrize("typed", [".", "。", "  .  "])
def test_a_full_stop_is_no_day(typed: str, fill: Filled) -> None:
    reply, _ = fill("", "", "", typed, "noon")
    assert "Our answer on this point comes to you by noon." in reply.draft.text


def test_words_at_a_prompt_for_a_number_are_not_lost_in_silence(fill: Filled) -> None:
    _, typing = fill("", "", "", "", "Tom will feed them today", "99", "")
    assert typing.shown.count("  Type a number from 1 to 1, or Enter.") == 2


def test_an_apology_in_another_language_is_refused_too(fill: Filled) -> None:
    reply, typing = fill(
        "", "Lo sentimos mucho de verdad, fue culpa nuestra", "The photograph came on 3 November"
    )
    assert [line for line in typing.shown if "apology" in line or "admission" in line] != []
    assert "sentimos" not in reply.draft.text


def test_ctrl_c_in_the_middle_of_a_check_keeps_what_was_answered(assistant: Assistant) -> None:
    def interrupted(reply: Reply, sentences: Sequence[Sentence]) -> Reply:
        filled = assistant.fill(reply, sentences)
        if "second" in filled.draft.text:
            raise KeyboardInterrupt
        return filled

    typing = Typing("The first line stands", "the second line is cut")
    reply = fill_in(assistant.reply(ASKING), interrupted, ask=typing, show=typing.show)
    assert "The first line stands." in reply.draft.text
    assert "second" not in reply.draft.text


def test_what_is_wanted_of_the_client_is_not_taken_with_what_we_think_of_them(assistant: Assistant) -> None:
    note = "need from the client: the invoice, Tom thinks she forged it"
    reply = assistant.reply(replace(ASKING, notes=(note,)))
    assert "this is needed from you: [FILL: need from the client" in reply.draft.text
    lines = [each for each in reply.draft.sentences if is_line(each)]
    wanted = next(at for at, each in enumerate(lines) if "need from the client" in each.text)
    typing = Typing(*[""] * wanted, "=", "the invoice")
    filled = fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    assert "this is needed from you: the invoice." in filled.draft.text
    assert "forged" not in filled.draft.text


def test_keys_and_broken_bytes_leave_no_trace(tmp_path: Path) -> None:
    typed = b"The order \xff\xfeleft\x1b[C [FILL: x on Monday" + b"\n" * 8
    assert "The order left (FILL: x on Monday" in at_a_terminal(tmp_path, typed=typed)[0]


def test_with_stdin_closed_fill_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    message = tmp_path / "message.txt"
    message.write_text("Where is our order?\n")
    env = os.environ | {"CALMREPLY_HOME": str(tmp_path)}
    command = f'exec "{sys.executable}" "{CLI}" draft "{message}" --model none --fill <&-'
    done = subprocess.run(
        command, shell=True, capture_output=True, env=env, start_new_session=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("language", supported())
def test_a_day_is_nobody_who_will_speak_to_the_client(language: str, assistant: Assistant) -> None:
    asking = replace(
        ASKING, language=language, text="I want to speak to your manager today. This goes over your head now."
    )
    reply = assistant.reply(replace(asking, notes=()))
    lines = [each for each in reply.draft.sentences if is_line(each)]
    handed = next(at for at, each in enumerate(lines) if each.move == "next_step")
    typing = Typing(*[""] * handed, "27.11.2026", "Mara")
    filled = fill_in(reply, assistant.fill, ask=typing, show=typing.show)
    assert "  Write the missing name alone, or a whole sentence." in typing.shown
    assert "Mara" in filled.draft.text
    assert "27.11.2026" not in filled.draft.text


def test_a_line_of_ones_own_stands_below_the_line_that_somebody_calls(assistant: Assistant) -> None:
    danger = replace(
        ASKING, text="There is smoke and the children are still inside, the door is locked, help"
    )
    for notes in ((), ("the door was opened at noon",)):
        reply = assistant.reply(replace(danger, notes=notes))
        typing = Typing(*[""] * sum(is_line(each) for each in reply.draft.sentences), "Mara is on her way")
        filled = fill_in(reply, assistant.fill, ask=typing, show=typing.show).draft.text
        assert filled.index("is calling you now") < filled.index("Mara is on her way.")


def test_an_ask_is_answered_by_a_person_s_words_for_the_note_that_answers_it() -> None:
    ask = Ask("When do I get it back?", 0, 22, AskKind.QUESTION)
    fact = Fact("refunded this morning", FactKind.STATUS, "en", SourceKind.NOTE, "note 1")
    plan = Plan("en", Channel.CHAT, steps=(), decisions=(Decision(ask, "answered", "note 1"),))
    said = Sentence(MoveKind.RECORD, "It is on its way.", Origin.VERBATIM, fact=fact)
    assert decided([said], plan) == plan.decisions
    worded = replace(said, origin=Origin.PERSON)
    assert decided([worded], plan) == (Decision(ask, "answered", OWN_WORDS),)
    assert decided([replace(worded, text="")], plan) == plan.decisions
    on_it = replace(worded, fact=replace(fact, text="you get it back on Friday; the rest follows"))
    whole = replace(
        plan, decisions=(Decision(replace(ask, text="When is Friday's rest paid?"), "answered", "note 1"),)
    )
    assert decided([on_it], whole) == whole.decisions, "what the note said on it is struck"
    kept = replace(on_it, text="The rest is paid on Friday.")
    assert [each.by for each in decided([kept], whole)] == [OWN_WORDS]
