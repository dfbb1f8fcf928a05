"""Runs lector and its peers in turns over the same cases and prints their real-time factors. See `compare`."""
import argparse
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

here = Path(__file__).resolve().parent
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--home", type=Path, required=True)
parser.add_argument("--peers", default="int8,f32")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--runs", type=int, default=3)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--cases", type=Path, default=here / "cases.json")
parser.add_argument("--lector", default=str(here.parent / "target/release/lector"))
options = parser.parse_args()
home, model = options.home, (options.home / "model").read_text().strip()
runs, threads = str(options.runs), str(options.threads)
inputs = home / "inputs.json"


def output(*command):
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def lector():
    measured = output(options.lector, "--offline", "--threads", threads, "--model-path", model, "bench", "--json",
                      "--runs", options.runs + 1, "--cases", options.cases)
    for case in json.loads(measured)["sentences"]:
        yield case["name"], case["audio_seconds"], case["synthesis_seconds"][1:]


def peer(*command):
    def lines():
        for line in output(*command).splitlines():
            case = json.loads(line)
            yield case["name"], case["audio"], case["seconds"]
    return lines


python = home / "onnx/bin/python"
peers = here / "peers"
known = {
    "int8": ("ONNX Runtime int8",
             peer(python, peers / "onnx_runtime.py", home / "kokoro-int8.onnx", inputs, runs, threads)),
    "f32": ("ONNX Runtime f32",
            peer(python, peers / "onnx_runtime.py", home / "kokoro-f32.onnx", inputs, runs, threads)),
    "rten": ("rten f32",
             peer(python, peers / "rten_cli.py", home / "rten/bin/rten", home / "kokoro-f32.onnx", inputs, runs, threads)),
    "torch": ("PyTorch f32",
              peer(home / "torch/bin/python", peers / "torch_kokoro.py", model, inputs, runs, threads)),
}
contenders = [("lector", lector), *(known[name] for name in options.peers.split(",") if name)]
inputs.write_text(output(python, peers / "inputs.py", model, options.cases))

factors = defaultdict(list)
audio = {}
for number in range(options.rounds):
    for name, run in contenders:
        print(f"round {number + 1} of {options.rounds}: {name}", file=sys.stderr)
        for case, seconds, took in run():
            audio[name, case] = seconds
            factors[name, case] += [each / seconds for each in took]

first = contenders[0][0]
names = [name for name, _ in contenders]
ratio = "of int8" if "int8" in options.peers else f"of {names[-1]}"
against = known["int8"][0] if "int8" in options.peers else names[-1]
print(f"{threads} threads, real-time factors, medians of {options.rounds} × {options.runs} runs\n")
print("| case | sound |", " | ".join(names), f"| lector {ratio} |")
print("| --- " * (len(names) + 3) + "|")
for case in json.load(open(options.cases)):
    medians = {name: median(factors[name, case]) for name in names}
    cells = " | ".join(f"{medians[name]:.3f}" for name in names)
    print(f"| {case} | {audio[first, case]:.2f} s | {cells} | {medians[first] / medians[against]:.2f} |")
