"""One name, many numbers: what libraries that are installed make of one batch under one name.

python scripts/peers.py
Runs every library that imports, writes benchmarks/results/peers.json with their versions; docs/same-name.md is
printed from that file. Nothing here is a claim about speed.
"""

import json
import math
import platform
import warnings
from collections.abc import Callable
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as torch_functional

from rightloss import functional as ours

RESULTS = Path(__file__).parents[1] / "benchmarks" / "results" / "peers.json"
LIBRARIES = (
    "rightloss",
    "torch",
    "torchvision",
    "timm",
    "kornia",
    "monai",
    "segmentation-models-pytorch",
    "fvcore",
    "optax",
    "keras",
    "pytorch-metric-learning",
)

Row = tuple[str, Callable[[], Any]]  # (library and call, its number)


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def slope(loss: Callable[[Tensor], Tensor], x: Tensor) -> float:
    """The largest size of a gradient."""
    leaf = x.clone().requires_grad_()
    loss(leaf).backward()
    return float(leaf.grad.abs().max()) if leaf.grad is not None else 0.0


def to_numpy(x: Tensor) -> np.ndarray:
    return x.detach().numpy()


# Subjects: title, what the definition says, rows


def softmax_focal() -> tuple[str, list[Row]]:
    x = 2 * torch.randn(6, 4, 5, 5, generator=generator())
    y = torch.randint(0, 4, (6, 5, 5), generator=generator())
    one_hot = torch_functional.one_hot(y, 4).movedim(-1, 1).float()
    log_p = x.double().log_softmax(1).gather(1, y.unsqueeze(1))
    truth = float((-((1 - log_p.exp()) ** 2) * log_p).mean())

    def keras_focal(**options: Any) -> float:
        import keras

        loss = keras.losses.CategoricalFocalCrossentropy(from_logits=True, axis=1, **options)
        return float(loss(to_numpy(one_hot), to_numpy(x)))

    def kornia_focal() -> float:
        from kornia.losses import focal_loss

        return float(focal_loss(x, y, alpha=None, gamma=2.0, reduction="mean"))

    def monai_focal() -> float:
        from monai.losses import FocalLoss

        return float(FocalLoss(gamma=2.0, use_softmax=True)(x, one_hot))

    def smp_focal() -> float:
        from segmentation_models_pytorch.losses import FocalLoss

        return float(FocalLoss("multiclass", gamma=2.0)(x, y))

    return f"Lin et al. 2017 in its softmax form, gamma 2, mean over positions: {truth:.4f}", [
        ("rightloss `focal_loss`", lambda: float(ours.focal_loss(x, y, gamma=2.0))),
        ("kornia `focal_loss(alpha=None)`", kornia_focal),
        ("MONAI `FocalLoss(use_softmax=True)`", monai_focal),
        ("segmentation_models_pytorch `FocalLoss('multiclass')`", smp_focal),
        ("Keras `CategoricalFocalCrossentropy()`", keras_focal),
        ("Keras `CategoricalFocalCrossentropy(alpha=1)`", lambda: keras_focal(alpha=1.0)),
    ]


