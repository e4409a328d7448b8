"""Tell whether a message asks to unlink all other chats, and not the one at hand."""

import re


def others_in(said: str) -> str:
    """Return `others` if the message asks to unlink all other chats, else "".

    The message may also say where the other chat is: "close it at the library".
    """
    elsewhere = _ELSEWHERE.search(said) and not _HERE.search(said)
    return "others" if elsewhere or _OTHERS.search(said) else ""


_WHERE = (
    r"(?:library|libary|office|school|shop|work|bench|front desk|reception|conference room|copier room|break ?room|lounge|lab|rec center|senior center"
    r"|internet cafe|hotel|home|plant|classroom|ciber|biblioteca|oficina|escuela|taller|trabajo|recepcion|planta|sala|salon|casa|laboratorio|hotel)"
)
_DEVICE = r"(?:computers?|computr|pc|laptop|desktop|ipad|tablet\w*|compu|computadora|laptop|maquina|phone|celular|telefono|samsung|iphone)"
_ELSEWHERE = re.compile(
    rf"\b(?:the rest\b|el resto|lo demas|(?:isn'?t|is not|not|other than|than) this|no sea est[ea]|(?:this|the new) (?:phone|one|chat|device) stays|the (?:one|phone) before it"
    r"|(?:only|just|nomas|solo|nada mas) (?:this|here|est[ea]|aqui)\b.{0,12}(?:phone|device|chat|one|celular|telefono|aparato|$)|leave just here|only the old"
    rf"|(?:left|deje|quedo|quede|logged|logd|signed|entre|lent|preste|walked away)\b.{{0,40}}\b(?:open|signed in|logged in|on|in|at|abiert[oa]|logead\w+|sesion|conectad[oa]|chat)\b.{{0,24}}\b(?:{_WHERE}|{_DEVICE})"
    rf"|{_WHERE}(?: \w+)? {_DEVICE}|{_DEVICE} (?:del?|de la|de mi|in the|at the|en (?:la|el)|at) (?:\w+ )?{_WHERE}|{_WHERE} (?:one|slack|telegram)"
    rf"|(?:ex|nephew|daughter|son|kid|friend|wife|husband|brother|sister|somebody else|someone else)'?s? {_DEVICE}"
    rf"|{_DEVICE} de (?:mi|un) (?:ex|sobrin|hij|amig|espos|herman|novi)\w*|{_DEVICE} que (?:vendi|preste|perdi)|over there|(?:cierr|sierr|sac|saqu|cort|quit|desconect)\w+ (?:de )?(?:alla|ahi)"
    r"|cut off everybody|viejito|aquella \w+)\b"
)
_HERE = re.compile(
    rf"\b(?:i'?m|i am|we'?re|estoy|ando) (?:on|at|using|en)\b(?! (?:home|casa))|\b(?:this here|off this one|goes? back|(?:give|giving|hand|handing|turn|turning)"
    rf" (?:it |in|back)|entrego|regreso|devuelvo|prestad[oa]|log off$|este (?:celu|cel)\b|friends? phone|de un amig[oa])"
    rf"|(?<!not )(?<!n't )(?<!is not )\b(?:this|est[ea]) (?:\w+ )?(?:{_DEVICE}|{_WHERE})\b(?! (?:stays|only|nomas|se queda|from now|should|quede|debe))"
)
"""Matches words that say that the chat at hand is meant."""
_OTHERS = re.compile(
    r"\b(?:(?:kick|boot|throw|log|sign|get|lock|shut) (?:him|her|them|\w+body(?: else)?) (?:all )?(?:out|off)|(?:saca|corre|desconecta|quita)l[oa]s?|others?|otros?|otras?|demas|everywhere (?:else|but)|(?:old|previous|former|last|ex)"
    r" (?:phone|cell|chat|number|tablet|one)|keep (?:only )?this|(?:except|but|besides) (?:this|here|for this)"
    r"|(?:phone|cell|telefono|celular|cel|chat|numero|tablet|tableta|aparato) (?:viejo|anterior|pasado|de antes)"
    r"|(?:el|al|del|mi) (?:viejo|anterior)|menos (?:este|esta|yo|el mio|aqui|en este))\b"
)
