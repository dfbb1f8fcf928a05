"""rten over the cases: a line of JSON each, as onnx_runtime.py prints them.

usage: rten_cli.py RTEN MODEL.onnx INPUTS.json RUNS THREADS, where RTEN is the program of the crate rten-cli
"""
import json
import re
import subprocess
import sys
import tempfile

import numpy as np
from safetensors.numpy import save_file

rten, model, inputs, runs, threads = sys.argv[1], sys.argv[2], json.load(open(sys.argv[3])), int(sys.argv[4]), sys.argv[5]
for name, case in inputs.items():
    feed = {
        "tokens": np.array([case["tokens"]], np.int32),
        "style": np.array([case["style"]], np.float32),
        "speed": np.array([case["speed"]], np.float32),
    }
    with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
        save_file(feed, file.name)
        command = [rten, model, "--inputs", file.name, "--prepack", "--n-iters", str(runs + 1), "--num-threads", threads]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds = [float(ms) / 1000 for ms in re.findall(r"#\d+ - Model returned .* in ([\d.]+)ms", said)]
    (shape,) = re.findall(r'Output "audio".* shape:? \[([\d, ]+)\]', said)
    audio = int(np.prod([int(extent) for extent in shape.split(",")])) / 24000
    print(json.dumps({"name": name, "audio": audio, "seconds": seconds[1:]}), flush=True)
