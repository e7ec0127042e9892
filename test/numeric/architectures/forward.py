"""Logits of every architecture in plain numpy, double precision, written from the tables of the papers and without
TensorFlow: what the networks of the program are compared with.

    python3 forward.py FOLDER ARCHITECTURE    prints {"inference": [[...]], "training": [[...]]}

FOLDER holds weights.json (name -> shape and offset), weights.bin and input.bin (float32), as make-reference.ts writes
them. "inference" normalises by the stored averages, "training" by the statistics of the batch.
"""
import json
import sys
from pathlib import Path

import numpy as np

EPSILON = 1e-5


class Net:
    """Layer operations on maps [B,H,W,C] that find their weights by layer name."""

    def __init__(self, weights, training):
        self.weights = weights
        self.training = training

    def get(self, name):
        return self.weights[name]

    def windows(self, x, kernel, strides, pads):
        """[B, H', W', C, kh, kw]; pads are (before, after) for height and width."""
        x = np.pad(x, ((0, 0), pads[0], pads[1], (0, 0)))
        seen = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(1, 2))
        return seen[:, :: strides[0], :: strides[1]]

    def conv(self, x, name, stride=(1, 1)):
        kernel = self.get(f"{name}/kernel")
        kh, kw = kernel.shape[:2]
        pads = [((k - 1) // 2, k // 2) for k in (kh, kw)]
        seen = self.windows(x, (kh, kw), stride, pads)
        y = np.tensordot(seen, kernel, axes=([3, 4, 5], [2, 0, 1]))
        bias = self.weights.get(f"{name}/bias")
        return y if bias is None else y + bias

    def depthwise(self, x, name, stride):
        kernel = self.get(f"{name}/depthwise_kernel")[..., 0]
        seen = self.windows(x, (3, 3), (stride, stride), [(1, 1), (1, 1)])
        return np.einsum("bhwckl,klc->bhwc", seen, kernel)

    def bn(self, x, name):
        if self.training:
            mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        else:
            mean, variance = self.get(f"{name}/moving_mean"), self.get(f"{name}/moving_variance")
        scale = self.get(f"{name}/gamma") / np.sqrt(variance + EPSILON)
        return (x - mean) * scale + self.get(f"{name}/beta")

    def cbr(self, x, name, stride=(1, 1)):
        return relu(self.bn(self.conv(x, name, stride), f"{name}_bn"))

    def max_pool(self, x, size, stride, pad=0):
        x = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=-np.inf)
        seen = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
        return seen[:, ::stride, ::stride].max(axis=(4, 5))

    def mean_pool_3(self, x):
        ones = self.windows(np.ones_like(x), (3, 3), (1, 1), [(1, 1), (1, 1)]).sum(axis=(4, 5))
        return self.windows(x, (3, 3), (1, 1), [(1, 1), (1, 1)]).sum(axis=(4, 5)) / ones

    def classify(self, x):
        return x.mean(axis=(1, 2)) @ self.get("logits/kernel") + self.get("logits/bias")


def relu(x):
    return np.maximum(x, 0)


def wide_resnet(net, x, depth, width):
    x = net.conv(x, "stem")
    for group in (1, 2, 3):
        for block in range(1, (depth - 4) // 6 + 1):
            name = f"group{group}_block{block}"
            stride = (2, 2) if group > 1 and block == 1 else (1, 1)
            a = relu(net.bn(x, f"{name}_pre1_bn"))
            h = net.conv(a, f"{name}_conv1", stride)
            h = net.conv(relu(net.bn(h, f"{name}_pre2_bn")), f"{name}_conv2")
            x = h + (x if x.shape == h.shape else net.conv(a, f"{name}_shortcut", stride))
    return net.classify(relu(net.bn(x, "tail_bn")))


def resnet(net, x, blocks, over_time=False):
    x = net.cbr(x, "stem")
    for stage, count in enumerate(blocks, 1):
        for block in range(1, count + 1):
            name = f"stage{stage}_block{block}"
            step = 2 if stage > 1 and block == 1 else 1
            stride = (1, step) if over_time else (step, step)
            h = net.cbr(x, f"{name}_conv1", stride)
            h = net.bn(net.conv(h, f"{name}_conv2"), f"{name}_conv2_bn")
            if x.shape != h.shape:
                x = net.bn(net.conv(x, f"{name}_shortcut", stride), f"{name}_shortcut_bn")
            x = relu(x + h)
    return net.classify(x)


def vgg16(net, x):
    for stage, count in enumerate((2, 2, 3, 3, 3), 1):
        for i in range(1, count + 1):
            x = net.cbr(x, f"stage{stage}_conv{i}")
        x = net.max_pool(x, 2, 2)
    return net.classify(x)


def mobilenet_v2(net, x):
    def relu6(v):
        return np.clip(v, 0, 6)

    x = relu6(net.bn(net.conv(x, "stem"), "stem_bn"))
    table = [(1, 1, 1), (6, 2, 1), (6, 3, 2), (6, 4, 2), (6, 3, 1), (6, 3, 2), (6, 1, 1)]
    for stage, (expansion, count, first) in enumerate(table, 1):
        for block in range(1, count + 1):
            name = f"stage{stage}_block{block}"
            stride = first if block == 1 else 1
            h = x
            if expansion > 1:
                h = relu6(net.bn(net.conv(h, f"{name}_expand"), f"{name}_expand_bn"))
            h = relu6(net.bn(net.depthwise(h, f"{name}_depthwise", stride), f"{name}_depthwise_bn"))
            h = net.conv(h, f"{name}_project")
            last = f"stage{stage}" if block == count else f"{name}_out"
            # The norm has the name of the block's last layer where no sum follows it.
            h = net.bn(h, f"{name}_project_bn" if x.shape == h.shape else last)
            x = x + h if x.shape == h.shape else h
    return net.classify(relu6(net.bn(net.conv(x, "tail"), "tail_bn")))


def densenet_121(net, x):
    x = net.conv(x, "stem")
    for stage, count in enumerate((6, 12, 24, 16), 1):
        for layer in range(1, count + 1):
            name = f"stage{stage}_layer{layer}"
            h = net.conv(relu(net.bn(x, f"{name}_pre1_bn")), f"{name}_conv1")
            h = net.conv(relu(net.bn(h, f"{name}_pre2_bn")), f"{name}_conv2")
            x = np.concatenate([x, h], axis=3)
        if stage < 4:
            name = f"stage{stage}_transition"
            h = net.conv(relu(net.bn(x, f"{name}_pre_bn")), name)
            b, height, width, c = h.shape
            x = h.reshape(b, height // 2, 2, width // 2, 2, c).mean(axis=(2, 4))
    return net.classify(relu(net.bn(x, "tail_bn")))


def inception_v3(net, x):
    two = (2, 2)

    def chain(x, name, count, halves_last=False):
        for i in range(1, count + 1):
            x = net.cbr(x, f"{name}_{i}", two if halves_last and i == count else (1, 1))
        return x

    def join(*parts):
        return np.concatenate(parts, axis=3)

    x = net.cbr(x, "stem_1", two)
    for i in (1, 2, 3):
        n = f"stage1_block{i}"
        pooled = chain(net.mean_pool_3(x), f"{n}_d", 1)
        x = join(chain(x, f"{n}_a", 1), chain(x, f"{n}_b", 2), chain(x, f"{n}_c", 3), pooled)
    n = "stage2_reduction"
    x = join(chain(x, f"{n}_a", 1, True), chain(x, f"{n}_b", 3, True), net.max_pool(x, 3, 2, 1))
    for i in (1, 2, 3, 4):
        n = f"stage2_block{i}"
        pooled = chain(net.mean_pool_3(x), f"{n}_d", 1)
        x = join(chain(x, f"{n}_a", 1), chain(x, f"{n}_b", 3), chain(x, f"{n}_c", 5), pooled)
    n = "stage3_reduction"
    x = join(chain(x, f"{n}_a", 2, True), chain(x, f"{n}_b", 4, True), net.max_pool(x, 3, 2, 1))
    for i in (1, 2):
        n = f"stage3_block{i}"
        b, c = chain(x, f"{n}_b", 1), chain(x, f"{n}_c", 2)
        pooled = chain(net.mean_pool_3(x), f"{n}_d", 1)
        forks = [chain(t, f"{n}_{k}_{way}", 1) for t, k in ((b, "b"), (c, "c")) for way in ("row", "column")]
        x = join(chain(x, f"{n}_a", 1), *forks, pooled)
    return net.classify(x)


def ts_fcn(net, x):
    for stage in (1, 2, 3):
        x = relu(net.bn(net.conv(x, f"stage{stage}_conv"), f"stage{stage}_conv_bn"))
    return net.classify(x)


def ts_resnet(net, x):
    for stage in (1, 2, 3):
        name = f"stage{stage}"
        h = net.cbr(net.cbr(x, f"{name}_conv1"), f"{name}_conv2")
        h = net.bn(net.conv(h, f"{name}_conv3"), f"{name}_conv3_bn")
        shortcut = x if x.shape == h.shape else net.conv(x, f"{name}_shortcut")
        x = relu(net.bn(shortcut, f"{name}_shortcut_bn") + h)
    return net.classify(x)


NETWORKS = {
    "resnet-18": lambda net, x: resnet(net, x, (2, 2, 2, 2)),
    "resnet-34": lambda net, x: resnet(net, x, (3, 4, 6, 3)),
    "vgg16-bn": vgg16,
    "mobilenet-v2": mobilenet_v2,
    "densenet-121": densenet_121,
    "inception-v3": inception_v3,
    "ts-fcn": ts_fcn,
    "ts-resnet": ts_resnet,
    "resnet-18-1d": lambda net, x: resnet(net, x, (2, 2, 2, 2), True),
    "resnet-34-1d": lambda net, x: resnet(net, x, (3, 4, 6, 3), True),
}
for d, k in ((16, 1), (16, 2), (28, 2), (40, 1), (40, 2), (40, 4)):
    NETWORKS[f"wrn-{d}-{k}"] = lambda net, x, d=d, k=k: wide_resnet(net, x, d, k)


def main(folder, architecture):
    described = json.loads((folder / "weights.json").read_text())
    flat = np.fromfile(folder / "weights.bin", dtype="<f4").astype(np.float64)
    weights = {}
    for name, entry in described["weights"].items():
        size = int(np.prod(entry["shape"]))
        weights[name] = flat[entry["offset"] : entry["offset"] + size].reshape(entry["shape"])
    x = np.fromfile(folder / "input.bin", dtype="<f4").astype(np.float64).reshape(described["input"])
    forward = NETWORKS[architecture]
    modes = {"inference": False, "training": True}
    print(json.dumps({mode: forward(Net(weights, flag), x).tolist() for mode, flag in modes.items()}))


main(Path(sys.argv[1]), sys.argv[2])
