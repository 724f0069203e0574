"""The space of the embedding: where its parts lie, and the units of its dimensions; all that comparing tracks needs."""

from __future__ import annotations

import numpy as np

PARTS: dict[str, slice] = {
    "timbre": slice(0, 24),
    "harmony": slice(24, 38),
    "rhythm": slice(38, 51),
    "mood": slice(51, 58),
}
"""Where each part lies in the vector."""
FARTHEST = 4.0
"""Standard deviations beyond which a value counts no more."""

# fmt: off
CENTRES = np.array([
    39.0, -110.0, 1.5, 26.0, -15.0, 0.51, 1.7, 7.5, -4.0, 1.9, 1.4, -3.7,  # timbre, mean
    6.1, 31.0, 20.0, 19.0, 14.0, 8.3, 11.0, 12.0, 9.0, 5.8, 5.3, 8.9,  # timbre, deviation
    0.12, 0.058, 0.088, 0.075, 0.077, 0.091, 0.064, 0.12, 0.075, 0.078, 0.08, 0.077, 0.074, 0.13,  # harmony
    0.082, 0.41, 5.2, 2.5, 0.79, 0.43, 0.99, 0.02, 0.12, 0.23, 0.059, 0.27, 0.33,  # rhythm
    0.34, 0.56, 0.64, 0.92, 0.056, 0.003, 0.43,  # mood
])
SCALES = np.array([
    8.7, 47.0, 30.0, 13.0, 18.0, 4.8, 9.6, 7.8, 10.0, 3.8, 2.9, 11.0,  # timbre, mean
    2.3, 12.0, 8.2, 7.1, 6.0, 2.9, 4.7, 4.4, 3.8, 1.6, 1.8, 3.6,  # timbre, deviation
    0.043, 0.027, 0.018, 0.026, 0.019, 0.016, 0.025, 0.036, 0.02, 0.022, 0.021, 0.022, 0.094, 0.14,  # harmony
    0.51, 0.27, 3.8, 0.91, 0.13, 0.14, 0.035, 0.042, 0.21, 0.2, 0.21, 0.27, 0.23,  # rhythm
    0.38, 0.26, 0.3, 0.15, 0.1, 0.11, 0.27,  # mood
])
# fmt: on
"""Typical value and spread of each dimension: rounded medians and deviations over the demo library and 53 freely
licensed recordings. They set the units of distance, nothing else."""
