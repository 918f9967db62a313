"""Sizes and class counts of known data sets: those of scikit-learn against scikit-learn."""

import pytest

from rightloss.check.known_data import SKLEARN, TORCHVISION, Bunch

datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is an extra")

SHIPPED = sorted(name for name in SKLEARN if name.startswith("load_"))


@pytest.mark.parametrize("name", SHIPPED)
def test_scikit_learn_agrees(name: str) -> None:
    x, y = getattr(datasets, name)(return_X_y=True)
    classes = 0 if name == "load_diabetes" else len(set(y))
    assert SKLEARN[name] == Bunch(*x.shape, classes)


def test_labels_of_images_fit_their_classes() -> None:
    assert all(fact.classes > 1 or name == "ImageFolder" for name, fact in TORCHVISION.items())
