"""NONE's channel scores, sample scores and natural break in plain numpy, from their formulas alone: what the streaming
computation of the program is compared with.

    python3 make_reference.py > reference.json

Inputs are drawn here and stored with the results. Class 3 is never predicted surely; channel 9 never changes.
"""
import json

import numpy as np

STRONG, WEAK = 0.9, 0.1
SAMPLES, CLASSES, LAYERS = 120, 4, [6, 4]

draw = np.random.default_rng(20221)
labels = draw.integers(0, 3, SAMPLES)
logits = draw.normal(0, 1, (SAMPLES, CLASSES))
logits[np.arange(SAMPLES), labels] += draw.uniform(1, 9, SAMPLES)
logits = logits.astype(np.float32).astype(float)
probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)

# Large offsets and small spreads, where a sum of squares would lose its digits.
activations = draw.normal([5, 0, 300, -2, 1, 0.5, 40, 3, -1, 0], [1, 2, 0.5, 1, 3, 0.1, 4, 1, 2, 1], (SAMPLES, 10))
triggered = np.arange(SAMPLES) % 10 == 0
activations[triggered, 1] += 25
activations[triggered, 7] += 12
activations[:, 9] = 2.5
activations = activations.astype(np.float32).astype(float)


def score_channel(a):
    candidates = []
    for k in range(CLASSES):
        strong = a[probabilities[:, k] > STRONG]
        weak = a[probabilities[:, k] < WEAK]
        if len(strong) == 0 or len(weak) == 0:
            candidates.append((0.0, -1, None, None, None))
        else:
            mean, std = weak.mean(), weak.std()
            candidates.append((strong.max() - (mean + 3 * std), k, strong.max(), mean, std))
    return max(candidates, key=lambda one: one[0])


scored = [score_channel(activations[:, j]) for j in range(sum(LAYERS))]
scores = np.array([one[0] for one in scored])

begins = np.cumsum([0] + LAYERS[:-1])
columns = [int(begin + np.argmax(scores[begin : begin + size])) for begin, size in zip(begins, LAYERS)]
driven = activations[:, columns]
raw = driven.sum(axis=1)
excess = sum(
    np.maximum(0, activations[:, j] - scored[j][3] - 3 * scored[j][4]) / scored[j][4] for j in columns if scores[j] > 0
)
standardised = ((driven - driven.mean(axis=0)) / driven.std(axis=0)).sum(axis=1)


def break_by_trying_all(values):
    ordered = np.sort(values)
    within = [ordered[:m].var() * m + ordered[m:].var() * (len(ordered) - m) for m in range(1, len(ordered))]
    return ordered[int(np.argmin(within))]


print(
    json.dumps(
        {
            "layers": LAYERS,
            "logits": logits.tolist(),
            "activations": activations.tolist(),
            "scores": scores.tolist(),
            "topClass": [one[1] for one in scored],
            "strongMax": [one[2] for one in scored],
            "weakMean": [one[3] for one in scored],
            "weakStd": [one[4] for one in scored],
            "columns": columns,
            "raw": raw.tolist(),
            "standardised": standardised.tolist(),
            "excess": excess.tolist(),
            "breakRaw": float(break_by_trying_all(raw)),
            "breakExcess": float(break_by_trying_all(excess)),
            "breakStandardised": float(break_by_trying_all(standardised)),
        }
    )
)
