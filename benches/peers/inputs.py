"""Cases as every peer is given them: {"name": {"tokens": [0, …, 0], "style": [256 numbers], "speed": 1.0}}.

usage: inputs.py MODEL_FOLDER CASES.json >inputs.json
"""
import json
import sys
from pathlib import Path

import numpy as np

folder, cases = Path(sys.argv[1]), json.load(open(sys.argv[2]))
vocabulary = json.load(open(folder / "config.json"))["vocab"]


def styles(voice):
    """[510, 256], from a raw file or from safetensors with one tensor."""
    raw = folder / "voices" / f"{voice}.bin"
    if raw.exists():
        return np.fromfile(raw, "<f4").reshape(-1, 256)
    data = (folder / "voices" / f"{voice}.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    (tensor,) = (v for k, v in json.loads(data[8:8 + length]).items() if k != "__metadata__")
    assert tensor["dtype"] == "F32", tensor
    begin, end = tensor["data_offsets"]
    return np.frombuffer(data[8 + length + begin:8 + length + end], "<f4").reshape(-1, 256)


inputs = {}
for name, case in cases.items():
    phonemes = case["phonemes"]
    tokens = [vocabulary[phoneme] for phoneme in phonemes if phoneme in vocabulary]
    style = styles(case["voice"])[len(phonemes) - 1]
    inputs[name] = {"tokens": [0, *tokens, 0], "style": style.tolist(), "speed": case["speed"]}
json.dump(inputs, sys.stdout)
