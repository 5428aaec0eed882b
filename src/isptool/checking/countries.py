"""Which country a place is in, as far as its words tell."""

from __future__ import annotations

import re

from isptool.pattern import Pattern

_UK = Pattern(
    r"\b(uk|u\.k\.|united kingdom|great britain|gb|england|scotland|wales|northern ireland)(?![\w])", re.IGNORECASE
)

_ABROAD = """
Afghanistan; Albania; Algeria; Andorra; Angola; Argentina; Armenia; Australia; Austria; Azerbaijan; Bahamas; Bahrain;
Bangladesh; Barbados; Belarus; Belgium; Belize; Benin; Bermuda; Bhutan; Bolivia; Bosnia; Botswana; Brazil; Brunei;
Bulgaria; Burkina Faso; Burundi; Cambodia; Cameroon; Canada; Cape Verde; Cayman Islands; Chad; Chile; China; Colombia;
Congo; Costa Rica; Croatia; Cuba; Cyprus; Czechia; Czech Republic; Denmark; Djibouti; Dominican Republic; Ecuador;
Egypt; El Salvador; Eritrea; Estonia; Eswatini; Ethiopia; Falkland Islands; Faroe Islands; Fiji; Finland; France;
Gabon; Gambia; Georgia; Germany; Ghana; Gibraltar; Greece; Greenland; Grenada; Guatemala; Guernsey; Guinea; Guyana;
Haiti; Honduras; Hong Kong; Hungary; Iceland; India; Indonesia; Iran; Iraq; Ireland; Isle of Man; Israel; Italy;
Ivory Coast; Jamaica; Japan; Jersey; Jordan; Kazakhstan; Kenya; Kosovo; Kuwait; Kyrgyzstan; Laos; Latvia; Lebanon;
Lesotho; Liberia; Libya; Liechtenstein; Lithuania; Luxembourg; Macao; Madagascar; Malawi; Malaysia; Maldives; Mali;
Malta; Mauritania; Mauritius; Mexico; Moldova; Monaco; Mongolia; Montenegro; Morocco; Mozambique; Myanmar; Namibia;
Nepal; Netherlands; New Zealand; Nicaragua; Niger; Nigeria; North Korea; North Macedonia; Norway; Oman; Pakistan;
Palestine; Panama; Papua New Guinea; Paraguay; Peru; Philippines; Poland; Portugal; Qatar; Romania; Russia; Rwanda;
San Marino; Saudi Arabia; Senegal; Serbia; Seychelles; Sierra Leone; Singapore; Slovakia; Slovenia; Somalia;
South Africa; South Korea; South Sudan; Spain; Sri Lanka; Sudan; Suriname; Sweden; Switzerland; Syria; Taiwan;
Tajikistan; Tanzania; Thailand; Togo; Trinidad; Tunisia; Turkey; Turkmenistan; Uganda; Ukraine; United Arab Emirates;
United States; United States of America; USA; US; America; Uruguay; Uzbekistan; Vatican; Venezuela; Vietnam; Yemen;
Zambia; Zimbabwe; European Union; European Economic Area; EU; EEA; Europe
"""
_NAMES = {" ".join(name.split()).casefold(): " ".join(name.split()) for name in _ABROAD.split(";")}
_FOUND_ABROAD = Pattern(rf"\b({'|'.join(sorted(map(re.escape, _NAMES), key=len, reverse=True))})\b", re.IGNORECASE)
_CAPITALS_ONLY = frozenset({"us", "eu", "eea", "usa"})
"""Names that are words, or parts of addresses, unless they stand in capitals."""


def abroad(place: str) -> str:
    """The first country outside the United Kingdom that a place names, or empty.

    `United Kingdom, with support from India` names India. The Channel Islands and the Isle of Man are outside it.
    """
    rest = re.sub(r"\bnorthern ireland\b", "", place, flags=re.IGNORECASE)
    for found in _FOUND_ABROAD.finditer(rest):
        if found[0].casefold() not in _CAPITALS_ONLY or found[0].isupper():
            return _NAMES[found[0].casefold()]
    return ""


def in_uk(place: str) -> bool:
    """Whether a place says that it is in the United Kingdom, and names no other country."""
    return bool(_UK.search(place)) and not abroad(place)
