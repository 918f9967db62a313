"""Data sets and models of well-known packages: sizes of their examples and the number of their classes, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Images:
    """A data set of torchvision: what one example is. 0 stands for a size that differs between images."""

    channels: int
    height: int
    width: int
    classes: int


TORCHVISION: dict[str, Images] = {
    "MNIST": Images(1, 28, 28, 10),
    "FashionMNIST": Images(1, 28, 28, 10),
    "KMNIST": Images(1, 28, 28, 10),
    "QMNIST": Images(1, 28, 28, 10),
    "CIFAR10": Images(3, 32, 32, 10),
    "CIFAR100": Images(3, 32, 32, 100),
    "SVHN": Images(3, 32, 32, 10),
    "STL10": Images(3, 96, 96, 10),
    "Food101": Images(3, 0, 0, 101),
    "Flowers102": Images(3, 0, 0, 102),
    "OxfordIIITPet": Images(3, 0, 0, 37),
    "GTSRB": Images(3, 0, 0, 43),
    "Imagenette": Images(3, 0, 0, 10),
    "ImageNet": Images(3, 0, 0, 1000),
    "EuroSAT": Images(3, 64, 64, 10),
    "DTD": Images(3, 0, 0, 47),
    "StanfordCars": Images(3, 0, 0, 196),
    "FGVCAircraft": Images(3, 0, 0, 100),
    "ImageFolder": Images(3, 0, 0, 0),
}


@dataclass(frozen=True, slots=True)
class Bunch:
    """A data set of scikit-learn: rows, columns, classes (0 for numbers to predict)."""

    rows: int
    columns: int
    classes: int


SKLEARN: dict[str, Bunch] = {
    "load_iris": Bunch(150, 4, 3),
    "load_wine": Bunch(178, 13, 3),
    "load_breast_cancer": Bunch(569, 30, 2),
    "load_digits": Bunch(1797, 64, 10),
    "load_diabetes": Bunch(442, 10, 0),
    "fetch_california_housing": Bunch(20640, 8, 0),
}

# How the trail of a class of a known data set begins.
LABEL = "class number of"

# Transforms of torchvision that change neither the sizes nor the range of an image.
SAME_IMAGE = frozenset(
    [
        "RandomHorizontalFlip",
        "RandomVerticalFlip",
        "ColorJitter",
        "RandomRotation",
        "RandomErasing",
        "RandomAffine",
        "RandomAutocontrast",
        "RandomAdjustSharpness",
        "RandomEqualize",
        "RandomInvert",
        "RandomPosterize",
        "AutoAugment",
        "RandAugment",
        "TrivialAugmentWide",
        "AugMix",
        "GaussianBlur",
        "RandomPerspective",
        "ToPILImage",
    ]
)

# Attributes under which classifiers of torchvision and timm keep their last layer.
HEADS = ("fc", "classifier", "head", "heads", "last_linear")

# Layers of graph packages that give one row of `out_channels` scores per node.
GRAPH_LAYERS = frozenset(
    [
        "GCNConv",
        "SAGEConv",
        "GraphConv",
        "ChebConv",
        "TAGConv",
        "SGConv",
        "ARMAConv",
        "LEConv",
        "ClusterGCNConv",
        "GCN2Conv",
        "ResGatedGraphConv",
        "TransformerConv",
        "GATConv",
        "GATv2Conv",
        "SAGPooling",
    ]
) - {"GCN2Conv", "SAGPooling"}
