"""How letters are signed where nothing shows how this client is written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.language.detect import scripts
from assistant.language.tags import base
from assistant.language.words import cjk

_TWICE = 2
_NEARLY_ALL = 0.8
_SCRIPTS = {"zh": "Hani", "ja": "Hani", "ko": "Hang", "ru": "Cyrl"}  # the others are written in Latin letters


def usual_signature(counted: Mapping[str, int]) -> str:
    """The signature that nearly all letters have; `counted`: how many have each, also those without one."""
    signed = max(counted, key=lambda name: counted[name], default="")
    often = counted.get(signed, 0)
    return signed if often >= _TWICE and often >= _NEARLY_ALL * sum(counted.values()) else ""


def only_name(us: Sequence[str], language: str) -> str:
    """Our one name in the letters of a language, as the user gave it; empty where there are none or several.

    A single word ("You", "Support") may be how an export names us, and no name.
    """
    script = _SCRIPTS.get(base(language), "Latn")
    names = [name for name in us if "@" not in name and script in scripts(name)]
    return names[0] if len(names) == 1 and (cjk(names[0]) or " " in names[0].strip()) else ""
