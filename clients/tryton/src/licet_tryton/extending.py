"""What a class that adds to one of another module has for a base."""

from typing import Any

from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.pool import Pool

Extension: Any = object
"""No base at all: Tryton's pool puts the class above the one that it adds to."""


class ExportFacts(Extension):
    """Records of which only export control says what they are; a copy of one is nothing yet."""

    __slots__ = ()

    @classmethod
    def check_modification(
        cls,
        mode: str,
        records: list[Any],
        values: Any = None,
        external: bool = False,  # noqa: FBT002 (as Tryton has it)
    ) -> None:
        """Refuse facts of export control from anybody else; raises `AccessError`."""
        super().check_modification(mode, records, values=values, external=external)
        written = values if isinstance(values, list) else [values or {}]
        # Nothing said, of a new record, says nothing.
        told = {k for each in written for k, v in each.items() if v or mode == "write"}
        facts = sorted(name for name in told if name.startswith("export_"))
        if external and facts and not _is_export_control():
            names = cls.__names__(field=facts[0])
            raise AccessError(
                gettext(
                    "licet.msg_export_control_alone", field=names["field"], record=names["model"]
                )
            )

    @classmethod
    def copy(cls, records: list[Any], default: dict[str, Any] | None = None) -> list[Any]:
        """Nobody has looked into a copy."""
        facts = dict.fromkeys(name for name in cls._fields if name.startswith("export_"))
        copied: list[Any] = super().copy(records, default=(default or {}) | facts)
        return copied


def _is_export_control() -> bool:
    group = Pool().get("ir.model.data").get_id("licet", "group_export")
    return group in Pool().get("res.user").get_groups()
