"""What a product is to export control: its place on the Control List, its origin, its history."""

from trytond.model import fields
from trytond.pool import PoolMeta

from licet_tryton.extending import ExportFacts

_KINDS = [(None, ""), *((k, k.capitalize()) for k in ("commodity", "software", "technology"))]
_ORIGINS = [(None, ""), ("US", "United States"), ("foreign", "Foreign")]


class Template(ExportFacts, metaclass=PoolMeta):
    """Products, with what is asked about them."""

    __name__ = "product.template"

    export_category = fields.Char(
        "Export Category",
        strip=True,
        help="The ECCN with its paragraph, such as 3A001.b.2, or EAR99 (15 CFR part 774).",
    )
    export_kind = fields.Selection(_KINDS, "Export Kind")
    export_origin = fields.Selection(_ORIGINS, "Export Origin")
    export_schedule_b = fields.Char("Schedule B", strip=True)
    export_model_public_on = fields.Date("Model Public on")
    export_production_began_on = fields.Date("Production Began on")
    export_attestations = fields.One2Many("licet.attestation", "of", "Export Attestations")
