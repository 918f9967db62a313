"""Pictures and data sets of torchvision: what an example and a batch look like."""

import numpy as np
import pytest

from rightloss.check.flow.values import Sequence, Tensor
from tests.check.flow.run import value

Image = pytest.importorskip("PIL.Image", reason="pillow is an extra")


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_arrays_of_pictures(mode: str) -> None:
    found = value(f"np.array(Image.open('x.png').convert('{mode}'))", "import numpy as np\nfrom PIL import Image\n")
    real = np.array(Image.new(mode, (5, 4)))
    assert isinstance(found, Tensor)
    assert found.shape is not None
    assert len(found.shape) == real.ndim
    assert (found.dtype, real.dtype) == ("uint8", np.dtype("uint8"))
    assert found.shape[2:] == real.shape[2:]


def _batch(transform: str, name: str = "MNIST") -> list[Tensor]:
    found = value(
        f"next(iter(torch.utils.data.DataLoader(datasets.{name}('.', transform={transform}), batch_size=8)))",
        "from torchvision import datasets, transforms as T\n",
    )
    assert isinstance(found, Sequence)
    return [part for part in found.items if isinstance(part, Tensor)]


def test_labels_are_class_numbers() -> None:
    image, label = _batch("T.ToTensor()", "CIFAR100")
    assert (label.space, label.dtype, label.high) == ("class-index", "long", 99.0)
    assert label.trail[0].what == "class number of CIFAR100"
    assert image.shape is not None
    assert image.shape[1:] == (3, 32, 32)
    assert (image.low, image.high) == (0.0, 1.0)


def test_normalised_images_are_negative_where_they_are_black() -> None:
    image, _ = _batch("T.Compose([T.ToTensor(), T.Normalize((0.5,), (0.5,))])")
    assert (image.low, image.high, image.space) == (-1.0, 1.0, "normal")


@pytest.mark.parametrize(
    ("transform", "size"),
    [
        ("T.Compose([T.Resize((64, 48)), T.ToTensor()])", (1, 64, 48)),
        ("T.Compose([T.Resize(64), T.ToTensor()])", (1, 64, 64)),
        ("T.Compose([T.RandomCrop(20), T.Grayscale(3), T.RandomHorizontalFlip(), T.ToTensor()])", (3, 20, 20)),
    ],
)
def test_sizes_after_transforms(transform: str, size: tuple[int, ...]) -> None:
    assert (_batch(transform)[0].shape or ())[1:] == size


def test_an_unknown_transform_leaves_the_label() -> None:
    found = _batch("T.Compose([Mine(), T.ToTensor()])")
    assert [part.space for part in found] == ["class-index"]
