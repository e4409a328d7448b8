"""Recognize small talk by its words: greetings, thanks, and messages sent by mistake.

People who think of giving up are recognized too. The classifier knows much more small talk; these
messages are short, or easily taken for something else.
"""

import re

from bot.understanding.words import bare, plain

_MOST_WORDS = 24
"""Maximum words of a message that only says that it was sent by mistake."""
_OPENING = r"(?:(?:ok|okay|no|nope|nah|great|perfect|cool|alright|well|bueno|listo|perfecto|sale|va|ya)[ ,.!]+)*"
_THANKS = (
    r"(?:thanks?|thank (?:you|u|ya)|thx|tnx|ty|tysm|cheers|much obliged|much appreciated"
    r"|(?:i )?appreciate (?:it|you|ya|that)|(?:muchas |mil )?gracias|se agradece|te lo agradezco)"
)
_GREETINGS = {
    "talk:thanks": re.compile(
        rf"{_OPENING}(?:(?:that'?s|that is|that was|that'?ll be|that will be|this is)(?: about)?"
        r" (?:it|all|everything)(?: (?:i need(?:ed)?|for (?:now|today|tonight)|from me))?"
        r"|(?:eso |ya |con eso )*(?:es|era|seria|fue) todo|nada mas|nomas eso|con eso(?: tengo)?)"
        rf"(?: por (?:hoy|ahora|el momento))?[ ,.!-]*{_THANKS}\b.{{0,40}}"
    ),
    "talk:hello": re.compile(
        r"(?:gm+|g'?d?[ -]?mornin[g']?|mornin[g']?|(?:top|best) of the mornin[g']?|hiya|heya|wass?up|wazz?up"
        r"|holi+s?|k?q?u?iubo(?:le)?|q onda|ke onda|buen dia|buenas+|wenas)"
        r"(?: (?:bot|there|all|everyone|everybody|y'?all|folks|boss|to you|compa|amigo|a todos|gente))?"
    ),
    "talk:yes": re.compile(r"k+|vale+(?: (?:vale|pues|bueno|perfecto))?"),
    "talk:bye": re.compile(
        r"(?:gn+|g'?night|night night|nite(?: nite)?|ttyl|cya|c ya|see ya|l8e?r|laters?|bbl|catch you later"
        r"|ahi nos (?:vemos|vidrios)|nos vidrios|chao|chau|bai|buenas noches,? (?:hasta manana|ya me voy))"
        r"(?: (?:bot|all|everyone|boss|compa|amigo))?"
    ),
}
_SOMEONE = (
    r"(?:wife|husband|sister|brother|mom|mother|dad|father|boss|buddy|friend|girlfriend|boyfriend|kid"
    r"|son|daughter|cousin|uncle|aunt|neighbor|coworker|roommate|girl|someone else|somebody else"
    r"|(?:an)?other (?:person|chat|group|guy)|group chat|espos[oa]|herman[oa]|mama|papa|novi[oa]|jefe|ami?g[oa]"
    r"|hij[oa]|prim[oa]|ti[oa]|vecin[oa]|senora|marido|compadre|otr[oa] (?:persona|chat|grupo))"
)
_MISSENT = re.compile(
    r"\b(?:(?:meant|intended)(?: (?:it|that|this))? (?:for|to (?:text|message|send \w+ to)) (?:my |the )?"
    + _SOMEONE
    + "|"
    r"(?:was|were) (?:supposed|going) to (?:go|be) (?:to|for) (?:my |the )?" + _SOMEONE + "|"
    r"was (?:trying to (?:text|message|write|write to)|texting|messaging) (?:my |the )?"
    + _SOMEONE
    + "|"
    r"(?:butt|pocket|ass)[ -]?(?:dial\w*|text\w*|sent)"
    r"|(?:kid|son|daughter|baby|toddler|cat|grandson|hij[oa]|nin[oa]|bebe|gat[oa]|niet[oa])(?: \w+){0,2} "
    r"(?:sent|texted|typed|wrote|pressed|hit|pushed|mashed|mando|envio|escribio|apreto|pico|aplasto|marco)(?: (?:that|this|it|send|esto|eso|ese|enviar))*(?= *(?:$|[.,!] *(?:sorry|perdon|disculp|ignor|my bad|oops)))"
    r"|(?:kid|son|daughter|baby|toddler|cat|grandson|hij[oa]|nin[oa]|bebe|gat[oa]|niet[oa])(?: \w+){0,3} (?:with |on |at |con |en )?"
    r"(?:my |the |mi |el )?(?:phone|cell|keyboard|telefono|cel|celular|teclado)(?= *(?:$|[.,!] *(?:sorry|perdon|disculp|ignor|my bad|oops)))"
    r"|(?:did ?n[o']?t|did not) mean to (?:send|text|write|message)(?: (?:that|this|it|you))?"
    r"|(?:i |it |that |this )?(?:got |was )?sent(?: (?:that|this|it))? (?:by (?:accident|mistake)|accidentally)"
    r"|accidentally (?:sent|texted|messaged)(?: (?:that|this|it|you))?"
    r"|se (?:mando|envio|escribio|marco) sol[oa]|se me fue (?:el dedo|el mensaje|sin querer)"
    r"|(?:mande|envie|escribi)(?: (?:esto|eso))? (?:sin querer|por error|por accidente)"
    r"|me equivoque de (?:chat|persona|numero|conversacion|grupo|ventana|contacto)"
    r"|(?:ese|este|el|mi) (?:mensaje|texto) (?:no )?(?:era|iba) (?:para|a)"
    r"|(?:no )?(?:era|iba) (?:dirigido )?para (?:ti|usted|aca|(?:mi|otr[oa]) ?\w+))\b"
)
_WRONG_CHAT = re.compile(
    r"(?:(?:oh|oops|ups|sorry|so|my bad|whoops|perdon\w*|disculp\w+|ay|uy|ok)[ ,.!]+)*"
    r"(?:wrong (?:chat|person|number|window|thread|group|text|contact)"
    r"|(?:chat|numero|contacto|grupo|conversacion) equivocad[oa]"
    r"|(?:ignore|disregard) (?:that|this|my last(?: (?:one|message|text))?)|ignora (?:eso|lo anterior|mi mensaje))"
    r"(?:[ ,.!]+(?:sorry|so|my bad|about that|perdon\w*|disculp\w+|please|por favor|lol|jaja))*"
)
_GIVES_UP = re.compile(
    r"\b(?:i'?m|i am|i must be|i feel)(?: \w+){0,2}? too (?:stupid|dumb|thick)"
    r"(?= *(?:$|[.,;!?])| for | to (?:learn|pass|understand|get|do this))"
    r"|\b(?:i'?m|i am)(?: \w+){0,2}? too (?:slow|old) (?:for this|to learn|to do this)\b(?![^.!]*\?)"
    r"|\b(?:i'?m|i am)(?: (?:just|simply|probably|really|clearly|obviously))? (?:not (?:smart|bright|clever) enough"
    r"|not (?:cut out|made|built) for (?:this|it|the trade|machining)|no good at (?:this|any|it)"
    r"|(?:such )?an? (?:total |complete )?(?:loser|failure)|hopeless|worthless)\b"
    r"|\bi(?:'?m| am)? never (?:gonna|going to) (?:get|make|pass|learn|understand)"
    r"(?: (?:this|it|these|any of (?:this|it|these)|(?:a|one|any) (?:test|exam)s?))?(?= *(?:$|[.,;!]))"
    r"|\bi(?:'ll| will) never (?:get|make|pass|learn|understand)(?: (?:this|it|these))?(?= *(?:$|[.,;!]))"
    r"|\bi(?:'?m)? (?:just )?(?:feel(?:ing)?|felt) like (?:giving (?:it )?(?:all )?up|quitting|dropping out)"
    r"(?= *(?:$|[.,;!])| on (?:this|it|everything|all)| (?:school|the trade|the program|machining))"
    r"|\b(?:thinking (?:of|about)|ready to|about to) (?:giv(?:e|ing) up|drop(?:ping)? out)"
    r"(?= *(?:$|[.,;!])| on (?:this|it|everything|all)| (?:school|the trade|the program|machining))"
    r"|\bi can'?t (?:do|take) (?:this|it) (?:any ?more|no more)\b"
    r"|\bsoy (?:un |una |muy |bien |tan |demasiado |bien )?(?:burr[oa]|tont[oa]|brut[oa]|inutil|fracasad[oa]|bueno para nada)\b"
    r"|\bno (?:sirvo|naci|estoy hech[oa]) para (?:esto|estas cosas|el taller|nada|ser maquinista)\b"
    r"|\bnunca (?:lo |la |los )?voy a (?:pasar|aprender|lograr|poder|entender)(?:l[oae]s?)?(?= *(?:$|[.,;!]))"
    r"|\b(?:me quiero|quiero|me voy a|ganas de|mejor me) (?:rendir(?:me)?|tirar la toalla)\b"
    r"|\b(?:estoy|ando|soy)(?: ya)?(?: muy| demasiado| bien)? viej[oa]\b(?=[^?]*\b(?:mejor|dejo|no le entiendo|aprender)\b)(?![^.!]*\?)"
    r"|\bya no puedo(?: mas)?(?: con (?:esto|todo))?(?= *(?:$|[.,;!]))"
)
"""Matches words of people who think that they will never manage."""
_ALSO_ASKS = re.compile(
    r"\b(?:how (?:do|can|long|much|many)|when (?:can|do|is)|where (?:do|can|is)"
    r"|can (?:i|you)|does|is (?:there|it|this)|should i|se puede|hay|cuando|donde"
    r"|como (?:le hago|puedo|hago|se)|cuant[oa]s?|puedo|help me|ayud\w+)\b"
)


def small_talk_in(text: str) -> str:
    """Return the kind of small talk if the words leave no doubt, or else ""."""
    said = bare(text)
    for kind, pattern in _GREETINGS.items():
        if pattern.fullmatch(said) and not (kind == "talk:yes" and "?" in text):
            return kind
    if _ALSO_ASKS.search(said):
        return ""
    missent = _WRONG_CHAT.fullmatch(said) or _MISSENT.search(said)
    if missent and "?" not in text and len(said.split()) <= _MOST_WORDS:
        return "talk:mistake"
    return "talk:despair" if _GIVES_UP.search(plain(text)) else ""
