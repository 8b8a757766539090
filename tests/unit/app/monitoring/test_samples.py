"""The sample alert rules and dashboard, and the table of metrics: they name what there is."""

import json
import re
from typing import Any

import pytest
import yaml

from bot.app.monitoring.metrics import Metrics
from bot.app.monitoring.monitor import metrics_page as shown
from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from bot.settings import Settings
from tests.support.fakes import Clock, FakeSource
from tests.support.makers import application
from tests.support.paths import ROOT

_METRIC = re.compile(r"\b(?:paperboy|process)_[a-z_]+\b")
_SELECTOR = re.compile(r"(paperboy_[a-z_]+)\{([a-z]+)=~?\"([^\"]+)\"\}")


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((ROOT / "config" / "alert-rules.yaml").read_text("utf-8"))["groups"]
    return group["rules"]


def dashboard() -> dict[str, Any]:
    return json.loads((ROOT / "config" / "grafana-dashboard.json").read_text("utf-8"))


def expressions() -> list[str]:
    panels = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    return [rule["expr"] for rule in rules()] + panels


@pytest.fixture
async def page(store: Store, now: Clock) -> str:
    """/metrics of an application that has done nothing yet."""
    metrics = Metrics()
    app = application(Settings(), store, PastIndex(store, None), [FakeSource()], now=now, observer=metrics)
    text = (await shown(metrics, app.overview())).decode()
    await app.client.close()
    return text


def test_every_metric_that_is_named_exists(page: str):
    """Rules and dashboard ask for nothing that /metrics does not have from the first moment on."""
    series = set(re.findall(r"^([a-z_]+)[ {]", page, re.MULTILINE))
    asked = {name for expression in expressions() for name in _METRIC.findall(expression)}
    assert len(asked) > 20
    assert asked - series == set()


def test_every_label_value_that_is_named_exists(page: str):
    """A state or level in an expression is one that its metric can have."""
    for expression in expressions():
        for metric, label, values in _SELECTOR.findall(expression):
            for value in values.split("|"):
                assert re.search(rf'^{metric}\{{[^}}]*{label}="{value}"', page, re.MULTILINE), (metric, value)


def test_every_metric_is_explained(page: str):
    """docs/operating.md has a row for each metric of ours, and none for another."""
    ours = set(re.findall(r"^# TYPE (paperboy_[a-z_]+) ", page, re.MULTILINE))
    ours = {name for name in ours if not name.endswith("_created")}
    table = (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(paperboy_[a-z_]+)", table, re.MULTILINE)) == ours


def test_every_rule_says_what_to_do():
    """Each has a name of its own, a severity, what happened and what to do, in a sentence each."""
    assert len({rule["alert"] for rule in rules()}) == len(rules())
    for rule in rules():
        assert rule["labels"]["severity"] in {"info", "warning", "critical"}, rule["alert"]
        for text in (rule["annotations"]["summary"], rule["annotations"]["action"]):
            assert text.endswith("."), text
