"""Finding out fast whether a text is one of some hundred sentences of an app.

One large regular expression costs half a millisecond a message. A template is tried only where the
text begins with its first letters, or holds its longest word (in scripts without spaces: its longest part).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』〝〞＂", '"') | {"’": "'", "‘": "'"})
_FIRST = 3
_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+")
_INNER = re.compile(
    rf"(?<=[\s\"<\[(]){_WORD.pattern}(?=[\s\"'>\]),.:])"
)  # words that no `*` can be a part of
_LOOK = 600  # letters: a sentence of an app is shorter, or known by its beginning


def plain_quotes(text: str) -> str:
    """The text with every kind of quotation mark written as the straight one."""
    return text.translate(QUOTES)


@dataclass(slots=True)
class Templates:
    """Sentences in which `*` stands for any words and a leading `*` for a name (no colon).

    They are kept as expressions and compiled when a text might be one of them: most never are.
    """

    by_start: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_part: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, templates: Iterable[str], *, ending: str = r"\.?") -> Templates:
        """The templates compiled; `ending` is an expression that may follow each."""
        made = cls()
        for template in dict.fromkeys(templates):
            pattern = f"{expression(template)}{ending}$"
            parts = plain_quotes(template).casefold().split("*")
            whole = [word for part in parts for word in _INNER.findall(part)]
            if len(parts[0]) >= _FIRST:
                made.by_start[parts[0][:_FIRST]].append(pattern)
            elif whole:
                made.by_word[max(whole, key=len)].append(pattern)
            else:
                made.by_part.append((max(parts, key=len), pattern))
        return made

    def match(self, text: str) -> bool:
        """Whether the whole text is one of the sentences (quotation marks already plain)."""
        folded = text[:_LOOK].casefold()
        if any(_fits(pattern, text) for pattern in self.by_start.get(folded[:_FIRST], ())):
            return True
        if any(self._by_word(word, text) for word in self.by_word.keys() & set(_WORD.findall(folded))):
            return True
        return bool(self.by_part) and not folded.isascii() and self._by_part(folded, text)

    def _by_word(self, word: str, text: str) -> bool:
        return any(_fits(pattern, text) for pattern in self.by_word[word])

    def _by_part(self, folded: str, text: str) -> bool:
        return any(part in folded and _fits(pattern, text) for part, pattern in self.by_part)


def _fits(pattern: str, text: str) -> bool:
    return _compiled(pattern).match(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


def expression(template: str) -> str:
    """The template as a regular expression, not anchored."""
    body = template.removeprefix("*")
    lead = r"[^:\n]{0,80}?" if body != template else ""
    return lead + ".*?".join(re.escape(plain_quotes(part)) for part in body.split("*"))