def sigmoid_focal() -> tuple[str, list[Row]]:
    x, y = _questions()
    p = torch.where(y > 0, x, -x).double().sigmoid()
    truth = float((-((1 - p) ** 2) * p.log()).mean())

    def torchvision_focal() -> float:
        from torchvision.ops import sigmoid_focal_loss

        return float(sigmoid_focal_loss(x, y, reduction="mean"))

    def fvcore_focal() -> float:
        from fvcore.nn import sigmoid_focal_loss

        return float(sigmoid_focal_loss(x, y, reduction="mean"))

    def kornia_focal() -> float:
        from kornia.losses import binary_focal_loss_with_logits

        return float(binary_focal_loss_with_logits(x, y, reduction="mean"))

    def monai_focal() -> float:
        from monai.losses import FocalLoss

        return float(FocalLoss()(x, y))

    def smp_focal() -> float:
        from segmentation_models_pytorch.losses import FocalLoss

        return float(FocalLoss("binary")(x, y))

    def optax_focal() -> float:
        import optax

        return float(optax.losses.sigmoid_focal_loss(to_numpy(x), to_numpy(y)).mean())

    def keras_focal() -> float:
        import keras

        return float(keras.losses.BinaryFocalCrossentropy(from_logits=True)(to_numpy(y), to_numpy(x)))

    return f"gamma 2, no alpha, mean over elements: {truth:.4f}; every call with its defaults", [
        ("rightloss `sigmoid_focal_loss`", lambda: float(ours.sigmoid_focal_loss(x, y))),
        ("torchvision `sigmoid_focal_loss`", torchvision_focal),
        ("fvcore `sigmoid_focal_loss`", fvcore_focal),
        ("kornia `binary_focal_loss_with_logits`", kornia_focal),
        ("MONAI `FocalLoss()`", monai_focal),
        ("segmentation_models_pytorch `FocalLoss('binary')`", smp_focal),
        ("optax `sigmoid_focal_loss`", optax_focal),
        ("Keras `BinaryFocalCrossentropy(from_logits=True)`", keras_focal),
    ]


def focal_slope() -> tuple[str, list[Row]]:
    x, y = torch.tensor([[-20.0]]), torch.tensor([[0.0]])

    def torchvision_focal() -> float:
        from torchvision.ops import sigmoid_focal_loss

        return slope(lambda z: sigmoid_focal_loss(z, y, alpha=-1, gamma=0.5, reduction="sum"), x)

    def monai_focal() -> float:
        from monai.losses import FocalLoss

        return slope(lambda z: FocalLoss(gamma=0.5, reduction="sum")(z, y), x)

    def smp_focal() -> float:
        from segmentation_models_pytorch.losses import FocalLoss

        return slope(lambda z: FocalLoss("binary", gamma=0.5)(z, y), x)

    p = 1 / (1 + math.exp(20.0))
    truth = 1.5 * p**1.5
    return f"gradient of gamma 0.5 at an easy negative with logit -20: {truth:.2g}", [
        (
            "rightloss `sigmoid_focal_loss`",
            lambda: slope(lambda z: ours.sigmoid_focal_loss(z, y, gamma=0.5, reduction="sum"), x),
        ),
        ("torchvision `sigmoid_focal_loss`", torchvision_focal),
        ("MONAI `FocalLoss`", monai_focal),
        ("segmentation_models_pytorch `FocalLoss`", smp_focal),
    ]


def dice() -> tuple[str, list[Row]]:
    x = 2 * torch.randn(2, 3, 8, 8, generator=generator())
    y = torch.randint(0, 3, (2, 8, 8), generator=generator())
    one_hot = torch_functional.one_hot(y, 3).movedim(-1, 1).float()
    return "1 - Dice of the softmax, smooth near 0, per image and class", _dice_rows(x, y, one_hot)


def _dice_rows(x: Tensor, y: Tensor, one_hot: Tensor) -> list[Row]:
    def smp_dice() -> float:
        from segmentation_models_pytorch.losses import DiceLoss

        return float(DiceLoss("multiclass")(x, y))

    def monai_dice(**options: Any) -> float:
        from monai.losses import DiceLoss

        return float(DiceLoss(**options)(x, one_hot))

    def kornia_dice(average: str) -> float:
        from kornia.losses import dice_loss

        return float(dice_loss(x, y, average=average))

    def keras_dice() -> float:
        import keras

        return float(keras.losses.Dice()(to_numpy(one_hot), to_numpy(x.softmax(1))))

    def optax_dice() -> float:
        import optax

        last = to_numpy(x.movedim(1, -1)), to_numpy(one_hot.movedim(1, -1))
        return float(optax.losses.multiclass_generalized_dice_loss(*last).mean())

    return [
        ("rightloss `dice_loss(smooth=1e-6)`", lambda: float(ours.dice_loss(x, y, smooth=1e-6))),
        ("rightloss `dice_loss()`", lambda: float(ours.dice_loss(x, y))),
        ("segmentation_models_pytorch `DiceLoss('multiclass')`", smp_dice),
        ("MONAI `DiceLoss(softmax=True)`", lambda: monai_dice(softmax=True)),
        ("MONAI `DiceLoss()` (no activation)", monai_dice),
        ("MONAI `DiceLoss(softmax=True, squared_pred=True)`", lambda: monai_dice(softmax=True, squared_pred=True)),
        ("kornia `dice_loss(average='micro')`", lambda: kornia_dice("micro")),
        ("kornia `dice_loss(average='macro')`", lambda: kornia_dice("macro")),
        ("Keras `Dice()` on probabilities", keras_dice),
        ("optax `multiclass_generalized_dice_loss`", optax_dice),
    ]


