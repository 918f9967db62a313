"""Steps of trainers: which values backward() is called on."""

from rightloss.check.flow.events import Backward
from rightloss.check.flow.values import Tensor
from tests.check.flow.run import interpreted

LIGHTNING = """
import lightning as L
class Model(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(5, 3)
    def {name}(self, batch, index):
        loss = F.cross_entropy(self.net(batch["x"]), batch["y"])
        return {returned}
"""


def _passes(text: str) -> list[Backward]:
    return [event for event in interpreted(text)[1] if isinstance(event, Backward)]


def test_the_loss_of_a_step_is_trained() -> None:
    for returned in ("loss", '{"loss": loss, "n": 1}'):
        found = _passes(LIGHTNING.format(name="training_step", returned=returned))
        assert [event.trainer for event in found] == ["LightningModule"]
        assert isinstance(found[0].value, Tensor)
        assert found[0].value.terms


def test_other_methods_and_manual_steps_are_not() -> None:
    assert not _passes(LIGHTNING.format(name="validation_step", returned="loss"))
    by_hand = LIGHTNING.replace("self.net =", "self.automatic_optimization = False\n        self.net =")
    assert not _passes(by_hand.format(name="training_step", returned="loss"))
    assert not _passes(
        LIGHTNING.replace("L.LightningModule", "nn.Module").format(name="training_step", returned="loss")
    )


def test_a_step_that_the_program_calls_is_its_own() -> None:
    called = LIGHTNING.format(name="training_step", returned="loss.detach()")
    assert not _passes(called + 'Model().training_step({"x": torch.randn(4, 5), "y": torch.zeros(4).long()}, 0)\n')


def test_the_first_of_a_tuple_is_the_loss_for_transformers() -> None:
    found = _passes("""
from transformers import Trainer
class Mine(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False):
        outputs = model(**inputs)
        loss = F.cross_entropy(outputs.logits, inputs["labels"])
        return (loss, outputs) if return_outputs else loss
""")
    assert [event.trainer for event in found] == ["Trainer"]
    assert isinstance(found[0].value, Tensor)
