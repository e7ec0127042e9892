"""Writes image-reference.json: what WaNet's warp and the change of colours of DFST-lite make of a small image.

Independent of the project's code: the grid by NumPy matrices of cubic convolution (Keys 1981, a = -0.75) at aligned
corners, the sampling by scipy.ndimage.map_coordinates of order 1, the colours by scikit-image.

    pip install numpy scipy scikit-image
    python3 test/numeric/attacks/image-reference.py && prettier --write test/numeric/attacks/image-reference.json
"""

import json
import pathlib

import numpy as np
from scipy.ndimage import map_coordinates
from skimage.color import lab2rgb, rgb2lab

HEIGHT, WIDTH, CHANNELS, POINTS, STRENGTH = 12, 10, 3, 4, 2.0


def kernel(t):
    a, t = -0.75, np.abs(t)
    near = (a + 2) * t**3 - (a + 3) * t**2 + 1
    far = a * t**3 - 5 * a * t**2 + 8 * a * t - 4 * a
    return np.where(t <= 1, near, np.where(t < 2, far, 0.0))


def enlarge(points, size):
    """Matrix [size, points] of cubic convolution; the border point is repeated."""
    positions = np.linspace(0, points - 1, size)
    padded = np.arange(-2, points + 2)
    weights = kernel(positions[:, None] - padded[None, :])
    fold = np.zeros((len(padded), points))
    fold[np.arange(len(padded)), np.clip(padded, 0, points - 1)] = 1
    return weights @ fold


generator = np.random.default_rng(1)
image = generator.integers(0, 256, (HEIGHT, WIDTH, CHANNELS))
controls = generator.uniform(-1, 1, (2, POINTS, POINTS))
controls = (controls / np.abs(controls).mean()).astype(np.float32)

field = [enlarge(POINTS, HEIGHT) @ one.astype(np.float64) @ enlarge(POINTS, WIDTH).T for one in controls]
identity_x, identity_y = np.meshgrid(np.linspace(-1, 1, WIDTH), np.linspace(-1, 1, HEIGHT))
grid_x = np.clip(identity_x + STRENGTH * field[0] / WIDTH, -1, 1)
grid_y = np.clip(identity_y + STRENGTH * field[1] / HEIGHT, -1, 1)
places = [(grid_y + 1) / 2 * (HEIGHT - 1), (grid_x + 1) / 2 * (WIDTH - 1)]
warped = np.stack(
    [map_coordinates(image[..., c].astype(np.float64), places, order=1, mode="nearest") for c in range(CHANNELS)],
    axis=-1,
)

lab = rgb2lab(image / 255.0)
target_mean, target_std = np.array([55, 22, 38]), np.array([22, 14, 18])
moved = (lab - lab.mean((0, 1))) / lab.std((0, 1)) * target_std + target_mean
# lab2rgb clips to what a screen shows, as the attack does afterwards; but it clips z before that too, so pixels are left
# out where z is negative.
sunset = lab2rgb(moved) * 255
sunset[(moved[..., 0] + 16) / 116 - moved[..., 2] / 200 < 4 / 29] = np.nan


def flat(values, digits=9):
    return [None if np.isnan(value) else round(float(value), digits) for value in np.asarray(values).ravel()]


reference = {
    "shape": [HEIGHT, WIDTH, CHANNELS],
    "strength": STRENGTH,
    "image": [int(value) for value in image.ravel()],
    "controls": flat(controls, 12),
    "gridX": flat(grid_x),
    "gridY": flat(grid_y),
    "warped": flat(warped),
    "lab": flat(lab, 6),
    "sunset": flat(sunset, 6),
}
path = pathlib.Path(__file__).with_name("image-reference.json")
path.write_text(json.dumps(reference) + "\n")
