"""House rules that do not call themselves internal are known by what they say, and never taken for terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain import Passage, SourceKind
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.splitting import split_lines
from assistant.learning import learn
from assistant.models.embeddings import E5Embeddings

RULES = {
    "en": [
        "# Kitchen table notes", "- Up to 40 the driver decides, up to 200 Ann does, beyond that nobody but the owner.",
        "- When a customer mentions a lawyer, do not argue; pass it to Ann the same day.",
        "- We never tell one customer what another one pays.",
    ],
    "ru": [
        "# Что говорим по телефону", "- Скидку до 500 даёт мастер, больше только Сергей.",
        "- Если клиент грозит судом, не спорим и передаём Сергею.", "- Про других клиентов молчим.",
    ],
    "zh-Hans": [
        "# 前台备忘", "- 两百元以内前台可以直接让，超过要问店长。", "- 客户说要投诉到12315，不要争，当天转给店长。",
        "- 别的客户付多少钱，一律不说。",
    ],
}  # fmt: skip
TERMS = {
    "en": [
        "# Window cleaning", "1. Visits that are cancelled a day ahead cost nothing.",
        "2. Streaks are cleaned again free of charge if you report them within 48 hours.",
        "3. Invoices are due within 14 days.",
    ],
    "ru": [
        "# Мойка окон", "1. Отмена за сутки бесплатна.", "2. Разводы перемываем бесплатно, если о них сообщили за 48 часов.",
        "3. Счёт оплачивается за 14 дней.",
    ],
    "zh-Hans": [
        "# 擦窗服务", "1. 提前一天取消不收费。", "2. 48小时内反映有水渍，我们免费重擦。", "3. 账单14天内付清。",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def embeddings() -> E5Embeddings:
    return E5Embeddings()


def kept(lines: list[str], folder: Path, embeddings: E5Embeddings) -> list[bool]:
    with KnowledgeBase(folder, embeddings) as knowledge:
        knowledge.add_passages(split_lines(lines, source="paper.md", name="paper"), source="paper.md")
        clauses = knowledge.list(kind=SourceKind.POLICY)
    return [each.internal for each in clauses if isinstance(each, Passage)]


@pytest.mark.parametrize("language", RULES)
def test_house_rules_are_internal_without_saying_so(
    language: str, tmp_path: Path, embeddings: E5Embeddings
) -> None:
    assert kept(RULES[language], tmp_path / "store", embeddings) == [True, True, True]


@pytest.mark.parametrize("language", TERMS)
def test_terms_are_for_the_client(language: str, tmp_path: Path, embeddings: E5Embeddings) -> None:
    assert kept(TERMS[language], tmp_path / "store", embeddings) == [False, False, False]


def test_a_title_that_says_so_keeps_a_paper_for_clients(tmp_path: Path, embeddings: E5Embeddings) -> None:
    lines = [f"{RULES['en'][0]} (for clients)", *RULES["en"][1:]]
    assert kept(lines, tmp_path / "store", embeddings) == [False, False, False]


def test_adding_names_the_paper_that_was_taken_for_house_rules(
    tmp_path: Path, embeddings: E5Embeddings
) -> None:
    (tmp_path / "table.md").write_text("\n".join(RULES["en"]), "utf-8")
    (tmp_path / "terms.md").write_text("\n".join(TERMS["en"]), "utf-8")
    with KnowledgeBase(tmp_path / "store", embeddings) as knowledge:
        learned = learn(knowledge, [tmp_path / "table.md", tmp_path / "terms.md"], us=["us"], client=None)
    assert learned.doubts == [
        "table.md reads like house rules and is never quoted to a client. "
        "If it is for clients, write “(for clients)” in its title and add it again."
    ]
