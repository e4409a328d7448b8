"""Learn weights by the Adam method."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


class Learned:
    """Weights that are learned by Adam. Each step changes only the rows of weights that it uses."""

    def __init__(self, values: Matrix) -> None:
        self.values = values
        self._mean, self._square = np.zeros_like(values), np.zeros_like(values)

    def step(self, gradient: Matrix, rate: float, count: int, rows: Any = slice(None)) -> None:
        """Move `rows` of the weights against their gradient.

        `rate` is the learning rate. `count` is the number of this step, from 1.
        """
        self._mean[rows] = mean = 0.9 * self._mean[rows] + 0.1 * gradient
        self._square[rows] = square = 0.999 * self._square[rows] + 0.001 * gradient**2
        moved = mean / (1 - 0.9**count) / (np.sqrt(square / (1 - 0.999**count)) + 1e-8)
        self.values[rows] -= np.float32(rate) * moved
