"""What a party is to export control: where, what kind of one, and who owns it."""

from decimal import Decimal

from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import PoolMeta

from licet_tryton.extending import ExportFacts

_KINDS = [
    (None, ""),
    ("civil", "Civil"),
    ("government", "Government"),
    ("individual", "Person"),
    ("military", "Military"),
    ("military_intelligence", "Military Intelligence"),
]
_LISTS = [
    (None, ""),
    ("entity_list", "Entity List"),
    ("meu_list", "Military End User List"),
    ("sdn", "Specially Designated Nationals"),
]


class Party(ExportFacts, metaclass=PoolMeta):
    """Parties, with what is asked about them."""

    __name__ = "party.party"

    export_country = fields.Many2One("country.country", "Export Country", ondelete="RESTRICT")
    export_kind = fields.Selection(_KINDS, "Export Kind")
    export_headquarters = fields.Many2One(
        "country.country",
        "Headquarters Country",
        ondelete="RESTRICT",
        help="Where it, or its ultimate parent, has its headquarters.",
    )
    export_ownership_determined_on = fields.Date(
        "Ownership Determined on", help="It counts as determined while this is under a year ago."
    )
    export_owners = fields.One2Many("licet.party.owner", "party", "Owners")
    export_attestations = fields.One2Many("licet.attestation", "of", "Export Attestations")


class Owner(ModelSQL, ModelView):
    """An owner of a party, as far as the seller knows."""

    __name__ = "licet.party.owner"

    party = fields.Many2One("party.party", "Party", required=True, ondelete="CASCADE")
    name = fields.Char("Name", required=True)
    country = fields.Many2One("country.country", "Country", ondelete="RESTRICT")
    percent = fields.Numeric(
        "Percent",
        digits=(5, 2),
        domain=["OR", ("percent", "=", None), [("percent", ">=", 0), ("percent", "<=", 100)]],
        help="The share of the party that is held.",
    )
    listed = fields.Selection(
        _LISTS, "List", help="A list that the owner is known to stand on, whatever its name."
    )

    @classmethod
    def default_percent(cls) -> Decimal | None:
        """Nobody is said to own a share until somebody says which."""
        return None
