"""The int8 export of Kokoro-82M as an ordinary f32 ONNX model: the same weights, multiplied in f32.

usage: float_onnx.py kokoro-int8.onnx kokoro-f32.onnx

Dynamically quantised products become plain ones on dequantised weights, and the operators of ONNX Runtime's own become
those of the standard, so that other runtimes read the file too.
"""
import sys
from collections import defaultdict

import numpy as np
import onnx
from onnx import helper, numpy_helper

model = onnx.load(sys.argv[1])
graph = model.graph
constants = {tensor.name: tensor for tensor in graph.initializer}
maker = {output: node for node in graph.node for output in node.output}
users = defaultdict(list)
for node in graph.node:
    for name in node.input:
        users[name].append(node)


def value(name):
    return numpy_helper.to_array(constants[name])


def constant(name, array):
    constants[name] = numpy_helper.from_array(np.ascontiguousarray(array, dtype=array.dtype), name)
    return name


def dequantised(weight, scale, zero):
    zero = value(zero).astype(np.float32) if zero in constants else np.float32(0)
    return (value(weight).astype(np.float32) - zero) * value(scale)


def only_user(name):
    (user,) = users[name]
    return user


def product(node, plain):
    """ConvInteger or MatMulInteger, what brings it back to f32, and a convolution's rounded bias."""
    weight = node.input[1]
    scale = weight.replace("_quantized", "_scale")
    name = f"{weight}_dense"  # ALBERT's layers share theirs
    if name not in constants:
        constant(name, dequantised(weight, scale, node.input[3] if len(node.input) > 3 else ""))
    inputs = [maker[node.input[0]].input[0], name]
    end = only_user(node.output[0])
    if end.op_type == "Add":  # the bias, in whole steps of the product of both scales
        (reshaped,) = (i for i in end.input if i != node.output[0])
        rounded = maker[reshaped].input[0]
        while maker[rounded].op_type != "Div":
            rounded = maker[rounded].input[0]
        inputs.append(maker[rounded].input[0])
        end = only_user(end.output[0])
    assert end.op_type == "Cast", end.op_type
    end = only_user(end.output[0])
    assert end.op_type == "Mul", end.op_type
    made = helper.make_node(plain, inputs, list(end.output), name=node.name)
    made.attribute.extend(node.attribute)
    return end, [made]


def lstm(node):
    names = list(node.input)
    for at, scale, zero in ((1, 8, 9), (2, 10, 11)):
        column = lambda name: value(name).astype(np.float32).reshape(2, 1, -1)
        dense = (value(names[at]).astype(np.float32) - column(names[zero])) * column(names[scale])
        names[at] = constant(f"{node.name}_{at}", dense.transpose(0, 2, 1))
    # The peephole, which is not there, is not named either: rten counts what is named.
    made = helper.make_node("LSTM", names[:7], list(node.output), name=node.name)
    made.attribute.extend(node.attribute)
    return node, [made]


def embedding(node):
    """A table that is dequantised after the lookup."""
    gather = maker[node.input[0]]
    table = constant(f"{node.name}_table", dequantised(gather.input[0], node.input[1], node.input[2]))
    made = helper.make_node("Gather", [table, gather.input[1]], list(node.output), name=node.name)
    made.attribute.extend(gather.attribute)
    return node, [made]


def attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def gelu(node):
    """x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))."""
    n = node.name
    number = lambda name, x: constant(f"{n}_{name}", np.float32(x))
    made = []

    def step(op, *inputs, output=None):
        made.append(helper.make_node(op, list(inputs), [output or f"{n}_{len(made)}"], name=f"{n}_{len(made)}"))
        return made[-1].output[0]

    x = step("Add", node.input[0], node.input[1]) if len(node.input) > 1 else node.input[0]
    cube = step("Mul", step("Mul", x, x), x)
    inner = step("Add", x, step("Mul", cube, number("c", 0.044715)))
    tanh = step("Tanh", step("Mul", inner, number("s", np.sqrt(2 / np.pi))))
    step("Mul", step("Mul", x, number("h", 0.5)), step("Add", tanh, number("one", 1)), output=node.output[0])
    return node, made


def skip_norm(node):
    n, (x, skip, gamma, beta, *bias) = node.name, node.input
    made = [helper.make_node("Add", [x, skip], [f"{n}_sum"], name=f"{n}_sum")]
    for name in bias:
        made.append(helper.make_node("Add", [made[-1].output[0], name], [f"{n}_biased"], name=f"{n}_biased"))
    epsilon = attributes(node).get("epsilon", 1e-12)
    norm = helper.make_node(
        "LayerNormalization", [made[-1].output[0], gamma, beta], [node.output[0]], name=n, axis=-1, epsilon=epsilon)
    return node, [*made, norm]


def fused_matmul(node):
    known = attributes(node)
    assert not any(known.get(key, 0) for key in ("transBatchA", "transBatchB")), known
    made, inputs = [], list(node.input)
    for at, key in ((0, "transA"), (1, "transB")):
        if known.get(key, 0):
            made.append(helper.make_node("Transpose", [inputs[at]], [f"{node.name}_{key}"], name=f"{node.name}_{key}"))
            made[-1].attribute.append(helper.make_attribute("perm", [0, 2, 1]))  # of one batch
            inputs[at] = made[-1].output[0]
    made.append(helper.make_node("MatMul", inputs, [f"{node.name}_product"], name=f"{node.name}_product"))
    alpha = constant(f"{node.name}_alpha", np.float32(known.get("alpha", 1.0)))
    made.append(helper.make_node("Mul", [f"{node.name}_product", alpha], list(node.output), name=node.name))
    return node, made


REWRITTEN = {
    "ConvInteger": lambda node: product(node, "Conv"),
    "MatMulInteger": lambda node: product(node, "MatMul"),
    "DynamicQuantizeLSTM": lstm,
    "DequantizeLinear": embedding,
    "FastGelu": gelu,
    "SkipLayerNormalization": skip_norm,
    "FusedMatMul": fused_matmul,
}

# Each rewritten node stands where the last of what it replaces stood, so the order stays one of computation.
instead = {}
for node in graph.node:
    if node.op_type in REWRITTEN:
        end, made = REWRITTEN[node.op_type](node)
        instead[end.output[0]] = made
nodes = [made for node in graph.node for made in instead.get(node.output[0], [node])]

# What nothing leads to any more goes.
needed = {output.name for output in graph.output}
kept = []
for node in reversed(nodes):
    if needed & set(node.output):
        kept.append(node)
        needed.update(node.input)
del graph.node[:]
graph.node.extend(reversed(kept))
del graph.initializer[:]
graph.initializer.extend(tensor for name, tensor in constants.items() if name in needed)
del graph.value_info[:]
onnx.save(model, sys.argv[2])
