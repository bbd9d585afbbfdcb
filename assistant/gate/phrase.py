"""The small language in which lexicons write phrases, and its translation to regular expressions.

    we dropped the ball      these words, any space or comma between them, whole words only
    apologi*                 any ending
    (we|I) (are|was)         one of several
    we ['ve] forgotten       what begins with an apostrophe hangs on to the word before it
    we [really] regret       may be missing
    we .. failed             up to five words between, no comma among them (Chinese: up to ten characters)
    <us> are at fault        a named list of the lexicon's `words`
    ~(not|never) sorry       not behind one of these words

Chinese, Japanese and Korean phrases need no spaces: a space there may be one or nothing.
Each phrase knows its triggers: groups of pieces, of each of which one must occur in a text before the
phrase can. So most phrases are never compiled, and a calm text costs a few substring searches for each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.errors import KnowledgeDataError
from assistant.gate.fold import fold_pattern

_TOKEN = re.compile(r"\.\.|<[\w-]+>|[()\[\]|*~\s]|[^()\[\]|*~\s<>.]+|.", re.DOTALL)
_NAME = re.compile(r"<([\w-]+)>")
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_ALPHABETS = {
    "[a-z0-9]": "[a-z0-9ß-ÿ]",
    "[а-џ]": "[а-џґ0-9]",
}  # small classes compile ten times faster than \w
_UNSPACED_END = re.compile(f"[{_UNSPACED}]")
_CLAUSE_END = r".!?;:\n。！？；：…"
_GAP = rf"(?:\s+[^\s,{_CLAUSE_END}]+){{0,5}}?\s+"
_UNSPACED_GAP = rf"[^\s,，、{_CLAUSE_END}]{{0,10}}?"


Triggers = tuple[tuple[str, ...], ...]


@dataclass
class Phrase:
    """One phrase: its source, what announces it, and its expression, compiled when needed."""

    source: str
    triggers: Triggers
    expression: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    def may_occur(self, folded: str) -> bool:
        """False when a group of triggers is missing, so that the expression need not be tried."""
        return all(any(piece in folded for piece in group) for group in self.triggers)


class PhraseError(KnowledgeDataError, ValueError):
    """A phrase is malformed; whoever reads the file it stands in says which one that is."""


def parse_phrase(source: str, words: Mapping[str, str]) -> Phrase:
    """The phrase behind one line of a lexicon.

    Raises PhraseError for an unbalanced bracket or an unknown `<name>`.
    """
    text = fold_pattern(" ".join(source.split()))
    lists = {name: _list_text(name, source, words) for name in _NAME.findall(text)}
    unspaced = any(_UNSPACED_END.search(part) for part in (text, *lists.values()))
    parser = _Parser(source, _TOKEN.findall(text), lists, unspaced=unspaced)
    expression, triggers = parser.choice()
    triggers = tuple(sorted(triggers, key=lambda group: -min(map(len, group))))
    if parser.position != len(parser.tokens) or not text:
        raise PhraseError(f"phrase cannot be read: {source!r}", "check its brackets")
    first, last = _edge(text, lists, 0), _edge(text, lists, -1)
    return Phrase(source, triggers, f"{first}(?:{expression}){last}")


def _list_text(name: str, source: str, words: Mapping[str, str]) -> str:
    """The folded text behind `<name>`, with the lists it names itself put in."""
    if name not in words:
        raise PhraseError(f"phrase {source!r} names unknown words <{name}>", "add it under `words`")
    return _NAME.sub(
        lambda match: f"({_list_text(match.group(1), source, words)})",
        fold_pattern(" ".join(words[name].split())),
    )


@lru_cache(maxsize=2048)
def _parsed_list(text: str, unspaced: bool) -> tuple[str, Triggers]:
    """A list is read once, however many phrases name it."""
    parser = _Parser(text, _TOKEN.findall(text), {}, unspaced=unspaced)
    parsed = parser.choice()
    if parser.position != len(parser.tokens):
        raise PhraseError(f"words cannot be read: {text!r:.80}", "check their brackets")
    return parsed


def _edge(text: str, lists: Mapping[str, str], index: int) -> str:
    """Whole words only, in scripts that space their words; a letter of another script may adjoin."""
    letters = re.sub(r"~\([^)]*\) ?|[()\[\]|]", "", _NAME.sub(lambda match: lists[match.group(1)], text))
    # beside `a*` in a choice stand words without a star, which end where they end
    letter = (letters.strip("* ") or " ")[index]
    word = next((word for first, word in _ALPHABETS.items() if re.match(first, letter)), "")
    return (f"(?<!{word})" if index == 0 else f"(?!{word})") if word else ""


class _Parser:
    """Recursive descent over the tokens; each step returns (expression, triggers)."""

    def __init__(self, source: str, tokens: list[str], lists: Mapping[str, str], *, unspaced: bool) -> None:
        self.source, self.tokens, self.position = source, tokens, 0
        self.lists, self.unspaced = lists, unspaced

    def choice(self) -> tuple[str, Triggers]:
        branches = [self.sequence()]
        while self._take("|"):
            branches.append(self.sequence())
        expression = "|".join(expression for expression, _ in branches)
        if len(branches) == 1:
            return expression, branches[0][1]
        if not all(groups for _, groups in branches):
            return expression, ()
        rarest = (max(groups, key=lambda group: min(map(len, group))) for _, groups in branches)
        return expression, (tuple(dict.fromkeys(piece for group in rarest for piece in group)),)

    def sequence(self) -> tuple[str, Triggers]:
        parts: list[str] = []
        groups: list[tuple[str, ...]] = []
        while self.position < len(self.tokens) and self.tokens[self.position] not in "|)]":
            expression, triggers = self.item()
            parts.append(expression)
            groups.extend(triggers)
        return "".join(parts), tuple(groups)

    def item(self) -> tuple[str, Triggers]:
        token = self.tokens[self.position]
        self.position += 1
        if token == "(":
            expression, triggers = self._until(")")
            return f"(?:{expression})", triggers
        if token == "[":
            return self._optional()
        if token == "~":
            return self._not_behind(), ()
        if token == "..":
            return self._gap(), ()
        if token == "*":
            return r"\w*", ()
        if token.isspace():
            return self._space()
        if token.startswith("<") and token[1:-1] in self.lists:
            expression, triggers = _parsed_list(self.lists[token[1:-1]], self.unspaced)
            return f"(?:{expression})", triggers
        return re.escape(token), ((token,),)

    def _optional(self, before: str = "") -> tuple[str, Triggers]:
        """`[a]` takes one neighbouring space with it: `we [really] regret` also reads `we regret`."""
        expression, _ = self._until("]")
        if self.tokens[self.position : self.position + 2] != [" ", ".."] and self._take(" "):
            return f"{before}(?:(?:{expression}){self._separator()})?", ()
        return f"(?:{before}(?:{expression}))?", ()

    def _not_behind(self) -> str:
        if not self._take("(") or ")" not in self.tokens[self.position :]:
            raise PhraseError(f"phrase cannot be read: {self.source!r}", "write ~(word|word)")
        end = self.tokens.index(")", self.position)
        words = "".join(self.tokens[self.position : end]).split("|")
        self.position = end + 1
        space = " " if self._take(" ") and not self.unspaced else ""
        return "".join(f"(?<!{re.escape(word + space)})" for word in words)

    def _gap(self) -> str:
        self._take(" ")
        return _UNSPACED_GAP if self.unspaced else _GAP

    def _space(self) -> tuple[str, Triggers]:
        if self._take(".."):
            return self._gap(), ()
        before = self._separator()
        return self._optional(before) if self._take("[") else (before, ())

    def _separator(self) -> str:
        """What stands between two words; nothing before what hangs on to the word ('s, n't), which is dear to compile."""
        if self.unspaced:
            return " ?"
        return r"(?:[\s,]+|(?='))" if self._may_hang() else r"[\s,]+"

    def _may_hang(self) -> bool:
        ahead = self.tokens[self.position : self.position + 1]
        if ahead and ahead[0] in "([":
            ahead = self.tokens[self.position : self._closing()]
        return any(token.startswith("'") or "'" in self.lists.get(token[1:-1], "") for token in ahead)

    def _closing(self) -> int:
        """Behind the bracket that opens here and whatever optional words follow it."""
        depth = 0
        for place in range(self.position, len(self.tokens)):
            token = self.tokens[place]
            depth += (token in "([") - (token in ")]")
            if not depth and token not in " ]":
                return place + 1
        return len(self.tokens)

    def _until(self, closing: str) -> tuple[str, Triggers]:
        inner = self.choice()
        if not self._take(closing):
            raise PhraseError(f"phrase cannot be read: {self.source!r}", f"a {closing!r} is missing")
        return inner

    def _take(self, token: str) -> bool:
        if self.position < len(self.tokens) and self.tokens[self.position] == token:
            self.position += 1
            return True
        return False
