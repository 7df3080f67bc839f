"""Licet over the wire, for Python programs.

A *target* is where a server is; *pins* are the rule set and the day that a question is put to.
No answer is never a go: whatever keeps a decision from being made is raised as `NoDecision`, or
stands as `NotDecided` in the place of its sale.
"""

from licet_client.answers import BatchDecided, Decided, Explained, NotDecided, Result
from licet_client.asking import Pins, SaleLike
from licet_client.async_client import AsyncClient
from licet_client.client import Client
from licet_client.errors import (
    DeadlineExceeded,
    FieldViolation,
    InsecureTarget,
    InvalidRequest,
    InvalidSale,
    InvalidTarget,
    LimitExceeded,
    NoDecision,
    Refused,
    ServerFault,
    Unavailable,
    UnknownRevision,
)
from licet_client.patience import Retries, Timeouts
from licet_client.sales import sale_message
from licet_client.showing import decision_dict
from licet_client.targets import Tls

__all__ = [
    "AsyncClient",
    "BatchDecided",
    "Client",
    "DeadlineExceeded",
    "Decided",
    "Explained",
    "FieldViolation",
    "InsecureTarget",
    "InvalidRequest",
    "InvalidSale",
    "InvalidTarget",
    "LimitExceeded",
    "NoDecision",
    "NotDecided",
    "Pins",
    "Refused",
    "Result",
    "Retries",
    "SaleLike",
    "ServerFault",
    "Timeouts",
    "Tls",
    "Unavailable",
    "UnknownRevision",
    "decision_dict",
    "sale_message",
]