def empty_mask() -> tuple[str, list[Row]]:
    x, y = torch.full((1, 1, 16, 16), 4.0), torch.zeros(1, 1, 16, 16)

    def smp_dice() -> str:
        from segmentation_models_pytorch.losses import DiceLoss

        return _pair(DiceLoss("binary"), x, y)

    def monai_dice() -> str:
        from monai.losses import DiceLoss

        return _pair(DiceLoss(sigmoid=True), x, y)

    return "an empty mask, every pixel predicted foreground: the loss is near 1 and its gradient says which way", [
        ("rightloss `binary_dice_loss()`", lambda: _pair(ours.binary_dice_loss, x, y)),
        ("segmentation_models_pytorch `DiceLoss('binary')`", smp_dice),
        ("MONAI `DiceLoss(sigmoid=True)`", monai_dice),
    ]


def half_precision() -> tuple[str, list[Row]]:
    x = torch.randn(1, 1, 512, 512, generator=generator())
    y = (torch.rand(1, 1, 512, 512, generator=generator()) > 0.5).float()
    low = x.half(), y.half()

    def smp_dice() -> float:
        from segmentation_models_pytorch.losses import DiceLoss

        return float(DiceLoss("binary")(*low))

    def monai_dice() -> float:
        from monai.losses import DiceLoss

        return float(DiceLoss(sigmoid=True)(*low))

    truth = float(ours.binary_dice_loss(x.double(), y.double(), smooth=1e-6))
    return f"Dice on a float16 mask of 512 x 512; in float64 it is {truth:.4f}", [
        ("rightloss `binary_dice_loss(smooth=1e-6)`", lambda: float(ours.binary_dice_loss(*low, smooth=1e-6))),
        ("segmentation_models_pytorch `DiceLoss('binary')`", smp_dice),
        ("MONAI `DiceLoss(sigmoid=True)`", monai_dice),
    ]


def tversky() -> tuple[str, list[Row]]:
    x, y = torch.full((1, 1, 8, 8), -1.0), torch.zeros(1, 1, 8, 8)
    x[..., :4], y[..., :4], x[..., 4:6] = 30.0, 1.0, 30.0
    x[..., 6:] = -30.0
    # 32 true positives, 16 false positives, nothing missed.
    truth = 1 - 32 / (32 + 0.9 * 16)

    def smp_tversky() -> float:
        from segmentation_models_pytorch.losses import TverskyLoss

        return float(TverskyLoss("binary", alpha=0.9, beta=0.1)(x, y))

    def monai_tversky() -> float:
        from monai.losses import TverskyLoss

        return float(TverskyLoss(sigmoid=True, alpha=0.9, beta=0.1)(x, y))

    def keras_tversky() -> float:
        import keras

        return float(keras.losses.Tversky(alpha=0.9, beta=0.1)(to_numpy(y), to_numpy(x.sigmoid())))

    return f"alpha 0.9 on false positives, beta 0.1 on misses, only false positives: {truth:.4f}", [
        (
            "rightloss `binary_tversky_loss`",
            lambda: float(ours.binary_tversky_loss(x, y, alpha=0.9, beta=0.1, smooth=1e-6)),
        ),
        ("segmentation_models_pytorch `TverskyLoss`", smp_tversky),
        ("MONAI `TverskyLoss(sigmoid=True)`", monai_tversky),
        ("Keras `Tversky`", keras_tversky),
    ]


