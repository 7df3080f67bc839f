"""A boundary is a day on which the law for Huawei or ZTE changes.

The spans below are dates alone, each with the regime it belongs to; what holds inside them is
for the rules to say. A span's last day is included; `None` means it has not ended by 2021.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` through `last` on which one text spoke, announced on `announced`."""

    name: str
    regime: str
    first: str
    last: str | None
    announced: str

    def days(self) -> tuple[date, ...]:
        """Give the day before, the first, the last and the day after (or the second day)."""
        first = date.fromisoformat(self.first)
        if self.last is None:
            return (_shifted(first, -1), first, _shifted(first, 1))
        last = date.fromisoformat(self.last)
        return tuple(sorted({_shifted(first, -1), first, last, _shifted(last, 1)}))


SPANS = (
    Span("zte listing", "zte", "2016-03-08", "2017-03-28", "2016-03-08"),
    Span("zte temporary license 1", "zte", "2016-03-24", "2016-06-30", "2016-03-24"),
    Span("zte temporary license 2", "zte", "2016-07-01", "2016-08-30", "2016-06-30"),
    Span("zte temporary license 3", "zte", "2016-08-31", "2016-11-28", "2016-08-30"),
    Span("zte temporary license 4", "zte", "2016-11-29", "2017-02-27", "2016-11-28"),
    Span("zte temporary license 5", "zte", "2017-02-28", "2017-03-29", "2017-02-24"),
    Span("zte suspended denial", "zte", "2017-03-23", "2018-04-14", "2017-03-23"),
    Span("zte denial order", "zte", "2018-04-15", "2018-07-12", "2018-04-16"),
    Span("zte general authorization", "zte", "2018-07-02", "2018-08-01", "2018-07-02"),
    Span("huawei listing", "huawei", "2019-05-16", None, "2019-05-15"),
    Span("first hole", "huawei", "2019-05-16", "2019-05-19", "2019-05-15"),
    Span("huawei temporary license 1", "huawei", "2019-05-20", "2019-08-19", "2019-05-20"),
    Span("huawei temporary license 2", "huawei", "2019-08-19", "2019-11-18", "2019-08-19"),
    Span("huawei temporary license 3", "huawei", "2019-11-18", "2020-02-16", "2019-11-18"),
    Span("huawei temporary license 4", "huawei", "2020-02-13", "2020-04-01", "2020-02-13"),
    Span("huawei temporary license 5", "huawei", "2020-03-10", "2020-05-15", "2020-03-10"),
    Span("huawei temporary license 6", "huawei", "2020-05-15", "2020-08-13", "2020-05-15"),
    Span("second hole", "huawei", "2020-08-14", "2020-08-16", "2020-08-13"),
    Span("affiliates of august 2019", "huawei", "2019-08-19", None, "2019-08-19"),
    Span("affiliates of august 2020", "huawei", "2020-08-17", None, "2020-08-17"),
    Span("direct product, first width", "huawei", "2020-05-15", "2020-08-16", "2020-05-15"),
    Span("production savings", "huawei", "2020-05-15", "2020-09-14", "2020-05-15"),
    Span("standards release", "huawei", "2020-06-18", None, "2020-06-15"),
    Span("cybersecurity authorization", "huawei", "2020-08-17", None, "2020-08-17"),
    Span("license exception for civil end users ends", "plain", "2020-06-29", None, "2020-04-27"),
    Span("hong kong filed under china", "plain", "2020-12-23", None, "2020-12-23"),
)


def boundary_days() -> tuple[tuple[date, str], ...]:
    """Give every boundary day with its regime, sorted, each pair once."""
    pairs = {(day, span.regime) for span in SPANS for day in span.days()}
    return tuple(sorted(pairs))


def announcements() -> tuple[date, ...]:
    """Give the days on which some span was announced, sorted, each once."""
    return tuple(sorted({date.fromisoformat(span.announced) for span in SPANS}))


def _shifted(day: date, days: int) -> date:
    return day + timedelta(days=days)
