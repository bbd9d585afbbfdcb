"""Times of day as one language tells them."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.language.figures.rule import Parts, Rule, S
from assistant.language.figures.words import SPACE, alternatives


def times(parts: Parts) -> Iterator[Rule]:
    """15:00, 3 pm, 15h30, 3点半."""
    v = parts.values
    half = f"(?:{SPACE}*(?P<half>{alternatives([*v.am, *v.pm])}))"
    hour, minute = r"(?P<h>[01]?\d|2[0-4])", r"(?P<mm>[0-5]\d)"
    yield Rule("time", rf"{hour}[:：]{minute}(?:[:：][0-5]\d)?(?!:?\d){half}?", v.clock_time)
    yield Rule("time", rf"{hour}(?:[.:]{minute})?{half}", v.clock_time)
    yield Rule("time", rf"{hour}{S}h{S}{minute}(?!\d)", v.clock_time)
    yield Rule("time", rf"{hour}[.]{minute}{SPACE}*(?:{alternatives(v.oclock)})", v.clock_time)
    yield Rule(
        "time",
        rf"{hour}{SPACE}*(?:{alternatives(v.oclock)})(?:{SPACE}+{minute}(?!\d))?(?:{half})?",
        v.clock_time,
    )
    yield Rule(
        "time",
        rf"{hour}{S}(?P<dot>[点點时時시])(?:(?P<half_hour>半|반)|(?P<quarter>一刻)|{S}{minute}{S}[分분]?)?",
        v.eastern_time,
    )


def worded_times(parts: Parts) -> Iterator[Rule]:
    """noon, at five, half past five, 下午三点."""
    v = parts.values
    hour = rf"(?P<h>{v.hours()}|[01]?\d|2[0-4])"
    halves = f"(?:{SPACE}*(?P<half>{alternatives([*v.am, *v.pm])}))?"
    yield Rule("time", rf"(?P<word>{alternatives(v.clock)})", v.clock_word)
    yield Rule(
        "time",
        rf"(?P<half>{alternatives([*v.am, *v.pm])})?{S}{hour}{S}(?P<dot>[点點时時시])(?:(?P<half_hour>半|반)|(?P<quarter>一刻)|{S}(?P<mm>[0-5]?\d|{v.hours()}){S}[分분]?)?(?P<tail>[钟鐘前整左])?",
        v.eastern_time,
    )
    yield Rule(
        "time",
        rf"(?P<half>{alternatives([*v.am, *v.pm])}){S}(?P<h>[01]?\d|2[0-4])[:：](?P<mm>[0-5]\d)",
        v.clock_time,
    )
    at = alternatives(parts.words.words("at"))
    yield Rule(
        "time",
        rf"(?:{at}){SPACE}+{hour}(?:[:.h](?P<mm>[0-5]\d))?(?!\d)(?:{SPACE}+(?P<tail>{alternatives(v.half_after)}))?{halves}",
        v.hour_at,
    )
    yield Rule(
        "time",
        rf"(?P<before>{alternatives(parts.words.words('half_before'))}){SPACE}+{hour}(?!\d)",
        v.half_hour,
    )
    yield Rule(
        "time",
        rf"(?P<past>{alternatives(parts.words.words('half_past'))}){SPACE}+{hour}(?!\d)",
        v.half_hour,
    )
    yield Rule("time", rf"(?P<h>{v.hours()}){SPACE}*(?:{alternatives(v.strict_oclock)}){halves}", v.hour_at)
