"""Sales: confirmed, processed and changed on a go alone, whichever way that is done.

The gate stands where records are written, not at the buttons: whatever sets a state passes it.
"""

from datetime import UTC, datetime
from typing import Any

from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from licet_tryton import gate
from licet_tryton.extending import Extension
from licet_tryton.leaving import HELD
from licet_tryton.questions import digest, leaving_days, of_sale, planned, sold, today
from licet_tryton.saying import Question

_ASKED_OF = {
    "company",
    "currency",
    "export_attestations",
    "export_contracted_on",
    "export_end_user",
    "invoice_address",
    "invoice_party",
    "lines",
    "party",
    "shipment_address",
    "shipment_party",
    "shipping_date",
    "warehouse",
}
_ASKED_OF_LINES = {
    "export_category",
    "export_attestations",
    "export_end_use",
    "export_license_exception",
    "export_purpose",
    "product",
    "quantity",
    "sale",
    "type",
    "unit",
    "unit_price",
}
_KEPT = (
    "licet_acknowledged",
    "licet_acknowledged_at",
    "licet_acknowledged_by",
    "licet_asked_on",
    "licet_decision_id",
    "licet_fingerprint",
    "licet_log_position",
    "licet_outcome",
    "licet_revision",
    "licet_valid_through",
)
_VOUCHED = (
    "export_attestations",
    "export_contracted_on",
    "lines.export_attestations",
    "lines.export_license_exception",
)
_PURPOSES = [
    "existing-network-operation",
    "network-expansion",
    "existing-device-support",
    "general-computer-support",
    "cybersecurity-research",
    "standards-development",
    "5g-standards-engagement",
    "repair-return",
    "new-product",
    "other",
]


