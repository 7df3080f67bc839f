"""The Huawei family and the four ZTE entities, as order books of their customers name them.

Each firm is written `country|name|...further names`; which of them was on a list on which day is
for the rules to say. The groups follow the day a firm's row began, so that a day can be given
customers whose standing it changes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Firm:
    """A company with the country it sits in and the names it goes by."""

    country: str
    names: tuple[str, ...]


def firms(*rows: str) -> tuple[Firm, ...]:
    """Read `country|name|...further names` rows."""
    cells = (row.split("|") for row in rows)
    return tuple(Firm(country, tuple(names)) for country, *names in cells)


ZTE_FREED = firms(
    "CN|Zhongxing Telecommunications Equipment Corporation|ZTE Corporation|ZTE"
    "|Zhongxing Telecommunications Equipment Corp.",
    "CN|ZTE Kangxun Telecommunications Ltd.|ZTE Kangxun",
)
ZTE_KEPT = firms("CN|Beijing 8-Star International Co.", "IR|ZTE Parsian")
HUAWEI_MAY_2019 = firms(
    "CN|Huawei Technologies Co., Ltd.|Huawei|Huawei Technologies|Shenzhen Huawei Technologies",
    "CN|Huawei Device Co., Ltd.|Huawei Device",
    "CN|Huawei Device (Shenzhen) Co., Ltd.",
    "CN|Huawei Device (Dongguan) Co., Ltd.",
    "CN|HiSilicon Technologies Co., Ltd|HiSilicon",
    "CN|HiSilicon Optoelectronics Co., Ltd.",
    "CN|HiSilicon Tech (Suzhou) Co., Ltd.",
    "CN|Beijing Huawei Digital Technologies Co., Ltd.",
    "CN|Chengdu Huawei Technologies Co., Ltd.",
    "CN|Huawei Machine Co., Ltd.",
    "CN|Huawei Software Technologies Co., Ltd.",
    "CN|Shanghai Mossel Trade Co., Ltd.",
    "CN|Gui'an New District Huawei Investment Co., Ltd.",
    "BE|Huawei Technologies Research & Development Belgium NV",
    "BO|Huawei Technologies (Bolivia) S.R.L.",
    "BR|Huawei do Brasil Telecomunicações Ltda",
    "CA|Huawei Technologies Canada Co., Ltd.",
    "CH|Huawei Technologies Switzerland AG",
    "CL|Huawei Chile S.A.",
    "DE|Huawei Technologies Deutschland GmbH",
    "EG|Huawei Technology",
    "GB|Huawei Global Finance (UK) Limited",
    "HK|Huawei International Co., Limited",
    "HK|Huawei Device (Hong Kong) Co., Limited",
    "JM|Huawei Technologies Jamaica Company Limited",
    "JO|Huawei Technologies Investment Co. Ltd.",
    "JP|Huawei Technologies Japan K.K.",
    "LB|Huawei Technologies Lebanon",
    "NL|Huawei Technologies Coöperatief U.A.",
    "OM|Huawei Tech Investment Oman LLC",
    "PK|Huawei Technologies Pakistan (Private) Limited",
    "PY|Huawei Technologies Paraguay S.A.",
    "QA|Huawei Tech Investment Limited",
    "SG|Huawei International Pte. Ltd.",
    "TW|Xunwei Technologies Co., Ltd.",
    "VN|Huawei Technologies (Vietnam) Company Limited",
)
HUAWEI_AUGUST_2019 = firms(
    "CN|Shanghai HiSilicon Technologies Co., Ltd.",
    "CN|Shanghai Huawei Technologies Co., Ltd.",
    "CN|Huawei Marine Networks Co., Ltd.|Huawei Marine",
    "CN|Huawei Digital Technologies (Suzhou) Co., Ltd.",
    "AR|Huawei Tech Investment Co., Ltd.",
    "AU|Huawei Technologies (Australia) Pty Ltd.",
    "BY|Bel Huawei Technologies LLC",
    "CR|Huawei Technologies Costa Rica SA|Huawei Technologies Costa Rica Sociedad Anónima",
    "DK|Huawei Denmark",
    "FR|Huawei France|Huawei Technologies France SASU",
    "IN|Huawei Technologies India Private Limited|Huawei Technologies India Pvt., Ltd.",
    "IT|Huawei Italia",
    "IT|Huawei Milan Research Institute",
    "KZ|Huawei Technologies LLC Kazakhstan",
    "MX|Huawei Technologies De México S.A.",
    "NZ|Huawei Technologies (New Zealand) Company Limited",
    "PA|Huawei Technologies Cr Panama S.A",
    "PT|Huawei Technology Portugal",
    "RO|Huawei Technologies Romania Co., Ltd.",
    "RU|Huawei Russia",
    "ZA|Huawei Technologies South Africa Pty Ltd.",
)
HUAWEI_AUGUST_2020 = firms(
    "AE|Huawei OpenLab Dubai|Huawei Dubai OpenLab",
    "CH|Huawei Cloud Switzerland",
    "CN|Huawei Cloud Computing Technology",
    "CN|Huawei Cloud Guiyang",
    "CN|Huawei OpenLab Suzhou|Huawei Suzhou OpenLab",
    "DE|Huawei Cloud Berlin",
    "DE|Huawei OpenLab Munich|Huawei Munich OpenLab",
    "EG|Huawei OpenLab Cairo|Huawei Cairo OpenLab",
    "FR|Huawei OpenLab Paris|Huawei Paris OpenLab",
    "GB|Huawei Technologies R&D UK|Huawei Research & Development (UK) Ltd",
    "IL|Toga Networks",
    "IN|Huawei OpenLab Delhi|Huawei Delhi OpenLab",
    "MA|Huawei Technologies Morocco",
    "MX|Huawei Cloud Mexico",
    "NL|Huawei Cloud Netherlands",
    "SG|Huawei Cloud Singapore",
    "TH|Huawei OpenLab Bangkok|Huawei Bangkok OpenLab",
    "TR|Huawei OpenLab Istanbul|Huawei Istanbul OpenLab",
    "ZA|Huawei Cloud South Africa",
)
