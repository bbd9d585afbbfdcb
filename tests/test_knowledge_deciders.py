"""Who decides and by when, out of the rules of a house and the names of its people."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.domain import Decider, Passage
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.deciders import call_names, deciders
from assistant.models.embeddings import E5Embeddings

FRIDAY = date(2026, 11, 13)


@pytest.mark.parametrize(
    ("signed", "called"),
    [
        ("Annelize Truter, Kiepersol Studio", "Annelize"),
        ("Irene Vidal · Estudio Alcaraván", "Irene"),
        ("沈知远 汀澜传播", "沈知远"),
        ("陆嘉禾|汀澜传播", "陆嘉禾"),
        ("小满（汀澜）", "小满"),
        ("Тимур Садыков, Киперсол", "Тимур"),
    ],
)
def test_a_signature_is_cut_to_what_colleagues_write(signed: str, called: str) -> None:
    assert call_names([signed]) == [called]


@pytest.mark.parametrize("signed", ["tinglan_xm", "info@studio.example", "", "汀澜传播有限公司", "AB"])
def test_what_is_no_name_is_nobody(signed: str) -> None:
    assert call_names([signed]) == []


@pytest.mark.parametrize(
    ("rules", "people", "decider"),
    [
        (
            [
                "Who: Ann; May offer: a credit up to 20 %",
                "A cash refund: Ann with the lawyer",
                "Tom: no refunds",
            ],
            ["Ann Lee", "Tom Hale"],
            Decider("Ann"),
        ),
        (["Refunds up to 50: Tom", "Refunds above 50: Ann"], ["Ann Lee", "Tom Hale"], Decider()),
        (["Ann opens the office at nine"], ["Ann Lee"], Decider()),
        (["Annual refunds are booked in May"], ["Ann Lee"], Decider()),
        (["A credit decision takes up to 3 working days"], [], Decider("", date(2026, 11, 18))),
        (
            ["抵扣由沈知远审批，最长2个工作日"],
            ["沈知远 汀澜传播"],
            Decider("沈知远", date(2026, 11, 17), alone=True),
        ),
        (["Un abono se contesta en 3 días laborables"], [], Decider("", date(2026, 11, 18))),
        (["A credit takes 3 working days", "A refund takes 5 working days"], [], Decider()),
        (["A refund window of 30 days"], [], Decider()),
        (["Refunds are paid out within 10 working days after Ana has approved them"], [], Decider()),
        (["A client has 20 working days to claim a refund"], [], Decider()),
        (["Никогда не обещайте возврат. Деньги перечисляются за 5 рабочих дней"], [], Decider()),
        (
            ["Решение о возврате — 3 рабочих дня, решает Тимур"],
            ["Тимур Садыков"],
            Decider("Тимур", date(2026, 11, 18), alone=True),
        ),
        (["Never involve Tom in refunds"], ["Tom Hale"], Decider()),
        (["Grace period: a deposit stays with us for a week"], ["Grace Lee"], Decider()),
    ],
)
def test_the_rules_on_money_name_who_decides_and_by_when(
    rules: Sequence[str], people: Sequence[str], decider: Decider
) -> None:
    assert deciders(rules, people, day=FRIDAY)["money"] == decider


def test_legal_points_have_their_own_decider() -> None:
    found = deciders(
        ["Lawyer, court, press: Ann answers", "Refunds: Tom"], ["Ann Lee", "Tom Hale"], day=FRIDAY
    )
    assert found == {"money": Decider("Tom"), "legal": Decider("Ann")}


def test_without_a_day_of_writing_no_day_is_named() -> None:
    assert deciders(["A credit takes 3 working days"], [], day=None)["money"] == Decider()


def test_rules_that_do_not_hold_on_the_day_decide_nothing(tmp_path: Path) -> None:
    rule = "A credit decision takes up to 2 working days"
    held = Passage("p1", rule, "house.md", "House rules", valid_until=date(2026, 11, 30), internal=True)
    later = Passage(
        "p2", rule.replace("2", "5"), "new.md", "House rules", valid_from=date(2027, 1, 1), internal=True
    )
    with KnowledgeBase(tmp_path / "store", E5Embeddings(threads=1)) as knowledge:
        knowledge.add_passages([held], source="house.md")
        knowledge.add_passages([later], source="new.md")
        days = (FRIDAY, date(2026, 12, 14), date(2027, 1, 4))
        assert [knowledge.deciders(day).get("money", Decider()).by for day in days] == [
            date(2026, 11, 17),
            None,
            date(2027, 1, 11),
        ]
