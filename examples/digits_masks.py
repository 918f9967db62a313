"""A segmentation target: which pixels of scikit-learn's handwritten digits are ink."""

from sklearn.datasets import load_digits

import rightloss

images = load_digits().images
masks = (images > 7).astype(int)  # (1797, 8, 8): a class per pixel

for metric in (None, "dice"):
    choice = rightloss.choose(masks, metric=metric)
    print(choice.kind, "->", choice.best.loss)
    print(choice.verdict)
