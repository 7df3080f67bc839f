"""Answers as they were given: what was asked, by whom, what came of it, and where it is logged."""

from typing import Any, NoReturn

from trytond.model import ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool


class Decision(ModelSQL, ModelView):
    """An answer of the service, as it was given."""

    __name__ = "licet.decision"

    sale = fields.Many2One("sale.sale", "Sale", ondelete="RESTRICT", readonly=True)
    shipment = fields.Reference(
        "Shipment",
        "get_shipments",
        readonly=True,
    )
    asked_for = fields.Selection(
        [
            ("question", "Question"),
            ("confirmation", "Confirmation"),
            ("change", "Change"),
            ("processing", "Processing"),
            ("shipment", "Shipment"),
        ],
        "Asked For",
        readonly=True,
        required=True,
    )
    asked_at = fields.DateTime("Asked at (UTC)", readonly=True, required=True)
    asked_by = fields.Many2One("res.user", "Asked by", readonly=True)
    leaving_on = fields.Date("Leaving on", readonly=True, required=True)
    passed = fields.Boolean("Passed", readonly=True, help="Whether the goods could go on.")
    outcome = fields.Char("Outcome", readonly=True, required=True)
    decision_id = fields.Char("Decision", readonly=True)
    revision = fields.Char("Revision", readonly=True)
    log_position = fields.Char("Log Position", readonly=True)
    valid_through = fields.Date("Valid through", readonly=True)
    authorizations = fields.Text("Under", readonly=True)
    conditions = fields.Text("Conditions", readonly=True)
    answer = fields.Text("Answer", readonly=True, required=True)
    question = fields.Text("Question", readonly=True, required=True)

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        cls._order = [("id", "DESC")]

    @classmethod
    def get_shipments(cls) -> list[tuple[str | None, str]]:
        """Return every kind of shipment that goods may be in."""
        found: list[tuple[str | None, str]] = Pool().get("stock.move").get_shipment()
        return found

    @classmethod
    def check_modification(
        cls,
        mode: str,
        records: list[Any],
        values: Any = None,
        external: bool = False,  # noqa: FBT002
    ) -> None:
        """Answers are written down by the module alone, and never again; raises `AccessError`."""
        super().check_modification(mode, records, values=values, external=external)
        if external or mode == "write":
            raise AccessError("A decision is kept as it was given: nobody writes or deletes one.")

    @classmethod
    def copy(cls, records: list[Any], default: Any = None) -> NoReturn:  # noqa: ARG003
        """Nothing is copied: an answer is given once; raises `AccessError`."""
        raise AccessError("A decision is kept as it was given: it is not copied.")
