"""Two Vietnamese character sets that Python has no codec for, each a table of 256 characters.

VISCII is RFC 1456. TCVN3, which fonts called ABC made common, is the upper half of TCVN 5712:1993.
"""

from __future__ import annotations

import codecs


def _table(low: dict[int, str], high: str) -> str:
    """The low half is ASCII but for some control characters; the high half is written out."""
    return "".join(low.get(code, chr(code)) for code in range(128)) + high


VISCII = _table(
    {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"},
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
)
TCVN = _table(
    {
        1: "Ú",
        2: "Ụ",
        4: "Ừ",
        5: "Ử",
        6: "Ữ",
        17: "Ứ",
        18: "Ự",
        19: "Ỳ",
        20: "Ỷ",
        21: "Ỹ",
        22: "Ý",
        23: "Ỵ",
    },
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
)
TABLES = {"viscii": VISCII, "tcvn": TCVN}


def decode(data: bytes, name: str) -> str:
    """The text of bytes in one of TABLES; no byte is without a character."""
    return codecs.charmap_decode(data, "strict", TABLES[name])[0]
