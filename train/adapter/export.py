"""Make one GGUF file, as llama.cpp reads adapters, of what train.py has learned.

    python -m train.adapter.export FOLDER FILE.gguf

FOLDER is the `--out` of train.py. Written with 16-bit weights; the names and the layout are those of llama.cpp's own
converter (convert_lora_to_gguf.py) for Qwen2. Prints the size and the sha256.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from pathlib import Path

LAYERS = {
    "q_proj": "attn_q",
    "k_proj": "attn_k",
    "v_proj": "attn_v",
    "o_proj": "attn_output",
    "gate_proj": "ffn_gate",
    "up_proj": "ffn_up",
    "down_proj": "ffn_down",
}
_NAME = re.compile(r"layers\.(\d+)\.(?:self_attn|mlp)\.(\w+)\.lora_([AB])\.weight$")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    export(arguments.folder / "adapter", arguments.file)
    data = arguments.file.read_bytes()
    print(f"{len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


def export(adapter: Path, file: Path) -> None:
    """Write the PEFT adapter in a folder as GGUF; ValueError for a weight that llama.cpp has no place for."""
    import numpy as np
    from gguf import GGUFWriter
    from safetensors.numpy import load_file

    config = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
    writer = GGUFWriter(file, "qwen2")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(config["lora_alpha"]))
    for name, weights in sorted(load_file(adapter / "adapter_model.safetensors").items()):
        match = _NAME.search(name)
        if match is None:
            raise ValueError(f"{name} is no weight of a layer that llama.cpp adapts")
        layer, part, side = match.groups()
        tensor = f"blk.{layer}.{LAYERS[part]}.weight.lora_{side.lower()}"
        writer.add_tensor(tensor, weights.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
