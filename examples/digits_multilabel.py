"""Several yes/no labels per image: attributes of scikit-learn's handwritten digits."""

import numpy as np
from sklearn.datasets import load_digits

import rightloss

digits = load_digits()
attributes = np.column_stack(
    [
        digits.target % 2 == 0,
        digits.target >= 5,
        np.isin(digits.target, [0, 6, 8, 9]),  # has a closed loop
        np.isin(digits.target, [2, 3, 5, 7]),  # is prime
    ]
).astype(int)

choice = rightloss.choose(attributes, features=digits.data)
print(choice.kind, "->", choice.best.loss)
print(choice.verdict)
