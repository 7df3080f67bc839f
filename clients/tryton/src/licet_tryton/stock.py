"""Shipments and moves: goods leave on a go of that day alone, whichever way they are sent off.

A shipment is asked about when it is sent off, and each move when it is done: what was let go with
its shipment is not asked about again when that arrives.
"""

from collections.abc import Iterable
from typing import Any

from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.transaction import Transaction

from licet_tryton.extending import Extension
from licet_tryton.leaving import contents, leaves, let_go


def _now(model: Any, records: list[Any]) -> Any:
    """Return records as they are: whoever asks of the past is answered of the present."""
    with Transaction().set_context(_datetime=None):
        return model.browse(records)


def _going(moves: Iterable[Any]) -> list[Any]:
    return [move for move in moves if move.state != "cancelled" and leaves(move)]


class ShipmentOut(Extension, metaclass=PoolMeta):
    """Shipments to customers."""

    __name__ = "stock.shipment.out"

    licet_left = fields.Char("What Was Let Go", readonly=True)

    @classmethod
    def on_modification(
        cls, mode: str, shipments: list[Any], field_names: set[str] | None = None
    ) -> None:
        """Let no shipment be sent off without a go; raises `ExportRefusedError`."""
        super().on_modification(mode, shipments, field_names=field_names)
        if mode == "delete" or (field_names is not None and "state" not in field_names):
            return
        for shipment in _now(cls, shipments):
            going = _going(shipment.outgoing_moves)
            if shipment.state == "done":  # what is done by now was asked about as it was
                going = [move for move in going if move.state != "done"]
            if going and shipment.state in {"shipped", "done"}:
                let_go(shipment, going)
                cls.write([shipment], {"licet_left": contents(shipment, going)})

    @classmethod
    def copy(cls, shipments: list[Any], default: dict[str, Any] | None = None) -> list[Any]:
        """Nothing was let go of a copy."""
        copied: list[Any] = super().copy(shipments, default=(default or {}) | {"licet_left": None})
        return copied

    def licet_has_left(self) -> bool:
        """Tell whether just what goes out with this shipment was let go when it was sent off."""
        going = _going(self.outgoing_moves)
        return bool(self.state == "shipped" and contents(self, going) == self.licet_left)


class Move(Extension, metaclass=PoolMeta):
    """Moves of goods, from anywhere to anywhere."""

    __name__ = "stock.move"

    @classmethod
    def on_modification(
        cls, mode: str, moves: list[Any], field_names: set[str] | None = None
    ) -> None:
        """Let no goods out without a go; raises `ExportRefusedError`."""
        super().on_modification(mode, moves, field_names=field_names)
        if mode == "delete" or (field_names is not None and "state" not in field_names):
            return
        by_shipment: dict[Any, list[Any]] = {}
        for move in _now(cls, moves):
            if move.state == "done" and leaves(move):
                by_shipment.setdefault(move.shipment, []).append(move)
        for shipment, own in by_shipment.items():
            has_left = getattr(shipment, "licet_has_left", None)
            if has_left is None or not has_left():
                let_go(shipment, own)
