"""What a reply may rest on: the notes, but not what in them is for us alone."""

from dataclasses import replace

from assistant.domain import Channel, Fact, FactKind, Message, MoveKind, Plan, Reading, SourceKind, Step
from assistant.gate import check
from assistant.gate.evidence import evidence_for

NOTES = (
    "the van comes on friday at 10",
    "repaired on monday; could go down to 25 EUR if he shouts",
    "today is Tuesday 17 November 2026",
)


def kept(text: str, source: str, *, for_us_alone: bool) -> Fact:
    return Fact(
        text, FactKind.STATUS, "en", SourceKind.NOTE, source, internal=True, for_us_alone=for_us_alone
    )


def test_a_ceiling_that_stays_in_the_house_covers_no_offer() -> None:
    plan = Plan(
        "en",
        Channel.EMAIL,
        (),
        kept=(
            kept("could go down to 25 EUR if he shouts", "note 2", for_us_alone=True),
            kept(NOTES[2], "note 3", for_us_alone=False),
        ),
    )
    reading = Reading("It broke again.", "en", "Latn", Channel.EMAIL)
    evidence = evidence_for(Message("It broke again.", notes=NOTES), reading, plan)
    assert evidence.known == (("note 1", NOTES[0]), ("note 2", "repaired on monday;  "), ("note 3", NOTES[2]))
    blocked = {finding.text for finding in check("We credit 25 EUR to you on Friday.", evidence)}
    assert any("25" in words for words in blocked)


def test_a_note_that_was_joined_anew_and_may_be_for_the_house_covers_nothing() -> None:
    note = "maybe half of 90 EUR;or a voucher of 50 EUR"
    fact = replace(
        kept("maybe half of 90 EUR; or a voucher of 50 EUR", "note 1", for_us_alone=True), internal=False
    )
    plan = Plan("en", Channel.EMAIL, steps=(Step(MoveKind.RECORD, (replace(fact, gap="tell"),)),))
    message = Message("What now?", None, notes=(note,))
    evidence = evidence_for(message, Reading("What now?", "en", "Latn", Channel.EMAIL), plan)
    assert [
        finding.rule for finding in check("The sum is 50 EUR.", evidence) if finding.rule == "figure"
    ] == ["figure"]
