"""Where the shipped prompts and knowledge lie: inside a wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `prompts` or `knowledge` that came with this installation (read only)."""
    in_wheel = _PACKAGE / "_shipped" / name
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / name


def read_arrays(path: Path) -> dict[str, Any]:
    """The arrays of an .npz file by name. Raises OSError, and ValueError for a damaged file."""
    import zlib
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    import numpy

    try:
        with ZipFile(path) as file:  # whose checksums speak before anything of a damaged array is read
            packed = {name.removesuffix(".npy"): file.read(name) for name in file.namelist()}
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise ValueError(str(error) or "it is empty") from error
    return {name: numpy.load(BytesIO(data), allow_pickle=False) for name, data in packed.items()}


def parse_yaml(text: str) -> Any:
    """Plain data out of YAML by libyaml where it is there: ten times faster, and start-up reads many files.

    Raises yaml.YAMLError.
    """
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
