"""The trained network as an ONNX file: batch norm folded away, weights stored in 16 bit.

The file takes pictures as they come from normalise (uint8, ink 255, shape lines × 1 × 32 ×
width) and gives probabilities (float32, lines × width/4 × classes), so whoever runs it needs
no scaling and no softmax of their own.  It computes in 32 bit: onnxruntime widens the weights
once, when it loads them.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from extractors import alphabet
from extractors.reader.normalise import HEIGHT
from training.model import Reader, Residual

INPUT = "pictures"
OUTPUT = "probabilities"
OPSET = 17
IR_VERSION = 8  # what onnxruntime 1.15 and later can load


class Graph:
    """Nodes and weights in the order in which they are computed."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def compute(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add a node and return the name of its result."""
        output = output or f"{operator.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def hold(self, values: npt.NDArray[np.generic]) -> str:
        name = f"weight{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def hold_in_16_bit(self, values: npt.NDArray[np.float32]) -> str:
        return self.compute("Cast", self.hold(values.astype(np.float16)), to=TensorProto.FLOAT)

    def convolve(self, name: str, convolution: nn.Conv2d, norm: nn.BatchNorm2d | None) -> str:
        """Add *convolution* with *norm* folded into its weights."""
        weight = convolution.weight.detach().numpy()
        bias = np.zeros(len(weight), np.float32)
        if convolution.bias is not None:
            bias = convolution.bias.detach().numpy()
        if norm is not None:
            assert norm.running_mean is not None
            assert norm.running_var is not None
            spread = np.sqrt(norm.running_var.numpy() + norm.eps)
            factor = norm.weight.detach().numpy() / spread
            weight = weight * factor[:, None, None, None]
            bias = (bias - norm.running_mean.numpy()) * factor + norm.bias.detach().numpy()
        rows, columns = (int(side) for side in convolution.padding)
        return self.compute(
            "Conv",
            name,
            self.hold_in_16_bit(weight),
            self.hold_in_16_bit(bias),
            kernel_shape=list(convolution.kernel_size),
            strides=list(convolution.stride),
            pads=[rows, columns, rows, columns],
            group=convolution.groups,
        )


def convolve_layer(graph: Graph, name: str, layer: nn.Module) -> str:
    convolution, norm = layer.children()
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d)
    return graph.convolve(name, convolution, norm)


def build(reader: Reader) -> onnx.ModelProto:
    """Return the graph of *reader*, layer for layer as in Reader.forward."""
    graph = Graph()
    name = graph.compute("Cast", INPUT, to=TensorProto.FLOAT)
    name = graph.compute("Mul", name, graph.hold(np.array(1 / 255, np.float32)))
    for layer in reader.layers:
        if isinstance(layer, Residual):
            changed = name
            for number, each in enumerate(layer.layers):
                changed = convolve_layer(graph, changed, each)
                if number < len(layer.layers) - 1:
                    changed = graph.compute("Relu", changed)
            name = graph.compute("Add", name, changed)
        else:
            name = convolve_layer(graph, name, layer)
        name = graph.compute("Relu", name)
    name = graph.convolve(name, reader.scores, None)
    name = graph.compute("Squeeze", name, graph.hold(np.array([2], np.int64)))
    name = graph.compute("Transpose", name, perm=[0, 2, 1])
    graph.compute("Softmax", name, output=OUTPUT, axis=2)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "line reader",
            [helper.make_tensor_value_info(INPUT, TensorProto.UINT8, ["n", 1, HEIGHT, "width"])],
            [
                helper.make_tensor_value_info(
                    OUTPUT, TensorProto.FLOAT, ["n", "steps", alphabet.CLASSES]
                )
            ],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    helper.set_model_props(model, {"signs": alphabet.SIGNS})
    onnx.checker.check_model(model)
    return model


def export(reader: Reader, path: Path) -> None:
    path.write_bytes(build(reader).SerializeToString(deterministic=True))
