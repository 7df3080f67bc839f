"""Changed orders are drawn whatever their customers are called."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

import pytest
from licet_workbench.impact.pictures import customers_figure, months_figure

NAMES = {
    "Huawei Technologies Co., Ltd.": "Huawei Technologies Co., Ltd.",
    "华为技术有限公司": "number 1 of the table",
    "Dollar $1 & $2": r"Dollar \$1 & \$2",
    "": "(no name)",
    "a" * 50 + " and more": "…",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_customer_is_named_as_the_font_can_draw_it(name: str) -> None:
    made = customers_figure({name: 3})
    made.savefig(BytesIO(), format="svg")
    assert [label.get_text() for label in made.axes[0].get_yticklabels()] == [NAMES[name]]


def test_months_are_stacked_by_outcome_pair() -> None:
    pair = ("LICENSE_REQUIRED", "TEMPORARY_LICENSE")
    other = ("UNDETERMINED", "DENIED")
    months = [("2020-08", Counter({pair: 2, other: 1})), ("2020-09", Counter({pair: 1}))]
    made = months_figure(months, [(pair, "one"), (other, "another")])
    made.savefig(BytesIO(), format="svg")
    axes = made.axes[0]
    assert [bar.get_height() for bars in axes.containers for bar in bars] == [2, 1, 1, 0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2020-08", "2020-09"]
