"""Store weights as small whole numbers, so that the model's file stays small."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


def small(
    name: str,
    weights: Matrix,
    bias: Matrix,
    levels: int = 127,
    widest: float | None = None,
) -> dict[str, NDArray[Any]]:
    """Return what the model's file stores of these weights: small whole numbers, scales, bias.

    Weights that are larger than `widest` standard deviations are cut to that size.
    """
    most = np.abs(weights).max(0, keepdims=True)
    if widest is not None:
        most = np.minimum(most, widest * weights.std(0, keepdims=True))
    scales = np.maximum(most, 1e-6) / levels
    return {
        name: np.clip(np.round(weights / scales), -levels, levels).astype(np.int8),
        f"{name}_scales": scales.astype(np.float32),
        f"{name}_bias": bias,
    }
