"""All the ways in which people write a code or a link to its page."""

from collections.abc import Callable
from urllib.parse import quote

ROOT = "https://verify.example.org"
Way = Callable[[str], str]


def page(code: str) -> str:
    return f"{ROOT}/v/{code}"


def linkedin(code: str) -> str:
    """Return the link that opens LinkedIn's form for a new certification."""
    form = f"certUrl={quote(page(code), safe='')}&certId={code}"
    return f"https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&{form}"


_SAFE = "https://nam02.safelinks.protection.outlook.com/?url="
WAYS: dict[str, Way] = {
    "as it is": str,
    "in small letters": str.lower,
    "with blanks": lambda code: code.replace("-", " "),
    "with two blanks": lambda code: code.replace("-", "  "),
    "with dots": lambda code: code.replace("-", "."),
    "with underscores": lambda code: code.replace("-", "_"),
    "with hyphens between blanks": lambda code: code.replace("-", " - "),
    "with long dashes": lambda code: code.replace("-", "\u2013"),
    "with non-breaking hyphens": lambda code: code.replace("-", "\u2011"),
    "broken over lines": lambda code: code.replace("-", "-\n"),
    "broken in a quoted mail": lambda code: code.replace("-", "-\r\n> "),
    "broken before its hyphens": lambda code: code.replace("-", "\n-"),
    "broken within a group": lambda code: f"{code[:10]}\n{code[10:]}",
    "broken in place of a hyphen": lambda code: f"{code[:12]}\n{code[13:]}",
    "broken by an encoded mail": lambda code: f"{code[:13]}=\n{code[13:]}",
    "with soft hyphens": lambda code: code.replace("-", "-\u00ad"),
    "with a soft hyphen in a group": lambda code: f"{code[:5]}\u00ad{code[5:]}",
    "with zero-width spaces": lambda code: f"{code[:5]}\u200b{code[5:9]}\u2060{code[9:]}",
    "between direction marks": lambda code: f"\u202a{code}\u202c\u200f",
    "in wide letters": lambda code: "".join(chr(ord(letter) + 0xFEE0) for letter in code),
    "without EF": lambda code: code.removeprefix("EF-"),
    "without EF, with blanks": lambda code: code.removeprefix("EF-").replace("-", " "),
    "without EF, with dots": lambda code: code.removeprefix("EF-").replace("-", "."),
    "as OCR reads EF: 3F": lambda code: code.replace("EF-", "3F-"),
    "as OCR reads EF: EP": lambda code: code.replace("EF-", "EP-"),
    "struck out": lambda code: f"~{code}~",
    "bold": lambda code: f"**{code}**",
    "as program text": lambda code: f"`{code}`",
    "in quotation marks": lambda code: f"“{code}”,",
    "behind its label": lambda code: f"Code:{code}",
    "the page": page,
    "the page, with a period": lambda code: f"{page(code)}.",
    "the page, in brackets": lambda code: f"({page(code)})",
    "the page, with a comma": lambda code: f"{page(code)},",
    "the page, in angle brackets": lambda code: f"<{page(code)}>",
    "the page, in quotation marks": lambda code: f'"{page(code)}"',
    "the page, without a scheme": lambda code: page(code).removeprefix("https://"),
    "the page, on this computer": lambda code: f"localhost:8000/v/{code}",
    "the page, defanged": lambda code: page(code).replace("https", "hxxps"),
    "the page, escaped": lambda code: page(code).replace("-", "%2D"),
    "the page, broken over lines": lambda code: f"{ROOT}/v/{code[:8]}\n{code[8:]}",
    "the page, as a Slack link": lambda code: f"<{page(code)}|{code}>",
    "the page, as Markdown": lambda code: f"[my badge]({page(code)})",
    "its verdict as JSON": lambda code: f"{page(code)}.json",
    "its certificate": lambda code: f"{page(code)}/certificate.pdf",
    "its certificate on A4": lambda code: f"{page(code)}/certificate.pdf?paper=a4",
    "its badge": lambda code: f"{page(code)}/badge.png",
    "its badge as a drawing": lambda code: f"{page(code)}/badge.svg",
    "its preview": lambda code: f"{page(code)}/preview.png",
    "the signed JWT": lambda code: f"{page(code)}/credential.jwt",
    "the signed JSON": lambda code: f"{page(code)}/credential.json",
    "LinkedIn's link": linkedin,
    "LinkedIn's link, from HTML": lambda code: linkedin(code).replace("&", "&amp;"),
    "a Safe Link": lambda code: f"{_SAFE}{quote(page(code), safe='')}&data=05",
    "a urldefense link": lambda code: f"https://urldefense.com/v3/__{page(code)}__;!!abc$",
    "a Google redirect": lambda code: f"https://www.google.com/url?q={page(code)}&sa=D",
}
"""Ways to write a code, by their description. Each contains the whole code."""
LOST: dict[str, Way] = {
    "the code": lambda code: code[:-1],
    "the code and its hyphen": lambda code: code[:-2],
    "the code with blanks": lambda code: code[:-2].replace("-", " "),
    "the link": lambda code: page(code)[:-1],
}
"""Ways to write a code without its last character, by their description."""


def wrapped(token: str, end: str = "\n") -> str:
    """Return a JWT wrapped after 76 characters, as in e-mail."""
    return end.join(token[place : place + 76] for place in range(0, len(token), 76))


TOKEN_WAYS: dict[str, Way] = {
    "as it is": str,
    "wrapped": wrapped,
    "wrapped, quoted": lambda token: wrapped(token, "\n> "),
    "wrapped, encoded": lambda token: wrapped(token, "=\r\n"),
    "among words": lambda token: f"Dear all,\n\nhere is my badge: {token}\n\nThanks",
    "in brackets": lambda token: f"({token})",
}
"""Ways in which people paste a signed credential, by their description."""