class Sale(Extension, metaclass=PoolMeta):
    """Sales, with what was said of them."""

    __name__ = "sale.sale"

    export_contracted_on = fields.Date(
        "Contracted on", help="The day the contract became binding; some savings clauses read it."
    )
    export_end_user = fields.Many2One("party.party", "End User", ondelete="RESTRICT")
    export_attestations = fields.One2Many("licet.attestation", "of", "Export Attestations")
    licet_decisions = fields.One2Many("licet.decision", "sale", "Export Decisions", readonly=True)
    licet_outcome = fields.Char("Export Outcome", readonly=True)
    licet_decision_id = fields.Char("Export Decision", readonly=True)
    licet_revision = fields.Char("Revision of the Rules", readonly=True)
    licet_log_position = fields.Char("Log Position", readonly=True)
    licet_valid_through = fields.Date("Valid through", readonly=True)
    licet_asked_on = fields.Date("Asked on", readonly=True)
    licet_fingerprint = fields.Char("Fingerprint of What Was Asked", readonly=True)
    licet_conditions = fields.Function(fields.Text("Conditions"), "get_licet_conditions")
    licet_acknowledged = fields.Text("What Was Acknowledged", readonly=True)
    licet_acknowledged_by = fields.Many2One("res.user", "Conditions Acknowledged by", readonly=True)
    licet_acknowledged_at = fields.DateTime("Conditions Acknowledged at (UTC)", readonly=True)

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        cls._buttons.update(
            {
                "licet_ask": {
                    "invisible": ~Eval("state").in_(["draft", "quotation", "confirmed"]),
                    "depends": ["state"],
                },
                "licet_acknowledge": {
                    "invisible": ~Eval("licet_conditions"),
                    "depends": ["licet_conditions"],
                },
            }
        )

    @classmethod
    def copy(cls, sales: list[Any], default: dict[str, Any] | None = None) -> list[Any]:
        """Nothing that was said of a sale, or vouched for, is so of its copy."""
        bare = dict.fromkeys(("licet_decisions", *_KEPT, *_VOUCHED))
        copied: list[Any] = super().copy(sales, default=(default or {}) | bare)
        return copied

    @classmethod
    @ModelView.button
    def licet_ask(cls, sales: list[Any]) -> None:
        """Ask, and keep the answer, whatever it is; nothing else changes."""
        for sale in sales:
            gate.answers(sale.licet_questions(), {"sale": sale.id, "asked_for": "question"})

    @classmethod
    @ModelView.button
    def licet_acknowledge(cls, sales: list[Any]) -> None:
        """Acknowledge the conditions that are shown, in the name of the user."""
        for sale in sales:
            cls.write(
                [sale],
                {
                    "licet_acknowledged": "\n".join(
                        gate.acknowledgment(*shown) for shown in sale.licet_shown()
                    ),
                    "licet_acknowledged_by": Transaction().user or None,
                    "licet_acknowledged_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
                },
            )

    def licet_questions(self) -> list[Question]:
        """Return what is asked of this sale, once a day on which goods of it are to leave."""
        return [of_sale(self, day) for day in leaving_days(self)]

    def licet_shown(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Return what temporary licenses were given for this sale, and their conditions."""
        shown = [
            (tuple(each.authorizations.splitlines()), tuple(each.conditions.splitlines()))
            for each in self.licet_decisions
            if each.outcome == "temporary_license"
        ]
        return tuple(dict.fromkeys(shown))

    def get_licet_conditions(self, _name: str) -> str:
        """Return the conditions to acknowledge, under the license that asks for them."""
        return "\n\n".join(
            "\n".join([*authorizations, *(f"- {each}" for each in conditions)])
            for authorizations, conditions in self.licet_shown()
        )

    def _licet_fingerprint(self) -> str:
        """Return what is equal while the same would be asked, whatever day it is."""
        days = [str(planned(line)) for line in sold(self)]
        return digest(of_sale(self, today(self.company)) | {"sale_date": None}, days)

    @classmethod
    def on_modification(
        cls, mode: str, sales: list[Any], field_names: set[str] | None = None
    ) -> None:
        """Let nothing be written that Licet does not let go; raises `ExportRefusedError`."""
        super().on_modification(mode, sales, field_names=field_names)
        if mode == "delete":
            return
        entering = field_names is None or "state" in field_names
        changing = field_names is None or not _ASKED_OF.isdisjoint(field_names)
        if entering or changing:
            cls.licet_pass(sales, entering=entering, changing=changing)

    @classmethod
    def licet_pass(cls, sales: list[Any], *, entering: bool, changing: bool) -> None:
        """Ask of what has become of sales; raises `ExportRefusedError`."""
        # Whoever asks of the past is answered of the present.
        with Transaction().set_context(_datetime=None):
            cls._licet_pass(cls.browse(sales), entering=entering, changing=changing)

    @classmethod
    def _licet_pass(cls, sales: list[Any], *, entering: bool, changing: bool) -> None:
        for sale in sales:
            if changing and sale.state not in HELD:
                # Also where there is none: who confirms the sale meanwhile meets this write.
                cls.write([sale], dict.fromkeys(k for k in _KEPT if "acknowledged" in k))
            if entering and sale.state not in HELD and sale.licet_fingerprint:
                cls.write([sale], {"licet_fingerprint": None})
            asked_for = sale._licet_asked_for(entering=entering, changing=changing)  # noqa: SLF001
            if asked_for is not None:
                sale._licet_go(asked_for)  # noqa: SLF001

    def _licet_asked_for(self, *, entering: bool, changing: bool) -> str | None:
        """Return what the service must be asked for, None where it need not be."""
        if self.state not in HELD or not sold(self):
            return None
        if entering and self.state == "confirmed":
            return "confirmation"
        if self.licet_fingerprint and not changing:
            # It was let go as it is: what has left by now is asked about no more.
            if self.state == "done" or not self._licet_all_here():
                return None
            if self.licet_asked_on != today(self.company):
                return "processing"
        return "change" if self._licet_fingerprint() != self.licet_fingerprint else None

    def _licet_all_here(self) -> bool:
        """Tell whether no goods of this sale have left yet."""
        return not any(move.state == "done" for line in self.lines for move in line.moves or ())

    def _licet_go(self, asked_for: str) -> None:
        about = {"sale": self.id, "asked_for": asked_for}
        acknowledged = (self.licet_acknowledged or "").splitlines()
        found = gate.passed(self.licet_questions(), about, acknowledged)
        told = max(found, key=lambda answer: answer.temporary)
        self.write(
            [self],
            {
                "licet_outcome": told.outcome,
                "licet_decision_id": told.decision_id,
                "licet_revision": told.revision,
                "licet_log_position": told.log_position,
                "licet_valid_through": told.valid_through,
                "licet_asked_on": today(self.company),
                "licet_fingerprint": self._licet_fingerprint(),
            },
        )


class Line(Extension, metaclass=PoolMeta):
    """Lines, with what is asked about them."""

    __name__ = "sale.line"

    export_purpose = fields.Selection(
        [(None, ""), *((code, code.replace("-", " ").capitalize()) for code in _PURPOSES)],
        "Export Purpose",
    )
    export_end_use = fields.Selection(
        [
            (None, ""),
            ("civil", "Civil"),
            ("government", "Government"),
            ("military", "Military"),
        ],
        "Export End Use",
    )
    export_category = fields.Char(
        "Export Category",
        strip=True,
        states={"invisible": Bool(Eval("product"))},
        help="Of what is sold without a product: the ECCN with its paragraph, or EAR99.",
    )
    export_license_exception = fields.Char(
        "License Exception", strip=True, help="Such as TMP; it lifts nothing unless claimed."
    )
    export_attestations = fields.One2Many("licet.attestation", "of", "Export Attestations")

    @classmethod
    def on_modification(
        cls, mode: str, lines: list[Any], field_names: set[str] | None = None
    ) -> None:
        """Ask again of a sale whose lines change; raises `ExportRefusedError`."""
        super().on_modification(mode, lines, field_names=field_names)
        if field_names is not None and _ASKED_OF_LINES.isdisjoint(field_names):
            return
        if mode != "delete":  # a line is deleted from a draft alone
            sales = {line.sale for line in lines}
            Pool().get("sale.sale").licet_pass(list(sales), entering=False, changing=True)
