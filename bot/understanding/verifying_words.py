"""Tell whether the words beside codes only ask to verify the codes.

Such messages need no classifier. The classifier reads all other words beside codes.
"""

import re
from collections.abc import Sequence

_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_WORDS_OF_VERIFYING = """
    if whether any
    check verify verified verifies verifying validate confirm look lookup up scan run test authenticate is it its it's
    this that these those the a an are both one ones code codes number credential credentials certificate certificates
    cert certs real legit legitimate genuine valid good authentic true ok okay fake forged phony bogus fraud still or and
    please pls plz thanks thank you hi hello hey so um uh can could would will me us i we us to for my your his her
    their right actually really in out here there go ahead first second also of on nims candidate applicant applicant's
    was were what whats what's about
    verifica verifique verifiquen verificar verificame verifíqueme verifícame checa checar cheque chequen chéqueme chécame
    checame revisa revise revisar revíseme confirma confirme confirmar valida valide validar comprueba compruebe
    comprobar busca busque es son está esta este estos estas ese esa esos esas el la los las un una unos código códigos
    codigo codigos número numero credencial credenciales certificado certificados sirve sirven real reales verdadero
    verdadera verdaderos auténtico autentico auténtica autentica válido valido válida valida válidos vigente vigentes
    bueno buena legítimo legitimo legítima falso falsa falsos chafa todavía todavia o y por favor porfa gracias hola
    buenas buenos tardes días dias oiga oye puede puedes podría podria me nos lo de del a en mi su sus sigue siguen si
"""
_VERIFYING = frozenset(_WORDS_OF_VERIFYING.split())
"""Words of messages that only ask whether a credential is real."""
_LOOKS_LIKE = str.maketrans("oil", "011")
_FOR_SOMETHING = re.compile(r"\bfor (?!me\b|us\b|real\b)")


def only_verifies(text: str, codes: Sequence[str]) -> bool:
    """Whether the words beside these codes only ask to verify them."""
    for code in codes:
        text = text.replace(code, " ")
    spoken = text.lower().replace("\u2019", "'")
    # ignore links, words with digits (they may be mistyped codes), and parts of codes
    parts = set(re.findall(r"\w+", " ".join(codes).lower().translate(_LOOKS_LIKE)))
    words = " ".join(
        word
        for word in spoken.split()
        if "/" not in word
        and not any(map(str.isdigit, word))
        and word.translate(_LOOKS_LIKE) not in parts
    )
    return _VERIFYING.issuperset(_WORDS.findall(words)) and not _FOR_SOMETHING.search(words)
