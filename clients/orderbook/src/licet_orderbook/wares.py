"""A ware is an item of the seller's catalogue, with its category and what it is sold for.

A category is EAR99 or an ECCN; the kind agrees with the ECCN's group letter (D software,
E technology, else commodity).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ware:
    """One catalogue item; `cents` is the price of one unit in hundredths."""

    category: str
    kind: str
    unit: str
    cents: int
    description: str


def wares(category: str, kind: str, *rows: str) -> tuple[Ware, ...]:
    """Read `unit|cents|description` rows of one category and kind."""
    cells = (row.split("|", 2) for row in rows)
    return tuple(Ware(category, kind, unit, int(cents), text) for unit, cents, text in cells)


HARDWARE_EAR99 = wares(
    "EAR99",
    "commodity",
    "EA|4350|rack mounting kit, 19 inch, four post",
    "EA|1890|power cord, C13 to NEMA 5-15P, 2 m",
    "EA|26500|fan tray, field replaceable",
    "EA|7420|cable management arm",
    "EA|910|blank filler panel, 1 RU",
    "EA|15800|wall bracket for access point, outdoor",
    "SET|6150|grounding lug and busbar set",
    "EA|3275|crystal oscillator, 25 MHz, commercial grade",
    "RL|11900|ceramic capacitor, 100 nF, reel of 4000",
    "RL|8840|thick film resistor, 10 kohm, reel of 5000",
    "EA|540|board-to-board connector, 40 way",
    "EA|129900|ergonomic office chair, lot for lab",
    "EA|45600|bench vise and hand tool set",
    "EA|21750|label printer ribbon carton",
    "EA|67300|cabinet, outdoor, unpowered",
)
PROGRAMS_EAR99 = wares(
    "EAR99",
    "software",
    "LIC|24900|label layout program, single seat",
    "LIC|79000|warehouse picking program, yearly term",
)
KNOW_HOW_EAR99 = wares(
    "EAR99",
    "technology",
    "EA|150000|assembly drawings for sheet metal chassis",
    "EA|95000|installation training course, classroom notes",
    "EA|210000|draft contribution on connector mechanics",
)
CATERING = wares(
    "EAR99",
    "commodity",
    "CTN|8600|ground coffee, 12 x 1 kg, canteen",
    "CTN|5400|biscuit assortment, 24 packs",
    "CTN|4200|bottled water, 48 x 500 ml",
)
CONTROLLED = (
    *wares("5A991", "commodity", "EA|389500|Ethernet switch, 48 port, managed", "EA|71200|modem"),
    *wares("5A991.b", "commodity", "EA|925000|optical transport shelf", "EA|64000|line card"),
    *wares("5A992.c", "commodity", "EA|58900|wireless access point, mass market"),
    *wares("5A992.c", "commodity", "EA|142500|branch router, mass market encryption"),
    *wares("5A002.a", "commodity", "EA|2890000|core router with IPsec service card"),
    *wares("5B991", "commodity", "EA|1560000|bit error rate test set"),
    *wares("5D991", "software", "LIC|325000|element manager for transport shelf"),
    *wares("5D992", "software", "LIC|118000|operating system image, mass market, one year"),
    *wares("5D002", "software", "LIC|460000|VPN head end program, term license"),
    *wares("5E991", "technology", "EA|275000|tuning guide for transport line cards"),
    *wares("4A994", "commodity", "EA|684000|rack server, two socket", "EA|99000|workstation"),
    *wares("4A003", "commodity", "EA|8450000|compute node, high adjusted peak performance"),
    *wares("4D994", "software", "LIC|154000|server firmware subscription"),
    *wares("3A001.b.2", "commodity", "EA|43800|MMIC power amplifier, X band"),
    *wares("3A001.a.7", "commodity", "EA|187400|field programmable gate array, large"),
    *wares("3A991", "commodity", "EA|2140|microprocessor, 32 bit", "EA|3890|Ethernet PHY"),
    *wares("3A992", "commodity", "EA|731000|digital storage oscilloscope"),
    *wares("3E991", "technology", "EA|340000|reference schematics for PHY evaluation board"),
    *wares("6A993", "commodity", "EA|38900|network camera, visible light"),
)
