import pytest
from sklearn.metrics import get_scorer_names

from rightloss.choose.metrics import METRICS, parse_metric
from rightloss.choose.sample import InputError

SPELLINGS = {
    "rmse": "rmse",
    "neg_root_mean_squared_error": "rmse",
    "neg_mean_absolute_error": "mae",
    "R2": "r2",
    "neg_log_loss": "log-loss",
    "average_precision": "average-precision",
    "pinball:0.9": "pinball:0.9",
    "pinball": "pinball:0.5",
}


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_metric_goes_by_the_names_people_use(text: str) -> None:
    assert parse_metric(text).label == SPELLINGS[text]


def test_no_two_metrics_share_a_name() -> None:
    names = [name for metric in METRICS.values() for name in (metric.name, *metric.aliases)]
    assert len(names) == len(set(names))


def test_the_usual_scorers_of_scikit_learn_are_known() -> None:
    usual = {"accuracy", "balanced_accuracy", "f1", "roc_auc", "neg_log_loss", "r2", "neg_mean_squared_error"}
    assert usual <= set(get_scorer_names())
    for name in usual:
        assert parse_metric(name).metric.name in METRICS


REFUSED = {
    "rmsee": "unknown metric 'rmsee'; did you mean rmse",
    "zzzz": "unknown metric 'zzzz'; known metrics: rmse",
    "rmse:2": "metric rmse takes no parameter",
    "pinball:1": "the quantile must be a number between 0 and 1",
    "pinball:high": "the quantile must be a number between 0 and 1",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_metric(text: str) -> None:
    with pytest.raises(InputError, match=REFUSED[text]):
        parse_metric(text)
