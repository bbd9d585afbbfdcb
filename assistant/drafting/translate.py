"""A fact of another language, said in the client's: by the model, checked, and never without a mark.

Measured: small models keep the figures and invert meanings, so the figures must survive, the count
of negations must not change, and whatever passes still carries the original for a person to compare.
Between the two Chinese scripts no model is needed: OpenCC converts, and nothing is translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from assistant.domain import Constraints
from assistant.drafting.acknowledge import Complete
from assistant.drafting.meaning import figure_differences, shared_sense, writings
from assistant.drafting.prompting import denies, make_prompt
from assistant.language.detect import chinese_script, detect_language, may_be

_SCRIPTS = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}


def translate(fact: str, complete: Complete, *, language: str, constraints: Constraints) -> str:
    """The fact in the language, or an empty text when no translation can be shown even with a mark."""
    prompt = make_prompt("translate", language, fact=fact, target=english_name(language))
    if prompt is None:
        return ""
    written = complete(prompt, replace(constraints, figures=writings(fact), max_tokens=40 + len(fact)))
    text = " ".join(written.text.split())
    return text if written.complete and is_faithful(fact, text, language=language) else ""


def is_faithful(fact: str, text: str, *, language: str) -> bool:
    """Right language, the same figures and months, "not", "only" and "free" where they were. Necessary, not sufficient."""
    source = detect_language(fact)
    same_figures = not list(figure_differences(fact, text, language, source=source))
    same_sense = denies(fact, source) == denies(text, language) and shared_sense(
        fact, text, source=source, language=language
    )
    own = detect_language(text) == language or may_be(text, language)
    return bool(text) and same_figures and same_sense and own


def english_name(language: str) -> str:
    """What English calls a language: "Simplified Chinese"."""
    from babel import Locale

    return str(Locale.parse(language.replace("-", "_")).get_display_name("en"))


def convert_script(text: str, language: str) -> str:
    """Chinese text in the script of `language`; other languages come back as they are.

    So does what is in that script already: OpenCC would choose other variants (台 as 臺, 核准 as 覈准), and a quotation
    is word for word.
    """
    conversion = {"zh-Hans": "t2s", "zh-Hant": "s2tw"}.get(language)
    if conversion is None or chinese_script(text) in ("", language):
        return text
    return str(_converter(conversion).convert(text))


def in_both_scripts(said: Mapping[str, str]) -> dict[str, str]:
    """Approved sentences by language; one in either Chinese script also serves the other."""
    both = {tag: convert_script(said[other], tag) for tag, other in _SCRIPTS.items() if other in said}
    return both | dict(said)


@cache
def _converter(conversion: str) -> Any:
    from opencc import OpenCC

    return OpenCC(conversion)