def smoothing() -> tuple[str, list[Row]]:
    x, y = _questions()

    def smp_soft() -> float:
        from segmentation_models_pytorch.losses import SoftBCEWithLogitsLoss

        return float(SoftBCEWithLogitsLoss(smooth_factor=0.1, ignore_index=None)(x, y))

    def keras_soft() -> float:
        import keras

        return float(keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)(to_numpy(y), to_numpy(x)))

    def timm_soft() -> float:
        from timm.loss import BinaryCrossEntropy

        return float(BinaryCrossEntropy(smoothing=0.1)(x, y))

    return "label smoothing 0.1 of yes/no questions: y (1 - 0.1) + 0.05, as in two-class cross-entropy", [
        (
            "rightloss `cross_entropy(label_smoothing=0.1)` on logits (0, x)",
            lambda: float(
                ours.cross_entropy(
                    torch.stack([torch.zeros_like(x), x], 1).flatten(2), y.long().flatten(1), label_smoothing=0.1
                )
            ),
        ),
        ("segmentation_models_pytorch `SoftBCEWithLogitsLoss(smooth_factor=0.1)`", smp_soft),
        ("Keras `BinaryCrossentropy(label_smoothing=0.1)`", keras_soft),
        ("timm `BinaryCrossEntropy(smoothing=0.1)`", timm_soft),
    ]


def far_logit() -> tuple[str, list[Row]]:
    x, y = torch.tensor([[-20.0]]), torch.tensor([[1.0]])

    def timm_asl() -> float:
        from timm.loss import AsymmetricLossMultiLabel

        return slope(lambda z: AsymmetricLossMultiLabel()(z, y), x)

    def keras_focal() -> str:
        import keras

        return f"{float(keras.losses.BinaryFocalCrossentropy(from_logits=True)(to_numpy(y), to_numpy(x))):.4g} (loss)"

    return "gradient at a positive with logit -20 (as wrong as can be): about 1", [
        ("rightloss `asymmetric_loss`", lambda: slope(lambda z: ours.asymmetric_loss(z, y, reduction="sum"), x)),
        ("rightloss `sigmoid_focal_loss`", lambda: slope(lambda z: ours.sigmoid_focal_loss(z, y), x)),
        ("timm `AsymmetricLossMultiLabel`", timm_asl),
        ("Keras `BinaryFocalCrossentropy(from_logits=True)`, loss; the truth is 20", keras_focal),
    ]


def kl() -> tuple[str, list[Row]]:
    student, teacher = (torch.randn(4, 7, 5, generator=generator().manual_seed(s)) for s in (0, 1))
    log_p, log_q = student.log_softmax(-1), teacher.log_softmax(-1)
    truth = float((log_q.exp() * (log_q - log_p)).sum(-1).mean())

    def of(reduction: str) -> float:
        return float(torch_functional.kl_div(log_p, log_q, log_target=True, reduction=reduction))

    return f"KL divergence of logits (4, 7, 5), summed over classes, mean over positions: {truth:.4f}", [
        (
            "rightloss `distillation_kl(temperature=1)`",
            lambda: float(ours.distillation_kl(student, teacher, temperature=1.0, class_dim=-1)),
        ),
        ("torch `kl_div(reduction='batchmean')`", lambda: of("batchmean")),
        ("torch `kl_div()`, the default mean", lambda: of("mean")),
    ]


