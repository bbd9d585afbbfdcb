"""Where a prompt's tokens come from: memory, disk, or the model; with an evaluator that only counts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.models import prefix_states
from assistant.models.prefix_states import PrefixStates, model_identity


class CountingEvaluator:
    """A sequence of tokens whose state is the tokens themselves; `log` keeps what was evaluated, batch by batch."""

    def __init__(self) -> None:
        self.tokens: list[int] = []
        self.evaluated = 0
        self.log: list[list[int]] = []

    def evaluate(self, tokens: Sequence[int]) -> None:
        self.tokens = [*self.tokens, *tokens]
        self.evaluated += len(tokens)
        self.log.append(list(tokens))

    def truncate(self, length: int) -> None:
        del self.tokens[length:]

    def clear(self) -> None:
        self.tokens = []

    def snapshot(self, length: int) -> NDArray[np.uint8]:
        return np.array(self.tokens[:length], np.uint8)

    def restore(self, state: NDArray[np.uint8], tokens: Sequence[int]) -> bool:
        assert state.tolist() == list(tokens)
        self.tokens = list(tokens)
        return True


FIRST = list(range(40))
OTHER = [*range(10), *range(100, 140)]


def states(folder: Path | None = None, identity: str = "model 1") -> tuple[PrefixStates, CountingEvaluator]:
    evaluator = CountingEvaluator()
    return PrefixStates(evaluator, folder=folder, identity=identity), evaluator  # type: ignore[arg-type]


def job(known: PrefixStates, static: list[int], request: list[int]) -> int:
    tokens = [*static, *request]
    count = known.read(tokens, len(static))
    known.keep(tokens, len(static))
    return count


def test_static_parts_are_evaluated_once_and_common_beginnings_shared():
    known, evaluator = states()
    counts = [job(known, static, [200 + n]) for n, static in enumerate([FIRST, OTHER, FIRST, OTHER, FIRST])]
    assert counts == [41, 41, 1, 1, 1]
    assert evaluator.log[:4] == [FIRST, [200], OTHER[10:], [201]]


def test_a_word_that_two_requests_share_is_evaluated_once_with_another_prompt_in_between():
    known, evaluator = states()
    asked = [(FIRST, [200, 201]), (OTHER, [200, 203]), (FIRST, [200, 202]), (OTHER, [200, 204])]
    assert [job(known, static, request) for static, request in asked] == [42, 42, 1, 1]
    assert evaluator.tokens == [*OTHER, 200, 204]


def test_a_prompt_read_again_needs_only_its_last_token():
    known, evaluator = states()
    assert [job(known, FIRST, [200, 201]) for _ in range(2)] == [42, 1]
    assert evaluator.tokens == [*FIRST, 200, 201]


def test_the_next_process_reads_the_file(tmp_path):
    job(states(tmp_path)[0], FIRST, [200])
    known, evaluator = states(tmp_path)
    assert job(known, FIRST, [201, 202]) == 2
    assert evaluator.log == [[201, 202]]


@pytest.mark.parametrize("identity", ["model 2", "model 1 other build"])
def test_a_file_of_another_model_or_build_is_not_read(tmp_path, identity):
    job(states(tmp_path)[0], FIRST, [200])
    assert job(states(tmp_path, identity)[0], FIRST, [200]) == 41


def test_a_file_under_a_wrong_name_is_not_read(tmp_path):
    job(states(tmp_path)[0], FIRST, [200])
    (first,) = tmp_path.iterdir()
    job(states(tmp_path)[0], OTHER, [200])
    (other,) = set(tmp_path.iterdir()) - {first}
    other.write_bytes(first.read_bytes())
    assert job(states(tmp_path)[0], OTHER, [200]) == 51


def test_a_short_static_part_is_not_worth_a_file(tmp_path):
    job(states(tmp_path)[0], FIRST[:8], [200])
    assert list(tmp_path.iterdir()) == []


def test_the_folder_keeps_a_bounded_number_of_files_the_last_used_ones(tmp_path):
    for number in range(prefix_states.FILES + 5):
        file = tmp_path / f"{number:032}.state"
        file.write_bytes(b"old")
        os.utime(file, (number, number))
    job(states(tmp_path)[0], FIRST, [200])
    names = sorted(file.name for file in tmp_path.iterdir())
    assert len(names) == prefix_states.FILES
    assert names[0] == f"{6:032}.state"


def test_the_identity_follows_content_and_date_not_the_place(tmp_path):
    one, two = tmp_path / "one.gguf", tmp_path / "two.gguf"
    for file in (one, two):
        file.write_bytes(b"weights")
        os.utime(file, (5, 5))
    assert model_identity(one, "x") == model_identity(two, "x") != model_identity(two, "y")
    two.write_bytes(b"weightz")
    os.utime(two, (5, 5))
    assert model_identity(one) != model_identity(two)
