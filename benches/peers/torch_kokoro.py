"""The reference implementation on PyTorch over the cases: a line of JSON each, as onnx_runtime.py prints them.

usage: torch_kokoro.py MODEL_FOLDER INPUTS.json RUNS THREADS, with `torch` and `kokoro` installed and a MODEL_FOLDER
whose weights have PyTorch's names (that of kokoro-82m-int8)
"""
import json
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from unittest.mock import MagicMock

import torch

# The front end, which the package loads and nobody asks here: phonemes are given.
sys.modules["misaki"] = MagicMock()
from kokoro.model import KModel
from safetensors.torch import load_file

folder, inputs = Path(sys.argv[1]), json.load(open(sys.argv[2]))
runs, threads = int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)


class Filled(dict):
    """Fused weights where the module keeps directions and gains: g · v / ‖v‖ is v again for g = ‖v‖."""

    def __init__(self, fused):
        super().__init__(fused)
        for name, weight in fused.items():
            if name.endswith(".weight") and weight.dim() == 3:
                gain = weight.flatten(1).norm(dim=1).view(-1, 1, 1)
                # A filter of nothing but zeros has no direction: any will do, times 0.
                weight = torch.where(gain == 0, torch.ones_like(weight), weight)
                for form in (".weight_{}", ".parametrizations.weight.original{}"):
                    for part, value in (("g", gain), ("v", weight), ("0", gain), ("1", weight)):
                        self[name.removesuffix(".weight") + form.format(part)] = value


def floats(stored):
    """Eight-bit numbers as what they stand for: (n − zero) · scale, with a zero and a scale for each row."""
    parts = (".zero", ".scale")
    for name, weight in stored.items():
        if name.endswith(parts) and name.removesuffix(".zero").removesuffix(".scale") in stored:
            continue
        if all(name + part in stored for part in parts):
            zero, scale = (stored[name + part].view(-1, *[1] * (weight.dim() - 1)) for part in parts)
            weight = (weight.float() - zero) * scale
        yield name, weight


groups = defaultdict(dict)
for name, weight in Filled(dict(floats(load_file(next(folder.glob("*.safetensors")))))).items():
    group, rest = name.split(".", 1)
    groups[group][rest] = weight
with tempfile.NamedTemporaryFile(suffix=".pth") as file:
    torch.save(dict(groups), file.name)
    # The reference falls back to `strict=False`, which takes what it needs of these.
    model = KModel(repo_id="hexgrad/Kokoro-82M", config=str(folder / "config.json"), model=file.name).eval()

with torch.inference_mode():
    for name, case in inputs.items():
        tokens = torch.tensor([case["tokens"]])
        style = torch.tensor([case["style"]])
        seconds = []
        for _ in range(runs + 1):
            start = time.perf_counter()
            audio, _ = model.forward_with_tokens(tokens, style, case["speed"])
            seconds.append(time.perf_counter() - start)
        print(json.dumps({"name": name, "audio": audio.numel() / 24000, "seconds": seconds[1:]}), flush=True)
