"""The review by keys and the review by file: what is shown, what is kept, how one goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml
from facts_store import DEPOSIT, ROUNDS, clause, exchange, filled_store, open_store, proposer

from assistant.cli.reviewing import Desk, card, differences, review_items
from assistant.errors import InputError
from assistant.knowledge import KnowledgeBase
from assistant.proposing.sheet import Taken, read_sheet, take_over, write_sheet

SHORT = "A deposit of 30 % is not refunded once work has started."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with filled_store(tmp_path) as knowledge:
        yield knowledge


def press(store: KnowledgeBase, keys: str, *, edits: Sequence[str] = ()) -> list[str]:
    """Press keys one after the other; what was shown. More keys asked for than given end the test."""
    shown: list[str] = []
    pressed, written = iter(keys), iter(edits)

    def show(text: str = "", *, fg: str | None = None, bold: bool | None = None) -> None:
        shown.append(text)

    review = proposer(store)
    review_items(review, review.items(), Desk(lambda: next(pressed), lambda _text: next(written), show))
    assert next(pressed, None) is None
    return shown


def decided(store: KnowledgeBase) -> dict[str, str]:
    return {item.statement: f"{item.state} {item.proposal}".strip() for item in proposer(store).items()}


# --- by keys -----------------------------------------------------------------------------------------


def test_approving_and_dropping_decides_everything(store: KnowledgeBase) -> None:
    shown = press(store, "ad")
    first, second = (item.statement for item in proposer(store).items())
    assert decided(store) == {first: f"approved {first}", second: "dropped"}
    assert shown[-1] == "All done."
    assert press(store, "") == ["All 2 are decided."]


def test_quitting_keeps_all_and_the_next_time_goes_on(store: KnowledgeBase) -> None:
    shown = press(store, "aq")
    assert shown[-1] == "1 of 2 decided; the rest comes up the next time."
    assert "\n[2 of 2] needed about 0 times" in press(store, "q")


@pytest.mark.parametrize("key", ["q", "\x03", "\x04", "\x1b"])
def test_every_usual_way_to_leave_leaves(store: KnowledgeBase, key: str) -> None:
    assert press(store, key)[-1] == "0 of 2 decided; the rest comes up the next time."


def test_skipping_leaves_it_for_the_next_time(store: KnowledgeBase) -> None:
    press(store, "sa")
    assert sorted(value.split()[0] for value in decided(store).values()) == ["approved", "proposed"]


def test_an_edit_is_judged_and_asked_again_until_it_may_be_said(store: KnowledgeBase) -> None:
    first = proposer(store).items()[0].statement
    edited = first.replace("has started", "has begun").replace("Two rounds", "Two collected rounds")
    shown = press(store, "eaeaq", edits=[f"Sorry, but {first}", edited])
    assert any("✗ apology “Sorry”" in line for line in shown)
    assert "This cannot go to a client as it is: edit it (e), drop it (d) or skip it (s)." in shown
    assert decided(store)[first] == f"approved {edited}"


def test_an_edit_that_was_left_empty_changes_nothing(store: KnowledgeBase) -> None:
    first = proposer(store).items()[0].statement
    press(store, "eaq", edits=["  \n"])
    assert decided(store)[first] == f"approved {first}"


def test_undo_takes_the_last_decision_back(store: KnowledgeBase) -> None:
    first = proposer(store).items()[0].statement
    press(store, "duq")
    assert decided(store)[first] == f"proposed {first}"


def test_undoing_a_sentence_that_nothing_proposes_for_leaves_no_approval_behind(store: KnowledgeBase) -> None:
    spanish = "La señal del 30 % no se devuelve una vez empezado el trabajo."
    review = proposer(store, languages=("es",))
    items = [item for item in review.items() if item.statement == DEPOSIT]
    undone = review.reopen(review.approve(items[0], spanish))
    assert (undone.state.value, undone.proposal) == ("open", "")
    assert store.sayings.kept() == []


def test_undoing_a_skip_keeps_the_words_that_wait(store: KnowledgeBase) -> None:
    assert taken(store, edited(store, say=SHORT)) == Taken(proposed=1, unchanged=1)
    press(store, "suq")
    assert decided(store)[DEPOSIT] == f"proposed {SHORT}"


def test_the_kind_can_be_changed(store: KnowledgeBase) -> None:
    press(store, "kaq")
    assert proposer(store).items()[0].kind.value == "offer"


def test_a_card_shows_what_a_decision_needs(store: KnowledgeBase) -> None:
    review = proposer(store)
    item = next(item for item in review.items() if item.statement == DEPOSIT)
    item = review.propose(item)
    assert card(item, review.judge(item, SHORT), text=SHORT) == (
        "Terms 2026 6.1 (terms.md) · term\n"
        f"  Clause   {DEPOSIT}\n"
        "  Limits   percent “30 %”\n"
        f"  Say [en] {SHORT}\n"
        "  From     as you wrote it just now\n"
        "  Differs  -[The] +[A]"
    )


def test_a_card_shows_whom_we_wrote_it_to_and_what_was_said_before(tmp_path: Path) -> None:
    ours = "In short, two rounds of corrections are included, each further hour costs EUR 80."
    changed = ROUNDS.replace("EUR 80", "EUR 90")
    with filled_store(tmp_path) as knowledge:
        knowledge.add_exchanges([exchange(ours)], source="box.mbox")
        review = proposer(knowledge)
        item = review.propose(next(item for item in review.items() if item.statement == ROUNDS))
        assert f"  Say [en] {ours}" in card(item, [])
        assert "  From     your own words: you wrote this to Marlow Ltd on 2026-09-21" in card(item, [])
        review.approve(item, ours)
        knowledge.add_passages([clause("6.1", DEPOSIT), clause("3.1", changed)], source="terms.md")
        now = next(item for item in proposer(knowledge).items() if item.statement == changed)
    assert f"  Before   “{ours}” for: {ROUNDS}" in card(now, [])


@pytest.mark.parametrize(
    ("clause_text", "sentence", "changed"),
    [
        ("The client will pay.", "You will pay.", "-[The client] +[You]"),
        ("Two rounds.", "two rounds", ""),
        ("客户应在 3 天内确认。", "您应在 3 天内确认。", "-[客 户] +[您]"),
    ],
)
def test_what_differs_is_shown_word_by_word(clause_text: str, sentence: str, changed: str) -> None:
    assert differences(clause_text, sentence) == changed


# --- by file -----------------------------------------------------------------------------------------


def sheet(store: KnowledgeBase) -> str:
    review = proposer(store)
    return write_sheet(review.propose_all(review.items()))


def taken(store: KnowledgeBase, text: str) -> Taken:
    review = proposer(store)
    return take_over(review, read_sheet(text), review.every())


def test_a_file_goes_out_and_comes_back_unchanged(store: KnowledgeBase) -> None:
    assert taken(store, sheet(store)) == Taken(unchanged=2)


def test_the_file_says_what_a_decision_needs(store: KnowledgeBase) -> None:
    rows = {row["clause"]: row for row in yaml.safe_load(sheet(store))}
    assert {key: value for key, value in rows[DEPOSIT].items() if key != "id"} == {
        "state": "proposed",
        "language": "en",
        "say": DEPOSIT,
        "kind": "term",
        "clause": DEPOSIT,
        "clause_language": "en",
        "limits": ["percent 30 %"],
        "place": "Terms 2026 6.1",
        "source": "terms.md",
        "origin": "clause",
    }


def edited(store: KnowledgeBase, **changes: str) -> str:
    rows = yaml.safe_load(sheet(store))
    for row in rows:
        if row["clause"] == DEPOSIT:
            row.update(changes)
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000)


def test_decisions_in_the_file_are_taken_over(store: KnowledgeBase) -> None:
    assert taken(store, edited(store, state="approved", say=SHORT)) == Taken(approved=1, unchanged=1)
    assert decided(store)[DEPOSIT] == f"approved {SHORT}"
    assert taken(store, edited(store, state="dropped")) == Taken(dropped=1, unchanged=1)
    assert decided(store)[DEPOSIT] == "dropped"


def test_words_changed_without_approval_are_kept_as_a_proposal(store: KnowledgeBase) -> None:
    assert taken(store, edited(store, say=SHORT)) == Taken(proposed=1, unchanged=1)
    assert decided(store)[DEPOSIT] == f"proposed {SHORT}"


def test_what_only_warns_is_taken_over_and_told_with_its_line(store: KnowledgeBase) -> None:
    done = taken(store, edited(store, state="approved", say="The deposit is not refunded."))
    assert (done.approved, [finding.rule for _, finding in done.doubts]) == (1, ["figure-left-out"])


WRONG = [
    ({"state": "aproved"}, r"line \d+: `state: aproved` is none of approved, dropped, proposed, open"),
    ({"state": "approved", "say": ""}, r"line \d+: an approved statement needs words in `say`"),
    ({"kind": "promise"}, r"line \d+: `kind: promise` is none of status, term, offer"),
    ({"id": ""}, r"line \d+: `id` is missing"),
    ({"id": "feedfeed00"}, r"line \d+: no clause in force has the id feedfeed00"),
    ({"state": "approved", "say": "We are sorry. " + SHORT}, r"line \d+: apology “sorry”: an apology"),
    ({"state": "approved", "say": SHORT.replace("30", "35")}, r"line \d+: figure “35 %”"),
]


@pytest.mark.parametrize(("changes", "told"), WRONG, ids=[told[9:40] for _, told in WRONG])
def test_one_wrong_line_stops_the_whole_file(
    store: KnowledgeBase, changes: dict[str, str], told: str
) -> None:
    rows = yaml.safe_load(edited(store, **changes))
    for row in rows:
        if row["clause"] != DEPOSIT:
            row["state"] = "approved"
    with pytest.raises(InputError, match=told):
        taken(store, yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000))
    assert "approved" not in " ".join(decided(store).values())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- id: a\n  state: proposed\n  say: one: two\n", "line 3: mapping values are not allowed here"),
        ("id: a\nstate: approved\n", "line 1: the file is not a list of statements"),
        ("- just words\n", "line 1: this is not a statement with `id`, `state` and `say`"),
    ],
)
def test_a_file_that_is_no_list_of_statements_is_named_with_its_line(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(text)
    assert told in caught.value.message


def test_one_id_twice_is_named_with_both_lines(store: KnowledgeBase) -> None:
    entry = "- id: ab12\n  state: dropped\n"
    with pytest.raises(InputError, match="line 3: the id ab12 stands on line 1 already"):
        read_sheet(entry + entry.replace("dropped", "open"))


def test_an_empty_file_decides_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as knowledge:
        assert take_over(proposer(knowledge), read_sheet(""), {}) == Taken()
    assert write_sheet([]).endswith("[]\n")
