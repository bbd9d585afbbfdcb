"""What ships with the program is read whole, or said to be damaged."""

from pathlib import Path

import numpy as np
import pytest

from assistant.resources import read_arrays


def test_half_a_file_of_arrays_is_damaged_and_no_accident(tmp_path: Path) -> None:
    whole = tmp_path / "whole.npz"
    np.savez(whole, weights=np.arange(3))
    assert {name: array.tolist() for name, array in read_arrays(whole).items()} == {"weights": [0, 1, 2]}
    half = tmp_path / "half.npz"
    for length in (0, 4, len(whole.read_bytes()) // 2):
        half.write_bytes(whole.read_bytes()[:length])
        with pytest.raises(ValueError, match=r"\w"):
            read_arrays(half)


def test_packed_arrays_with_a_changed_byte_are_damaged_too(tmp_path: Path) -> None:
    packed = tmp_path / "packed.npz"
    np.savez_compressed(packed, weights=np.arange(999).reshape(9, 111))
    whole, outcomes = packed.read_bytes(), set()
    for at in range(len(whole)):
        packed.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            read_arrays(packed)
            outcomes.add("read")
        except (OSError, ValueError) as error:
            outcomes.add("damaged" if str(error) else "unsaid")
    assert outcomes == {"read", "damaged"}  # some bytes say nothing, the date among them
