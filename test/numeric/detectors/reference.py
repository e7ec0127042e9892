"""Intermediate quantities of activation clustering and spectral signatures, and of the comparison of scores, computed with
NumPy and SciPy alone: what the program's own are compared with.

    python3 reference.py > reference.json && prettier --write reference.json

Needs numpy and scipy. The problems are formulas, so that nothing but results is stored; problem.ts has the same ones.
"""
import json

import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import cdist
from scipy.stats import mannwhitneyu, spearmanr

COMPONENTS = 4


def problem(n, d):
    """Features [n,d] and entropies [n] of one class; every third sample lies apart and has a low entropy."""
    i, j = np.meshgrid(np.arange(n), np.arange(d), indexing="ij")
    x = np.sin(1 + 0.7 * i + 1.9 * j + 0.13 * i * j) / (1 + 0.15 * j) + np.where(i % 3 == 0, 3 * np.cos(j), 0)
    entropy = 0.6 + 0.3 * np.sin(np.arange(n)) - np.where(np.arange(n) % 3 == 0, 0.25, 0)
    return x.astype(np.float32).astype(np.float64), entropy.astype(np.float32).astype(np.float64)


def oriented(axes):
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    return axes * signs[:, None]


def best_two_means(points):
    """The best of many starts of SciPy's k-means, with its inertia."""
    best = None
    for seed in range(200):
        centres, labels = kmeans2(points, 2, iter=200, minit="++", seed=seed)
        inertia = ((points - centres[labels]) ** 2).sum()
        if len(np.unique(labels)) == 2 and (best is None or inertia < best[2] - 1e-12):
            best = centres, labels, inertia
    return best


def silhouette(points, labels):
    distances = cdist(points, points)
    values = []
    for i, label in enumerate(labels):
        own = (labels == label) & (np.arange(len(labels)) != i)
        a, b = distances[i, own].mean(), distances[i, labels != label].mean()
        values.append((b - a) / max(a, b))
    return float(np.mean(values))


def fast_ica(whitened):
    """Symmetric FastICA with tanh (Hyvarinen 1999) on whitened data [n,k]."""
    n, k = whitened.shape
    w = np.linalg.qr(np.random.default_rng(0).normal(size=(k, k)))[0]
    for _ in range(2000):
        s = whitened @ w.T
        g = np.tanh(s)
        new = g.T @ whitened / n - np.diag((1 - g**2).mean(axis=0)) @ w
        u, _, vt = np.linalg.svd(new)
        new = u @ vt
        if np.abs(np.abs((new * w).sum(axis=1)) - 1).max() < 1e-12:
            break
        w = new
    return whitened @ w.T


def lobe_separation(values):
    """Every cut is tried; the one of least variance inside counts."""
    ordered = np.sort(values)
    inside = [ordered[:c].var() * c + ordered[c:].var() * (len(ordered) - c) for c in range(1, len(ordered))]
    cut = 1 + int(np.argmin(inside))
    low, high = ordered[:cut], ordered[cut:]
    return float(np.sqrt(2) * abs(low.mean() - high.mean()) / np.sqrt(low.var() + high.var()))


def detectors(n, d):
    x, entropy = problem(n, d)
    mean = x.mean(axis=0)
    _, singular, vt = np.linalg.svd(x - mean, full_matrices=False)
    axes = oriented(vt[:COMPONENTS])
    variances = singular[:COMPONENTS] ** 2 / n
    projected = (x - mean) @ axes.T
    whitened = projected / np.sqrt(variances)
    result = {
        "mean": mean.tolist(),
        "axes": axes.tolist(),
        "variances": variances.tolist(),
        "projected": projected.tolist(),
        "whitened": whitened.tolist(),
        "singularVector": axes[0].tolist(),
        "centredScores": (projected[:, 0] ** 2).tolist(),
        "uncentredScores": np.abs(x @ axes[0]).tolist(),
        "flaggedTop": np.argsort(-(projected[:, 0] ** 2), kind="stable")[: int(np.ceil(0.15 * n - 1e-9))].tolist(),
        "separation": lobe_separation(projected[:, 0]),
    }
    for name, points in (("pca", projected), ("ica", whitened)):
        centres, labels, inertia = best_two_means(points)
        larger = int(np.bincount(labels).argmax())
        groups = np.where(labels == larger, 1, 2)
        near = cdist(points, centres)
        # The entropies differ by less than ten standard errors, so the smaller group is the suspicious one.
        result[name] = {
            "groups": groups.tolist(),
            "inertia": float(inertia),
            "silhouette": silhouette(points, labels),
            "nearness": (near[:, larger] / near.sum(axis=1)).tolist(),
            "meanEntropies": [float(entropy[groups == g].mean()) for g in (1, 2)],
        }
    _, by_components, _ = best_two_means(fast_ica(whitened))
    larger = int(np.bincount(by_components).argmax())
    result["groupsOfComponents"] = np.where(by_components == larger, 1, 2).tolist()
    return result


def comparison():
    i = np.arange(300)
    planted = i % 10 == 0
    # Rounded, so that there are ties.
    a = np.round(2 * np.sin(0.9 * i) + np.where(planted, 2, 0), 1)
    b = np.round(np.cos(0.31 * i) + np.where(planted, 1, 0), 1)
    u = mannwhitneyu(a[planted], a[~planted]).statistic
    return {
        "auroc": float(u / (planted.sum() * (~planted).sum())),
        "spearman": float(spearmanr(a, b).statistic),
    }


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


print(
    json.dumps(
        rounded({"small": detectors(45, 6), "wide": detectors(90, 80), "comparison": comparison()}),
        separators=(",", ":"),
    )
)
