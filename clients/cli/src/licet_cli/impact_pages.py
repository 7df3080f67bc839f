"""The impact of a change as a page: charts beside their tables, and the changed orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from licet_workbench.drawing import write
from licet_workbench.impact.counting import Changed, Tally
from licet_workbench.impact.pictures import customers_figure, months_figure
from markupsafe import Markup
from matplotlib.figure import Figure

from licet_cli.impact_files import values_said
from licet_cli.pages import Cells, Column, inline_svg, render, write_page
from licet_cli.showing_impact import Told, changes_said, month_rows, pair_said, values_of

_CUSTOMERS = 15
_ORDERS = 1000
_OF_ORDERS = (
    Column("order"),
    Column("sale date"),
    Column("known on"),
    Column("customer"),
    Column("value"),
    Column("before", Cells.OUTCOME),
    Column("after", Cells.OUTCOME),
    Column("what changed", Cells.CODE),
    Column("citation"),
)


def write_impact(path: Path, told: Told) -> None:
    """Write the page; raises `BookError` where it cannot be written."""
    write_page(path, impact_page(told))


def impact_page(told: Told) -> str:
    """Return the page: everything on it, nothing loaded; of very many orders the first."""
    impact = told.impact
    pairs, months = month_rows(impact)
    words = [(pair, pair_said(pair)) for pair in pairs]
    customers = dict(list(impact.by_customer().items())[:_CUSTOMERS])
    counts = {name: tally.orders for name, tally in customers.items()}
    return render(
        "impact.html.j2",
        title="What the change comes to for past orders",
        lead=told.sentence,
        looked_at=told.looked_at,
        made_of=list(_made_of(told)),
        changed=bool(impact.changed),
        months_svg=_svg(lambda: months_figure(months, words), "changed orders by month", "months"),
        month_columns=_counted("month", [said for _, said in words]),
        month_rows=[(month, *(c[pair] or None for pair in pairs)) for month, c in months],
        tally_columns=(Column("outcome"), Column("orders", Cells.NUMBER), Column("value")),
        pair_rows=[_row(pair_said(pair), tally) for pair, tally in impact.by_pair().items()],
        customers_svg=_svg(lambda: customers_figure(counts), "changed orders by customer", "who"),
        customer_columns=(Column("customer"), Column("orders", Cells.NUMBER), Column("value")),
        customer_rows=[_row(name or "(no name)", tally) for name, tally in customers.items()],
        more_customers=len(impact.by_customer()) - len(customers),
        order_columns=_OF_ORDERS,
        order_rows=[_order(each) for each in impact.changed[:_ORDERS]],
        more_orders=len(impact.changed) - min(len(impact.changed), _ORDERS),
        undecided=impact.undecided,
        errors=impact.first_errors,
    )


def _made_of(told: Told) -> Iterator[tuple[str, str]]:
    for word, (reference, revision) in zip(("before", "after"), told.rules, strict=True):
        yield f"rules {word}", f"{reference}, revision {revision}"
    yield "orders", told.book.name
    yield "known on, where a sale does not say", told.known
    yield "provisions that say something else", ", ".join(told.reach.provisions) or "none"
    yield "list rows that changed", f"{len(told.reach.rows):,}"


def _svg(made: Callable[[], Figure], label: str, name: str) -> Markup:
    with TemporaryDirectory() as folder:
        drawn = Path(folder, "drawn.svg")
        write(made, drawn)
        return inline_svg(drawn.read_text(encoding="utf-8"), label, name)


def _counted(first: str, others: list[str]) -> tuple[Column, ...]:
    return (Column(first), *(Column(each, Cells.NUMBER) for each in others))


def _row(name: str, tally: Tally) -> tuple[object, ...]:
    return name, tally.orders, values_of(tally)


def _order(each: Changed) -> tuple[object, ...]:
    return (
        each.sale_id or f"line {each.number}",
        str(each.sale_date),
        str(each.known_on),
        each.customer,
        values_said(each) or None,
        each.old_outcome,
        each.new_outcome,
        "; ".join(changes_said(each)) or each.error,
        "; ".join(each.citations),
    )
