"""Well-known models with the losses that belong to them, small: (model, criterion, batch) for each."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

Pair = tuple[nn.Module, Callable[..., Any], tuple[Any, Any]]


def cnn_classifier() -> Pair:
    model = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Dropout(0.1), nn.Linear(16, 10),
    )  # fmt: skip
    return model, nn.CrossEntropyLoss(label_smoothing=0.1), (torch.randn(16, 3, 16, 16), torch.randint(0, 10, (16,)))


class UNet(nn.Module):
    def __init__(self, classes: int) -> None:
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU())
        self.deep = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.head = nn.Conv2d(16, classes, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        near = self.down(x)
        return self.head(torch.cat([near, self.up(self.deep(near))], dim=1))


def unet_dice_cross_entropy() -> Pair:
    def criterion(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        hot = F.one_hot(target, logits.shape[1]).movedim(-1, 1).float()
        p = logits.softmax(dim=1)
        overlap = 2 * (p * hot).sum((0, 2, 3)) + 1
        dice = 1 - (overlap / (p.sum((0, 2, 3)) + hot.sum((0, 2, 3)) + 1)).mean()
        return F.cross_entropy(logits, target) + dice

    return UNet(3), criterion, (torch.randn(4, 1, 16, 16), torch.randint(0, 3, (4, 16, 16)))


class LanguageModel(nn.Module):
    def __init__(self, words: int = 40, width: int = 16) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(words, width), nn.Embedding(12, width)
        layer = nn.TransformerEncoderLayer(width, 2, 32, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(width, words)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        size = tokens.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(size)
        x = self.words(tokens) + self.places(torch.arange(size))
        return self.head(self.blocks(x, mask=mask, is_causal=True))


def transformer_language_model() -> Pair:
    def criterion(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(logits.transpose(1, 2), target, ignore_index=-100)

    tokens = torch.randint(0, 40, (6, 10))
    target = tokens.roll(-1, 1)
    target[:, -1] = -100
    return LanguageModel(), criterion, (tokens, target)


class VAE(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encode = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 8))
        self.decode = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 20))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        mean, log_variance = self.encode(x).chunk(2, dim=1)
        z = mean + torch.randn_like(mean) * (log_variance / 2).exp()
        return self.decode(z), mean, log_variance


def variational_autoencoder() -> Pair:
    def criterion(output: tuple[torch.Tensor, ...], x: torch.Tensor) -> torch.Tensor:
        logits, mean, log_variance = output
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum()
        return (reconstruction + divergence) / len(x)

    x = torch.rand(16, 20).round()
    return VAE(), criterion, (x, x)


class GAN(nn.Module):
    """The discriminator's step: real images, and fakes of a generator that is not trained in it."""

    def __init__(self) -> None:
        super().__init__()
        self.generator = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 12), nn.Tanh()).requires_grad_(False)
        self.discriminator = nn.Sequential(nn.Linear(12, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1), nn.Sigmoid())

    def forward(self, real: torch.Tensor) -> torch.Tensor:
        fake = self.generator(torch.randn(len(real), 4)).detach()
        return torch.cat([self.discriminator(real), self.discriminator(fake)], dim=1)


def gan_with_bce() -> Pair:
    return GAN(), nn.BCELoss(), (torch.rand(16, 12) * 2 - 1, torch.tensor([[1.0, 0.0]]).repeat(16, 1))


