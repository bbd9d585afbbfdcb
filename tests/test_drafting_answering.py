"""Which note answers which ask: what speaks for it, and what the letter makes of it."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Ask, AskKind, Channel, Fact, FactKind, Reading, SourceKind
from assistant.drafting.answering import ANSWERS_FROM, Answering, answering
from assistant.drafting.plan import plan_reply

TEXT = "Where are the lenses? Who fetches the old ones? I want all of it today"
QUESTIONS = ("Where are the lenses?", "Who fetches the old ones?")
NOTES = ("shipped on 25 November", "the courier takes them back on our account")


def ask(words: str, kind: AskKind = AskKind.QUESTION) -> Ask:
    start = TEXT.index(words)
    return Ask(words, start, start + len(words), kind)


def note(number: int) -> Fact:
    text = NOTES[number - 1]
    return Fact(text, FactKind.STATUS, "en", SourceKind.NOTE, f"note {number}")


def related(near: dict[tuple[str, str], float]):  # type: ignore[no-untyped-def]
    """Cosines as they are told; what is not told is as near as anything is to anything."""

    def relate(one: Sequence[str], other: Sequence[str]) -> list[list[float]]:
        return [[near.get((left, right), 0.8) for right in other] for left in one]

    return relate


CROSSED = related({(QUESTIONS[0], NOTES[1]): 0.86, (QUESTIONS[1], NOTES[0]): 0.86})
STRAIGHT = related({(QUESTIONS[0], NOTES[0]): 0.86, (QUESTIONS[1], NOTES[1]): 0.86})


def test_what_counts_is_how_much_nearer_a_note_is_to_this_ask_than_to_the_others() -> None:
    asks, notes = [ask(words) for words in QUESTIONS], [note(1), note(2)]
    (first, second), (third, fourth) = answering(asks, notes, relate=STRAIGHT, message=TEXT)
    rounded = [(round(each.apart, 2), round(each.ahead, 2), each.in_order) for each in (first, second)]
    assert rounded == [(0.3, 0.6, 1.0), (-0.3, -0.6, 0.5)]
    assert min(first.likelihood, fourth.likelihood) > ANSWERS_FROM > max(second.likelihood, third.likelihood)


def test_where_meaning_tells_nothing_notes_answer_in_the_order_of_the_asks() -> None:
    asks, notes = [ask(words) for words in QUESTIONS], [note(1), note(2)]
    (first, second), (third, fourth) = answering(asks, notes, relate=related({}), message=TEXT)
    assert min(first.likelihood, fourth.likelihood) > ANSWERS_FROM > max(second.likelihood, third.likelihood)
    one = answering(asks, notes[:1], relate=related({}), message=TEXT)
    assert max(each.likelihood for row in one for each in row) < ANSWERS_FROM


def test_without_notes_or_asks_there_is_nothing_to_weigh() -> None:
    assert answering([ask(QUESTIONS[0])], [], relate=STRAIGHT, message=TEXT) == [[]]
    assert answering([], [note(1)], relate=STRAIGHT, message=TEXT) == []
    only = answering([ask(QUESTIONS[0])], [note(1)], relate=STRAIGHT, message=TEXT)[0][0]
    assert (only.apart, only.ahead) == (0.0, 0.0)
    assert isinstance(only, Answering)


def settled(relate: object, *kinds: AskKind) -> list[tuple[str, str]]:
    asks = tuple(ask(words) for words in QUESTIONS)
    if kinds:
        asks = (*asks, ask("I want all of it today", *kinds))
    reading = Reading(TEXT, "en", "Latn", Channel.EMAIL, asks=asks)
    plan = plan_reply(reading, [], [note(1), note(2)], relate=relate)  # type: ignore[arg-type]
    return [(each.settled, each.by) for each in plan.decisions]


def test_each_ask_is_answered_by_the_note_that_is_nearest_to_it_among_all() -> None:
    assert settled(STRAIGHT) == [("answered", "note 1"), ("answered", "note 2")]
    assert settled(CROSSED) == [("answered", "note 2"), ("answered", "note 1")]


def test_where_one_thing_is_asked_there_is_nothing_to_be_nearer_than() -> None:
    asks = (ask(QUESTIONS[0]),)
    reading = Reading(TEXT, "en", "Latn", Channel.EMAIL, asks=asks)
    for near, answered in ((0.8, "deferred"), (0.86, "answered")):
        relate = related({(QUESTIONS[0], NOTES[0]): near})
        plan = plan_reply(reading, [], [note(1)], relate=relate)
        assert [each.settled for each in plan.decisions] == [answered]


def test_a_note_in_doubt_is_told_where_it_plainly_answers_what_is_asked_and_is_a_gap_elsewhere() -> None:
    asks = tuple(ask(words) for words in QUESTIONS)
    reading = Reading(TEXT, "en", "Latn", Channel.EMAIL, asks=asks)
    doubtful = replace(note(2), gap="tell", for_us_alone=True, told_if_asked=True)
    told = replace(doubtful, gap="", for_us_alone=False, doubted=True)
    much_nearer = related({(QUESTIONS[0], NOTES[0]): 0.86, (QUESTIONS[1], NOTES[1]): 0.95})
    never = replace(doubtful, told_if_asked=False)
    for relate, given, found in (
        (much_nearer, doubtful, told),
        (related({}), doubtful, doubtful),
        (much_nearer, never, never),
    ):
        plan = plan_reply(reading, [], [note(1), given], relate=relate)
        assert [fact for step in plan.steps for fact in step.facts] == [note(1), found]


def test_an_ask_that_no_note_is_about_is_not_called_answered() -> None:
    assert settled(STRAIGHT, AskKind.DEMAND)[2] == ("open", "not in the letter")


def test_who_wants_nothing_but_an_answer_is_answered_by_whatever_the_letter_says() -> None:
    asks = (ask(QUESTIONS[0]), replace(ask("I want all of it today", AskKind.DEMAND), wants_answer=True))
    reading = Reading(TEXT, "en", "Latn", Channel.EMAIL, asks=asks)
    plan = plan_reply(reading, [], [note(1)], relate=STRAIGHT)
    assert [(each.settled, each.by) for each in plan.decisions] == [
        ("answered", "note 1"),
        ("answered", "what the letter says"),
    ]
    empty = plan_reply(reading, [], [], relate=STRAIGHT)
    assert [each.settled for each in empty.decisions] == ["deferred", "deferred"]
