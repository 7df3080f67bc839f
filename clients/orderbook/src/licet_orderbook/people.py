"""A party as the customer file of an ERP has it: typed name, country, number, now and then more."""

from zlib import crc32

from licet_orderbook.draw import Draw
from licet_orderbook.listed import Firm
from licet_orderbook.sale import Party
from licet_orderbook.spelling import typed

ADDRESSES = {
    "Arrow Electronics, Inc.": "Centennial, CO",
    "Avnet, Inc.": "Phoenix, AZ",
    "BYD Company Limited": "Pingshan, Shenzhen",
    "Deutsche Telekom AG": "Bonn",
    "Fujitsu Limited": "Tokyo",
    "Graybar Electric Company, Inc.": "St. Louis, MO",
    "HiSilicon Technologies Co., Ltd": "Bantian, Longgang District, Shenzhen",
    "Huawei Device Co., Ltd.": "Songshan Lake, Dongguan",
    "Huawei Technologies Co., Ltd.": "Bantian, Longgang District, Shenzhen",
    "Huawei Technologies Deutschland GmbH": "Düsseldorf",
    "Huawei Technologies Japan K.K.": "Ōtemachi, Tokyo",
    "Mayo Clinic": "Rochester, MN",
    "MediaTek Inc.": "Hsinchu",
    "Murata Manufacturing Co., Ltd.": "Nagaokakyo, Kyoto",
    "Orange S.A.": "Paris",
    "Purdue University": "West Lafayette, IN",
    "Robert Bosch GmbH": "Gerlingen",
    "Safaricom PLC": "Nairobi",
    "Samsung Electronics Co., Ltd.": "Suwon",
    "Siemens AG": "München",
    "Singapore Telecommunications Limited": "Singapore",
    "Taiwan Semiconductor Manufacturing Company Limited": "Hsinchu Science Park",
    "Telefonaktiebolaget LM Ericsson": "Kista, Stockholm",
    "Telstra Corporation Limited": "Melbourne VIC",
    "Verizon Wireless": "Basking Ridge, NJ",
    "Zhongxing Telecommunications Equipment Corporation": "Nanshan District, Shenzhen",
}


def person(draw: Draw, firm: Firm, role: str = "buyer") -> Party:
    """Give the firm in the role, its name as somebody typed it."""
    return Party(
        role=role,
        name=typed(draw, draw.pick((firm.names[0], *firm.names))),
        country=firm.country,
        address=ADDRESSES.get(firm.names[0]) if draw.chance(0.7) else None,
        party_id=customer_number(firm) if draw.chance(0.8) else None,
        kind="civil" if draw.chance(0.7) else None,
        headquarters_country=_headquarters(firm) if draw.chance(0.15) else None,
    )


def customer_number(firm: Firm) -> str:
    """Give the number of the firm in the customer file, the same in every order."""
    return f"C-{crc32(f'{firm.country} {firm.names[0]}'.encode()) % 90000 + 10000}"


def _headquarters(firm: Firm) -> str:
    return "CN" if "huawei" in firm.names[0].lower() else firm.country
