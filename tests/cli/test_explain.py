import pytest

from tests.cli.run import invoke, real


def test_a_loss_in_words() -> None:
    done = real("explain", "huber")
    assert (done.returncode, done.stderr) == (0, "")
    for heading in ("How it is used", "How it relates to others", "What goes wrong", "Read more"):
        assert heading in done.stdout


def test_an_activation_in_words() -> None:
    assert "It makes predictions from the inputs of these losses" in invoke("explain", "identity").stdout


@pytest.mark.parametrize("code", ["RL000", "rl999"])
def test_a_mistake_that_is_not_catalogued(code: str) -> None:
    done = real("explain", code)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: no mistake {code.upper()} is catalogued; did you mean RL")
    assert done.stderr.endswith("`rightloss list --mistakes` names them all.\n")


@pytest.mark.parametrize("name", ["RL101", "rl101", "softmax-before-cross-entropy"])
def test_a_mistake_by_code_and_by_name(name: str) -> None:
    done = invoke("explain", name)
    assert done.exit_code == 0
    assert done.stdout.startswith("# RL101 softmax-before-cross-entropy\n")
    assert "## Why it hurts" in done.stdout


def test_an_unknown_name() -> None:
    done = invoke("explain", "xyzzy")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "`rightloss list` names them all" in done.stderr


def test_a_misspelt_mistake_gets_the_nearest_name() -> None:
    done = invoke("explain", "softmx-before-cross-entropy")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "did you mean softmax-before-cross-entropy?" in done.stderr
