"""What the seller vouches for, of a sale, a line, a party or a product."""

from trytond.model import ModelSQL, ModelView, Unique, fields

_OF = ["sale.sale", "sale.line", "party.party", "product.template"]


class Attestation(ModelSQL, ModelView):
    "Export Attestation"

    __name__ = "licet.attestation"

    of = fields.Reference("Of", [(name, name) for name in _OF], required=True)
    name = fields.Char(
        "Name", required=True, help="A name of the vocabulary, such as tgl_certification_obtained."
    )
    holds = fields.Boolean("Holds", help="Whether it is so; without a row nothing is said.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints = [
            ("once", Unique(table, table.of, table.name), "licet.msg_attested_twice")
        ]
