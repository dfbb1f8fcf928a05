"""ONNX Runtime over the cases: a line of JSON each, with the seconds of every run but a first one to warm up.

usage: onnx_runtime.py MODEL.onnx INPUTS.json RUNS THREADS
"""
import json
import sys
import time

import numpy as np
import onnxruntime

model, inputs, runs, threads = sys.argv[1], json.load(open(sys.argv[2])), int(sys.argv[3]), int(sys.argv[4])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
for name, case in inputs.items():
    feed = {
        "tokens": np.array([case["tokens"]], np.int64),
        "style": np.array([case["style"]], np.float32),
        "speed": np.array([case["speed"]], np.float32),
    }
    seconds = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        audio = session.run(None, feed)[0]
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"name": name, "audio": audio.size / 24000, "seconds": seconds[1:]}), flush=True)