class Siamese(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 8))

    def forward(self, *images: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return tuple(F.normalize(self.embed(image), dim=1) for image in images)


def siamese_triplet() -> Pair:
    criterion = nn.TripletMarginLoss(margin=0.5)
    anchor = torch.randn(16, 10)
    images = anchor, anchor + 0.1 * torch.randn(16, 10), torch.randn(16, 10)
    return Siamese(), lambda embedded, _: criterion(*embedded), (images, None)


class Speech(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.listen = nn.LSTM(8, 16, bidirectional=True, batch_first=True)
        self.spell = nn.Linear(32, 6)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        return self.spell(self.listen(frames)[0]).log_softmax(-1)


def ctc_speech() -> Pair:
    def criterion(log_probs: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        sizes = torch.full((len(target),), log_probs.shape[1]), torch.full((len(target),), target.shape[1])
        return F.ctc_loss(log_probs.transpose(0, 1), target, *sizes)

    return Speech(), criterion, (torch.randn(5, 20, 8), torch.randint(1, 6, (5, 4)))


class Detector(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.kind, self.box, self.there = nn.Linear(8, 5), nn.Linear(8, 4), nn.Linear(8, 1)

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        found = self.trunk(x)
        return {"kind": self.kind(found), "box": self.box(found).sigmoid(), "there": self.there(found).squeeze(1)}


def detector_multi_task() -> Pair:
    def criterion(output: dict[str, torch.Tensor], target: dict[str, torch.Tensor]) -> torch.Tensor:
        there = target["there"] > 0
        kind = F.cross_entropy(output["kind"][there], target["kind"][there])
        box = F.smooth_l1_loss(output["box"][there], target["box"][there])
        return kind + 2 * box + F.binary_cross_entropy_with_logits(output["there"], target["there"])

    target = {"there": torch.tensor([1.0, 0.0] * 6), "kind": torch.randint(0, 5, (12,)), "box": torch.rand(12, 4)}
    return Detector(), criterion, (torch.randn(12, 3, 16, 16), target)


def regression_mlp() -> Pair:
    x = torch.randn(32, 6)
    y = (x @ torch.randn(6, 1)).squeeze(1) + 0.1 * torch.randn(32)
    model = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))
    return model, nn.MSELoss(), (x, y)


class MeanAndVariance(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(6, 32), nn.Tanh(), nn.Linear(32, 2))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mean, raw = self.body(x).unbind(1)
        return mean, F.softplus(raw) + 1e-4


def gaussian_head() -> Pair:
    criterion = nn.GaussianNLLLoss()
    x = torch.randn(32, 6)
    return MeanAndVariance(), lambda output, y: criterion(output[0], y, output[1]), (x, x.sum(1) + torch.randn(32))


class Preferences(nn.Module):
    """A policy and a frozen reference, which score chosen and rejected answers."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.policy = LanguageModel()
        self.reference = LanguageModel().requires_grad_(False).eval()

    def forward(self, chosen: torch.Tensor, rejected: torch.Tensor) -> torch.Tensor:
        return self._gain(chosen) - self._gain(rejected)

    def _gain(self, tokens: torch.Tensor) -> torch.Tensor:
        return self._log_likelihood(self.policy, tokens) - self._log_likelihood(self.reference, tokens).detach()

    def _log_likelihood(self, model: nn.Module, tokens: torch.Tensor) -> torch.Tensor:
        scores = model(tokens[:, :-1]).log_softmax(-1)
        return scores.gather(2, tokens[:, 1:, None]).squeeze(2).sum(1)


def direct_preference_optimisation() -> Pair:
    batch = torch.randint(0, 40, (6, 10)), torch.randint(0, 40, (6, 10))
    return Preferences(), lambda gain, _: -F.logsigmoid(0.1 * gain).mean(), (batch, None)


class Denoiser(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(9, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 8))

    def forward(self, noisy: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        return self.body(torch.cat([noisy, time], dim=1))


def diffusion() -> Pair:
    x, noise, time = torch.randn(64, 8), torch.randn(64, 8), torch.rand(64, 1)
    return Denoiser(), nn.MSELoss(), ((time.sqrt() * x + (1 - time).sqrt() * noise, time), noise)


PAIRS: dict[str, Callable[[], Pair]] = {
    item.__name__: item
    for item in (
        cnn_classifier, unet_dice_cross_entropy, transformer_language_model, variational_autoencoder, gan_with_bce,
        siamese_triplet, ctc_speech, detector_multi_task, regression_mlp, gaussian_head,
        direct_preference_optimisation, diffusion,
    )
}  # fmt: skip
