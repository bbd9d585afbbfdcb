"""Made-up models that want nothing but to offend: what they get to write, and that they always end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Constraints
from bench.constraints.checks import banned_in, foreign_figures
from bench.constraints.torture import FIGURES, TEMPTING, Tempting, case, faults, torture

LETTERS = [bytes([byte]) for byte in range(32, 127)]
CHARACTERS = ["抱", "歉", "第", "三", "章", "两", "周", "后", "12", "点", "元", "。", "，", "的", "我", "们"]


@pytest.mark.parametrize("language", TEMPTING)
@pytest.mark.parametrize("seed", range(9))
def test_nothing_forbidden_gets_through_and_every_text_ends(language, seed):
    outcome, constraints = case(language, seed)
    assert faults(outcome, constraints) == {}


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    wish=st.sampled_from(
        ["12 p.m. ", "at 12 ", "Covid-12 ", "12th ", "two weeks", "12–12–12", "in 12 days", "12% "]
    ),
    pull=st.sampled_from([3.0, 9.0, 20.0]),
    end=st.sampled_from([5.0, -5.0, -60.0]),
    opening=st.sampled_from(["", "It is ", "We come at", "Call X-"]),
)
def test_a_model_that_writes_letter_by_letter_cannot_spell_a_foreign_figure(seed, wish, pull, end, opening):
    constraints = Constraints(figures=FIGURES, language="en", max_tokens=40)
    outcome = torture(Tempting(LETTERS, [wish.encode()], seed, pull, end), constraints, opening=opening)
    assert foreign_figures(outcome.written.text, "en", FIGURES) == []
    assert "".join(outcome.shown) == outcome.written.text
    assert outcome.written.end in ("stop", "length")
    assert outcome.work <= 4 * 40 + 64


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    some=st.lists(st.sampled_from(CHARACTERS), min_size=1, max_size=9, unique=True),
    spread=st.sampled_from([0.0, 2.0, 12.0]),
)
def test_with_an_end_token_there_is_no_dead_end_however_little_is_allowed(seed, some, spread):
    model = Tempting(
        [piece.encode() for piece in some], [b"\xe7\xac\xac"], seed, pull=spread, end=-spread * 5
    )
    constraints = Constraints(
        banned=("抱歉", "我们的", "我"), figures=("12",), language="zh-Hans", max_tokens=24
    )
    outcome = torture(model, constraints)
    text = outcome.written.text
    assert faults(outcome, constraints, figures=("12",)) == {}
    assert outcome.written.end in ("stop", "length")
    assert banned_in(text, constraints.banned) == []


def test_when_everything_is_forbidden_the_end_token_is_taken_however_unlikely_it_is():
    pieces = [f"word{number}".encode() for number in range(3000)]
    model = Tempting(pieces, [], seed=1, pull=0.0, end=-1000.0)
    outcome = torture(model, Constraints(banned=("word*",), max_tokens=8))
    assert (outcome.written.text, outcome.written.end, outcome.work) == ("", "stop", 0)


def test_a_sentence_that_is_over_ends_the_text_when_nothing_likely_may_follow():
    class Stuck(Tempting):
        def logits(self):
            scores = np.full(5, -50.0, np.float32)
            scores[min(len(self.accepted), 2)] = 10.0
            return scores

    pieces = [b"The order is here", b".", b" Sorry", b" zebra"]
    outcome = torture(
        Stuck(pieces, [], seed=1, pull=0.0, end=0.0), Constraints(banned=("sorry",), max_tokens=8)
    )
    assert (outcome.written.text, outcome.written.end) == ("The order is here.", "stop")


def test_what_began_in_shown_text_is_taken_back_to_the_first_token_that_was_not_shown():
    model = Tempting(
        [piece.encode() for piece in ("据", "第", "三", "章", "来", "知", "这", "个", "。")],
        ["据第三章来知".encode()],
        seed=3,
        pull=30.0,
        end=-9.0,
    )
    outcome = torture(model, Constraints(figures=("12",), language="zh-Hans", max_tokens=12))
    assert "三章" not in outcome.written.text
    assert outcome.work < 40
