"""Intermediate quantities of the repair methods on one fixed tiny problem, in plain numpy, double precision, without
TensorFlow and without automatic differentiation: gradients are central differences.

    python3 reference.py > reference.json && prettier --write reference.json

The problem (weights, images, features) is part of the output, so that the tests read it from there.
"""
import json

import numpy as np

EPSILON_BN = 1e-5
MEAN, STD = [0.5, 0.4], [0.25, 0.3]
rng = np.random.default_rng(20)


def f32(values):
    """What a float32 can hold, so that both sides start from the same numbers."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def make_weights(stream, shift):
    """A network of two convolutions, each normalised, a mean over the map, and a dense layer."""
    draw = lambda *shape: f32(stream.normal(0, 0.5, shape))
    return {
        "conv1/kernel": draw(3, 3, 2, 3),
        "conv1_bn/gamma": f32(1 + 0.3 * stream.normal(size=3)),
        "conv1_bn/beta": f32(0.3 * stream.normal(size=3) + shift),
        "conv2/kernel": draw(1, 1, 3, 4),
        "conv2_bn/gamma": f32(1 + 0.3 * stream.normal(size=4)),
        "conv2_bn/beta": f32(0.3 * stream.normal(size=4) + shift),
        "logits/kernel": draw(4, 3),
        "logits/bias": f32(0.1 * stream.normal(size=3)),
    }


def normalise(images):
    return (images / 255 - np.array(MEAN)) / np.array(STD)


def conv(x, kernel):
    pad = kernel.shape[0] // 2
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(1, 2))
    return np.einsum("bhwckl,klco->bhwo", seen, kernel)


def forward(weights, images, adjust=None, statistics=None):
    """Logits by the statistics of the batch; `adjust(layer, gamma, beta)` replaces scale and offset."""
    x = normalise(images)
    for name in ("conv1", "conv2"):
        x = conv(x, weights[f"{name}/kernel"])
        mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
        if statistics is not None:
            statistics[f"{name}_bn"] = (mean, variance, x.var(axis=(0, 1, 2), ddof=1))
        gamma, beta = weights[f"{name}_bn/gamma"], weights[f"{name}_bn/beta"]
        if adjust is not None:
            gamma, beta = adjust(f"{name}_bn", gamma, beta)
        x = np.maximum(gamma * (x - mean) / np.sqrt(variance + EPSILON_BN) + beta, 0)
    return x.mean(axis=(1, 2)) @ weights["logits/kernel"] + weights["logits/bias"]


def cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]


def gradient(value_of, values, h=1e-5):
    """d value_of / d values[name][i] by central differences."""
    found = {}
    for name, at in values.items():
        slope = np.zeros_like(at)
        for i in np.ndindex(at.shape):
            kept = at[i]
            at[i] = kept + h
            above = value_of()
            at[i] = kept - h
            below = value_of()
            at[i] = kept
            slope[i] = (above - below) / (2 * h)
        found[name] = slope
    return found


def fine_pruning():
    learn = f32(np.maximum(rng.normal(0.2, 1, (14, 12)) * np.linspace(0.1, 2, 12)[rng.permutation(12)], 0))
    check = f32(np.maximum(rng.normal(0.2, 1, (25, 12)), 0))
    kernel, bias = f32(rng.normal(0, 1, (12, 3))), f32(rng.normal(0, 0.2, 3))
    labels = (check @ kernel + bias).argmax(axis=1)
    labels[:3] = (labels[:3] + 1) % 3
    activation = learn.mean(axis=0)
    order = np.argsort(activation, kind="stable")
    step, max_drop, max_pruned = 0.1, 0.15, 0.95
    at_once = int(np.ceil(step * 12))
    accuracies, admissible = [float(((check @ kernel + bias).argmax(axis=1) == labels).mean())], 0
    for count in range(at_once, int(np.floor(max_pruned * 12)) + 1, at_once):
        masked = kernel.copy()
        masked[order[:count]] = 0
        accuracies.append(float(((check @ masked + bias).argmax(axis=1) == labels).mean()))
        if accuracies[0] - accuracies[-1] > max_drop:
            break
        admissible = count
    return {
        "learn": learn.ravel(), "check": check.ravel(), "kernel": kernel.ravel(), "bias": bias, "labels": labels,
        "step": step, "maxDrop": max_drop, "maxPruned": max_pruned,
        "activation": activation, "order": order, "accuracies": accuracies, "pruned": order[:admissible],
    }


def neuron_pruning(weights, images, labels):
    """Two updates: the noise worsens twice, from 0 and from where it stood, and the masks learn by momentum."""
    epsilon, clean_weight, rate, momentum = 0.4, 0.2, 0.2, 0.9
    layers = {"conv1_bn": 3, "conv2_bn": 4}
    masks = {layer: np.ones(size) for layer, size in layers.items()}
    noise = {f"{layer}/{kind}": np.zeros(size) for layer, size in layers.items() for kind in ("scale", "offset")}
    masked = lambda layer, g, b: (g * masks[layer], b)
    perturbed = lambda layer, g, b: (
        g * (masks[layer] + noise[f"{layer}/scale"]), b * (1 + noise[f"{layer}/offset"]))
    loss = lambda adjust: cross_entropy(forward(weights, images, adjust), labels).mean()
    velocity = {layer: np.zeros(size) for layer, size in layers.items()}
    updates = []
    for _ in range(2):
        slopes = gradient(lambda: loss(perturbed), noise)
        smallest = min(np.abs(slope).min() for slope in slopes.values())
        for name in noise:
            noise[name][:] = np.clip(noise[name] + epsilon * np.sign(slopes[name]), -epsilon, epsilon)
        clean, worse = loss(masked), loss(perturbed)
        slopes = gradient(lambda: clean_weight * loss(masked) + (1 - clean_weight) * loss(perturbed), masks)
        for layer in layers:
            velocity[layer] = momentum * velocity[layer] + slopes[layer]
            masks[layer][:] = np.clip(masks[layer] - rate * velocity[layer], 0, 1)
        updates.append({
            "smallestNoiseSlope": smallest, "clean": clean, "perturbed": worse,
            "slopes": {layer: slope.copy() for layer, slope in slopes.items()},
            "masks": {layer: mask.copy() for layer, mask in masks.items()},
        })
    return {"epsilon": epsilon, "cleanWeight": clean_weight, "rate": rate, "momentum": momentum, "updates": updates}


def attention(stage):
    energy = (stage ** 2).sum(axis=3).reshape(len(stage), -1)
    return energy / (np.linalg.norm(energy, axis=1, keepdims=True) + 1e-6)


def attention_distillation():
    shapes = [(3, 4, 4, 2), (3, 2, 2, 3), (3, 2, 1, 4)]
    student = {f"stage{i}": f32(rng.normal(0, 1, shape)) for i, shape in enumerate(shapes)}
    teacher = {name: f32(value + rng.normal(0, 0.5, value.shape)) for name, value in student.items()}
    logits, labels, weights = f32(rng.normal(0, 2, (3, 5))), np.array([4, 0, 2]), [500, 1000, 1000]
    distance = lambda: sum(
        weight * ((attention(student[name]) - attention(teacher[name])) ** 2).mean()
        for name, weight in zip(student, weights))
    slopes = gradient(distance, student)
    return {
        "shapes": shapes, "weights": weights, "logits": logits.ravel(), "labels": labels,
        "student": [value.ravel() for value in student.values()],
        "teacher": [value.ravel() for value in teacher.values()],
        "maps": [attention(value).ravel() for value in student.values()],
        "distance": distance(), "loss": cross_entropy(logits, labels).mean() + distance(),
        "slopes": [slope.ravel() for slope in slopes.values()],
    }


def mode_connectivity(start, images, labels):
    end = {name: f32(value + rng.normal(0, 0.3, value.shape)) for name, value in start.items()}
    middle = {name: f32((start[name] + end[name]) / 2) for name in start}
    t, decay, rate = 0.3, 0.01, 0.05
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t ** 2
    point = lambda: {name: a * start[name] + b * middle[name] + c * end[name] for name in start}
    before = point()

    def loss():
        weights = point()
        length = sum((value ** 2).sum() for value in weights.values())
        return cross_entropy(forward(weights, images), labels).mean() + decay / 2 * length

    slopes = gradient(loss, middle)
    moved = {name: middle[name] - rate * slopes[name] for name in middle}
    averages = {}
    for part in (images[:5], images[5:]):
        seen = {}
        forward(before, part, statistics=seen)
        for layer, measured in seen.items():
            kept = averages.setdefault(layer, [0, 0, 0])
            averages[layer] = [sum_ + len(part) / len(images) * one for sum_, one in zip(kept, measured)]
    flat = lambda values: {name: value.ravel() for name, value in values.items()}
    return {
        "t": t, "decay": decay, "rate": rate, "firstBatch": 5,
        "end": flat(end), "middle": flat(middle), "point": flat(before), "moved": flat(moved),
        "means": {layer: kept[0] for layer, kept in averages.items()},
        "variances": {layer: kept[1] for layer, kept in averages.items()},
        # As the fused kernel and PyTorch store it.
        "unbiasedVariances": {layer: kept[2] for layer, kept in averages.items()},
    }


def plain(value):
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    return float(f"{value:.12g}") if isinstance(value, (float, np.floating)) else int(value)


weights = make_weights(rng, 0.3)
images = rng.integers(0, 256, (8, 4, 4, 2))
labels = rng.integers(0, 3, 8)
print(json.dumps({
    "madeBy": "reference.py: numpy in float64, gradients by central differences, without TensorFlow",
    "network": {
        "mean": MEAN, "std": STD, "weights": plain({name: value.ravel() for name, value in weights.items()}),
        "images": plain(images.ravel()), "labels": plain(labels),
    },
    "finePruning": plain(fine_pruning()),
    "neuronPruning": plain(neuron_pruning(weights, images, labels)),
    "attention": plain(attention_distillation()),
    "modeConnectivity": plain(mode_connectivity(weights, images, labels)),
}))
