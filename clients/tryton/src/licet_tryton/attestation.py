"""What the seller vouches for, of a sale, a line, a party or a product."""

from collections.abc import Callable
from typing import Any

from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import ValidationError
from trytond.pool import Pool

from licet_tryton.saying import OWNERSHIP

_OF = ["sale.sale", "sale.line", "party.party", "product.template"]


class Attestation(ModelSQL, ModelView):
    """Something that the seller vouches for, or says is not so."""

    __name__ = "licet.attestation"

    of = fields.Reference("Of", [(name, name) for name in _OF], required=True)
    name = fields.Char(
        "Name", required=True, help="A name of the vocabulary, such as tgl_certification_obtained."
    )
    holds = fields.Boolean("Holds", help="Whether it is so; without a row nothing is said.")

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints = [
            ("once", Unique(table, table.of, table.name), "licet.msg_attested_twice")
        ]

    @classmethod
    def validate_fields(cls, attestations: list[Any], field_names: set[str] | None) -> None:
        """Refuse what a date says of a party; raises `ValidationError`."""
        super().validate_fields(attestations, field_names)
        for each in attestations:
            if each.name == OWNERSHIP:
                raise ValidationError(gettext("licet.msg_ownership_is_dated"))

    @classmethod
    def on_modification(
        cls, mode: str, attestations: list[Any], field_names: set[str] | None = None
    ) -> None:
        """Ask again of a sale of which something else is attested; raises `ExportRefusedError`."""
        super().on_modification(mode, attestations, field_names=field_names)
        if mode != "delete":
            _changed(_sales(attestations))

    @classmethod
    def on_write(cls, attestations: list[Any], values: dict[str, Any]) -> list[Callable[[], None]]:
        """Ask again of a sale from which a word is taken to another, once that is done."""
        sales = _sales(attestations)
        return [*super().on_write(attestations, values), lambda: _changed(sales)]

    @classmethod
    def on_delete(cls, attestations: list[Any]) -> list[Callable[[], None]]:
        """Ask again of a sale of which something is not attested any more, once that is done."""
        sales = _sales(attestations)
        return [*super().on_delete(attestations), lambda: _changed(sales)]


def _changed(sales: list[Any]) -> None:
    Pool().get("sale.sale").licet_pass(sales, entering=False, changing=True)


def _sales(attestations: list[Any]) -> list[Any]:
    """Return the sales that something is attested of, or of a line of which it is."""
    owners = [each.of for each in attestations]
    lines = [each.sale for each in owners if getattr(each, "__name__", None) == "sale.line"]
    return [
        *dict.fromkeys([e for e in owners if getattr(e, "__name__", None) == "sale.sale"] + lines)
    ]