def contrastive() -> tuple[str, list[Row]]:
    one, other = (torch.randn(8, 6, generator=generator().manual_seed(s)) for s in (0, 1))
    rows = torch.nn.functional.normalize(torch.cat([one, other]).double(), dim=1)
    scores = rows @ rows.T / 0.1
    scores.fill_diagonal_(-torch.inf)
    partner = torch.arange(16).roll(8)
    truth = float(torch_functional.cross_entropy(scores, partner))

    def pml() -> float:
        from pytorch_metric_learning.losses import NTXentLoss

        return float(NTXentLoss(temperature=0.1)(torch.cat([one, other]), torch.arange(8).repeat(2)))

    def optax_ntxent() -> float:
        import optax

        both = to_numpy(torch.cat([one, other]))
        return float(optax.losses.ntxent(both, np.tile(np.arange(8), 2), temperature=0.1))

    return f"NT-Xent of 8 pairs, temperature 0.1: {truth:.5f} (in float64)", [
        ("rightloss `nt_xent_loss`", lambda: float(ours.nt_xent_loss(one, other, temperature=0.1))),
        ("pytorch-metric-learning `NTXentLoss`", pml),
        ("optax `ntxent`", optax_ntxent),
    ]


def hard_pairs() -> tuple[str, list[Row]]:
    one = torch.nn.functional.normalize(torch.randn(8, 6, generator=generator()), dim=1)
    other = -one  # every pair as far apart as can be
    scores = torch.cat([one, other]).double() @ torch.cat([one, other]).double().T / 0.01
    scores.fill_diagonal_(-torch.inf)
    truth = float(torch_functional.cross_entropy(scores, torch.arange(16).roll(8)))

    def pml() -> str:
        from pytorch_metric_learning.losses import NTXentLoss

        return _pair(
            lambda x, y: NTXentLoss(temperature=0.01)(torch.cat([x, y]), torch.arange(8).repeat(2)), one, other
        )

    return f"NT-Xent where every pair is wrong, temperature 0.01, float32: {truth:.4g}", [
        ("rightloss `nt_xent_loss`", lambda: _pair(lambda x, y: ours.nt_xent_loss(x, y, temperature=0.01), one, other)),
        ("pytorch-metric-learning `NTXentLoss`", pml),
    ]


def _questions() -> tuple[Tensor, Tensor]:
    x = 2 * torch.randn(2, 1, 6, 6, generator=generator())
    return x, (torch.rand(2, 1, 6, 6, generator=generator()) > 0.5).float()


def _pair(loss: Callable[[Tensor, Tensor], Tensor], x: Tensor, y: Tensor) -> str:
    return f"{float(loss(x, y)):.4g}, gradient {slope(lambda z: loss(z, y), x):.2g}"


SUBJECTS = {
    "Focal loss, softmax": softmax_focal,
    "Focal loss, sigmoid, default arguments": sigmoid_focal,
    "Focal loss, gamma below 1": focal_slope,
    "Dice loss": dice,
    "Dice loss, empty mask": empty_mask,
    "Dice loss, half precision": half_precision,
    "Tversky loss": tversky,
    "Label smoothing, binary": smoothing,
    "A hopeless example": far_logit,
    "KL divergence": kl,
    "NT-Xent": contrastive,
    "NT-Xent, hard batch": hard_pairs,
}


def number(call: Callable[[], Any]) -> str | None:
    """What a call gives, as text; None where its library is not installed."""
    try:
        found = call()
    except ModuleNotFoundError:
        return None
    return found if isinstance(found, str) else f"{found:.5g}"


def main() -> None:
    warnings.simplefilter("ignore")
    table = []
    for title, subject in SUBJECTS.items():
        definition, rows = subject()
        numbers = [(label, number(call)) for label, call in rows]
        table.append({"title": title, "definition": definition, "rows": [row for row in numbers if row[1] is not None]})
        print(f"\n{title}: {definition}", *(f"  {label:60} {found}" for label, found in numbers), sep="\n")
    stamp = {"date": date.today().isoformat(), "python": platform.python_version(), "versions": _versions()}
    RESULTS.write_text(json.dumps({**stamp, "subjects": table}, indent=1) + "\n", encoding="utf-8")


def _versions() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


if __name__ == "__main__":
    main()
