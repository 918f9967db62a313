"""`rightloss.choose(target, features)`: which loss is right for these data."""

from typing import Any

from rightloss.choose.result import Choice


def choose(
    target: Any,
    features: Any = None,
    metric: str | None = None,
    task: str | None = None,
    *,
    event: Any = None,
) -> Choice:
    """Say which loss and which output activation fit a target, why, and with which code.

    Args:
        target: what is to be predicted, rows first: a torch tensor, NumPy array, list, or any Series; a DataFrame for
            several outputs; a column's name with `features` a DataFrame that holds it; a Dataset or DataLoader, of
            which a bounded sample is read; or the path of a file, as `rightloss choose` takes it.
        features: what it is predicted from: an array or tensor of shape (N, ...), or any DataFrame. With features the
            residuals of a cheap model are looked at; without, the target alone is.
        metric: what the model is judged by: "rmse", "mae", "pinball:0.9", "auc", "qwk"...
        task: what the target is, where you know: "regression", "ordinal", "count"...
        event: for durations, 1 where the event was seen and 0 where the row is censored: values, or a column's name.

    Returns:
        The ranked recommendations with reasons, caveats and code. It prints as text, and as HTML in notebooks.

    Raises:
        InputError: the data, the metric or the task cannot be used; the message says what to do.
        MissingExtraError: a package of the extra `choose` is not installed.

    Example:
        >>> import rightloss
        >>> choice = rightloss.choose([3.1, -0.4, 2.2, 0.9, -1.7, 1.3], metric="mae")
        >>> choice.best.loss
        'l1'
    """
    from rightloss._optional import need

    for package in ("numpy", "polars", "sklearn"):
        need(package, extra="choose")
    from rightloss.choose.adapt import adapt
    from rightloss.choose.advise import advise

    return advise(adapt(target, features, event), metric=metric, task=task)
