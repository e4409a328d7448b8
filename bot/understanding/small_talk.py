"""Recognize small talk by its words: greetings, thanks, and messages sent by mistake.

This module also recognizes people who think of giving up. The classifier recognizes much more small
talk. The messages here are short, or easily taken for something else.
"""

import re

from bot.understanding.lead_ins import LEADING
from bot.understanding.words import asks, bare, plain

_MOST_WORDS = 24
"""Maximum words of a message that only says that it was sent by mistake."""
_THANKS = (
    r"(?:(?:that|this|you) )?(?:(?:just|really) )?(?:clears? (?:it|that|things|everything) (?:right |all )?up|cleared (?:it|that|things) (?:right |all )?up|saved? me (?:a (?:lot|ton|bunch|world|heap) of )?(?:(?:a|the|some|an?other) )?(?:\w+ )?(?:trips?|drives?|calls?|hassles?|headaches?|time|money|trouble|phone calls?)(?: (?:to|into|down to) (?:the )?\w+(?: \w+)?)?)"
    r"|(?:me|nos) (?:salvaste|salvo|sacaste de (?:la|una) duda|saco de (?:la|una) duda|ahorraste \w+ (?:vuelta|viaje)\w*|ahorro \w+ (?:vuelta|viaje)\w*)"
    r"|thanks|thank (?:you|u|ya)|thx|tnx|ty|tysm|cheers|much obliged|much appreciated|(?:i )?(?:ap|')?preciate (?:it|you|u|ya|that)"
    r"|gracias|grax|p?h+e+w+|se (?:lo )?agradece|(?:te|se) lo agradezco|muy amable|right on|dios (?:te|lo|la|les) bendiga|se (?:la|lo) rifo"
)
_PHRASES = {
    "thanks": _THANKS,
    "done": r"that(?:'?s| is| was| about|'?ll be| will be)*(?: about)? (?:it|all|everything)(?: (?:that )?i (?:need(?:ed)?|wanted))?"
    r"|that(?:'?ll| will| does) (?:do|be all)|this is (?:it|all)|(?:i'?m|i am|we'?re|we are|all) (?:good|set|done)|nothing (?:else|more)"
    r"|(?:ya )?(?:eso |con eso )*(?:es|era|seria|fue) todo|nada mas|nomas eso|con eso (?:tengo|basta|es suficiente|quedo|estoy|ya)"
    r"|ya (?:estuvo|quedo|con eso)|todo bien",
    "bye": r"(?:me voy |ya me voy |voy )?a (?:dormir|mimir|la cama|descansar|cenar|comer)|(?:off|going|headed|time) (?:to|for) bed|bed ?time|hit the (?:hay|sack)"
    r"|(?:i )?(?:gotta|got to|have to|better) (?:go|run|bounce|jet|head out|get (?:going|back to work|to class))(?: now)?|heading (?:out|home)|gn+|g'?night|night night|nite(?: nite)?|ttyl|cya|c ya|see (?:ya|you)(?: later| tomorrow)?|l8e?r|(?<!maybe )laters?|bbl|catch you later|bye(?: bye)?"
    r"|ahi nos (?:vemos|vidrios)|nos (?:vidrios|vemos)|chao|chau|bai|adios|hasta (?:luego|manana|pronto)|buenas noches,? (?:hasta manana|ya me voy)"
    r"|have a (?:good|great|nice) (?:one|day|night|evening|weekend)|(?:que tenga|que pase)s? (?:buen[oa]?|un buen) (?:dia|tarde|noche|fin de semana)",
    "hello": r"gm+|g'?d?[ -]?mornin[g']?|mornin[g']?|(?:top|best) of the mornin[g']?|hiya|heya|wass?up|wazz?up"
    r"|holi+s?|k?q?u?iubo(?:le)?|q onda|ke onda|buen dia|wenas|buen[oa]s (?:tardes|dias)|buenas(?! noches)|hola|good (?:morning|afternoon|evening)",
    "praise": r"(?:bien |muy |que |re |super )?(?:barbaro|genial|buenisimo|chido|padre|padrisimo|chevere|bacano|bacan|de lujo|excelente|que joya|maravilla|al tiro|macanudo|de diez"
    r"|a todo dar|perron)|splendid|awesome|wonderful|lovely|brilliant|neat|fantastic|excellent|superb|amazing|terrific|love (?:it|this|that)|(?:good|great|nice) stuff"
    r"|(?:so |how |oh |very |super )?(?:sweet|sick|dope|rad|stoked|groovy|epic|fire|lit)|(?:woo+|yahoo+|yay+|hooray|woohoo+|yes{3,}|wow+|a huevo|ajua+|wuju+|yeei*)|hell yeah|hell yes|let'?s go+|nailed it"
    r"|(?:eso |me |te |muy )*(?:sirve|sirvio) (?:mucho|un chorro|bastante)|(?:that )?helps(?: a (?:lot|bunch|ton))?|(?:you'?re|ur|you are|you|u|eres) (?:(?:the|da) (?:best|bomb|man|goat)|awesome|lo maximo|un crack)",
    "yes": r"vale+|gotcha|got it|got you|i see|understood|makes sense|noted|roger(?: that)?|10-4|copy that|bet|aight|righto|fair enough|figures|k+|okie(?: dokie)?|oki"
    r"|entendido|enterad[oa]|entiendo|ya (?:entendi|veo|le entendi|capte)|(?:ya )?me queda claro|queda claro|de acuerdo|oki|okey|ah ya|ya vi|a poco|ta bien|esta bueno|correcto|comprendo"
    r"|(?:aw+,? |oh,? |ah,? |well,? )*(?:dang(?: it)?|darn(?: it)?|damn(?: it)?|dagnabbit|shucks|rats|bummer|what a bummer|that (?:sucks|stinks|blows|hurts)|just my luck|aw+ (?:man|nuts|no)|phew+|whew+|uf+)"
    r"|(?:ay |uy |pues )*(?:chin|hijole|rayos|que (?:mala (?:onda|suerte|pata)|gacho|lastima|coraje|pena|alivio)|mala (?:onda|suerte)|ni modo|caray|chale)",
    "": rf"{LEADING}|nope|nah|no|so much|a lot|a bunch|a ton|much|very much|lots|much(?:as|isimas|o)|mil|mil y mil|de (?:todos modos|todas formas|verdad|corazon|nada)|por todo|por la ayuda"
    r"|por (?:hoy|ahora|el momento|su (?:ayuda|tiempo|paciencia|atencion)|tu (?:ayuda|tiempo|paciencia)|explicar(?:me)?)|for (?:now|today|tonight|(?:all )?(?:the|your) help|everything|your time|explaining|that|from me)"
    r"|maybe|later|al rato|luego|though|again|really|real|man|bro|dude|buddy|boss|pal|hon|chief|sir|ma'?am|mate|friend|folks|there|all|everyone|everybody|y'?all|bot|too"
    r"|amig[oa]s?|compa(?:dre)?|jefe|jefa|profe|maestr[oa]|joven|senor(?:a|ita)?|mij[oa]|nen[ea]|parcer[oa]|parce|pana|mano|hermano|carnal|wey|guey|primo|caballero|doc|don|corazon"
    r"|to you|a todos|a tod[oa]s|gente|que|tan|muy|disculp\w+|perdon\w*|(?:por )?la molestia|(?:que )?(?:te|le|lo|la) molest[eo]|usted|tambien|igualmente|it",
}
_SAID_ONLY = re.compile(
    rf"(?:(?:{'|'.join(f'(?P<{kind}>{words})' if kind else words for kind, words in _PHRASES.items())})(?![\w'])[^\w']*)+"
)
_MOST_OF_COURTESIES = 14
_THANKED = re.compile(rf"\b(?:{_THANKS})(?!\w)")


def courtesy_in(text: str) -> str:
    """Return the kind of small talk if a message has only courtesies, or else ""."""
    said = bare(text).replace("\u2019", "'")
    if "?" in text or len(said.split()) > _MOST_OF_COURTESIES:
        return ""
    found = _SAID_ONLY.fullmatch(said)
    if found is None:
        return ""
    if found["done"]:
        return "talk:thanks"
    refused = _REFUSED.search(said) is not None
    kinds = (kind for kind in _PHRASES if kind and found[kind])
    return "" if refused else next((f"talk:{kind}" for kind in kinds), "")


def is_thanked(text: str) -> bool:
    """Whether a message says thanks, and asks and refuses nothing.

    It may say other things too.
    """
    said = bare(text)
    refused = _REFUSED.search(said) is not None
    return "?" not in text and not refused and _THANKED.search(said) is not None


_REFUSED = re.compile(r"\b(?:no|nope|nah)\b")


def is_blame(text: str) -> bool:
    """Whether words that sound like thanks or praise deny them, as in "you're no help"."""
    said = _NO_BLAME.sub(" ", bare(text))
    return _DENIED_HELP.search(said) is not None


_DENIED_HELP = re.compile(
    r"\b(?:no|not|never|nothing|nobody|isn'?t|aren'?t|wasn'?t|don'?t|doesn'?t|didn'?t|hardly|zero|thanks for nothing|nada|nunca|ni|tampoco|useless|inutil)\b"
)
_NO_BLAME = re.compile(
    r"\b(?:no (?:problem|worries|prob|need|doubt|rush|hay (?:de que|problema|prisa)|se preocupe|te preocupes|mas)|not (?:bad|too bad|so bad|at all|that bad)|nothing (?:else|more)|never ?mind"
    r"|de nada|por nada|nada mas|para nada|nada mal|no (?:esta|estuvo|es|son) (?:nada )?(?:mal\w*|tan mal\w*)|why not|por que no|no way|no kidding|como no"
    r"|(?:didn'?t|did not|don'?t|do not|never|no|nunca) (?:\w+ )?(?:know|think|expect|realize|knew|thought|heard|seen|saw|sabia|crei|pense|imagin\w+|esperaba|habia \w+))\b"
)
"""Matches denials that blame nobody: "no problem", "I didn't know that"."""
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
_SYMBOLS = re.compile(r"[^\w\s'.,;:!?-]+")
_ALSO_ASKS = re.compile(
    r"\b(?:how (?:do|can|long|much|many)|when (?:can|do|is)|where (?:do|can|is)"
    r"|can (?:i|you)|does|is (?:there|it|this)|should i|se puede|hay|cuando|donde"
    r"|como (?:le hago|puedo|hago|se)|cuant[oa]s?|puedo|help me|ayud\w+)\b"
)


def is_next_step(text: str) -> bool:
    """Whether a message only says whom the writer will tell or ask, as in "ok I'll tell her"."""
    said = plain(text).strip(" .,!")
    if ":" in said or len(said.split()) > _MOST_OF_NEXT_STEP:
        return False
    found = _NEXT_STEP.match(said)
    return found is not None and not any(map(asks, _CLAUSES.split(said[found.end() :])[1:]))


_MOST_OF_NEXT_STEP = 14
_CLAUSES = re.compile(r"[,.;!]+ *")
_OK = (
    r"(?:(?:ok|okay|k|al ?right|all right|right|good|great|perfect|fine|cool|nice|sounds good|got it|thanks|then|well|so|and|oh|ah|bueno|listo|va|vale"
    r"|sale|orale|perfecto|entonces|pues|gracias|ya|si|y|bien|muy bien|de acuerdo)[ ,.!]+)*"
)
_NEXT_STEP = re.compile(
    rf"{_OK}(?:(?:i'?ll|i will|i'?m (?:going to|gonna)|gonna|imma|i'?d better|i better|let me go|we'?ll)(?: (?:just|go|then|go and|now))* "
    r"(?:(?:tell|ask|text|call|e-?mail|warn|remind|inform|talk to|check with|speak (?:to|with))(?! (?:me|you|for|about|when|if|how|what|to|again|it|u)\b) \w+"
    r"|let (?:him|her|them|the \w+|my \w+|[a-z]+) know|pass (?:it|that|this) (?:on|along)|(?:have|get) (?!to\b|the\b|an?\b|my\b|that\b|this\b|it\b|one\b|two\b|some\b)\w+ (?:to )?(?:get|send|give|look|bring|check|fix|ask|call|show|print|do|take|sign|make|write)\b)"
    r"|(?:yo )?(?:se l[oa]s?|les?) (?:aviso|digo|comento|pregunto|cuento|paso|informo|recuerdo|aviso yo|voy a (?:decir|avisar|preguntar|comentar|pasar))\b(?! (?:a usted|que si)\b)"
    r"|(?:yo )?(?:voy a|ahorita|luego|manana) (?:decir|avisar|preguntar|comentar|contar|recordar)(?:se)?(?:les?|selo|l[oa]s?)\b)"
)
"""Matches words for what the writer does next: tell, ask or remind somebody else."""
_FOUND = (
    r"(?:(?:i|we) (?:just |already )?(?:found|got|figured|have|see|saw|know|remember)(?: (?:it|that|the \w+|out|one))*(?: (?:myself|now|already|here|on my own|ourselves))*"
    r"|(?:ya )?(?:l[oa]s? )(?:encontre|vi|tengo|halle|supe)(?: yo)?(?: (?:ya|mism[oa]|sol[oa]|aqui))*|found (?:it|them)(?: myself)?)"
)
_LET_BE = re.compile(
    rf"(?:(?:ok|okay|oh|ah|wait|actually|no|bueno|ay|ya)[ ,.]+)*(?:(?:never ?mind|nvm|forget (?:about )?(?:it|that)|olvid[ae]l[oa]|no importa|dejal[oa])(?: (?:that|it|this|the rest|the others|about (?:it|that)|then|ya|asi))*(?:[ ,.;-]+{_FOUND})?|(?:i )?(?:just |already )?(?:found|figured) (?:it|them)(?: out)?(?: myself| now| already)*|ya l[oa]s? (?:encontre|halle))"
)
"""Matches words that take a question back, as in "never mind, I found it"."""
_NAMED = r"[\w'\u2019.-]+(?: [\w'\u2019.-]+)?"
_INTRODUCED = re.compile(
    r"(?:(?:hi|hello|hey|hola|good (?:morning|afternoon|evening)|buen[oa]s?(?: (?:dias?|tardes|noches))?|que tal|saludos)(?: (?:there|all|everyone|a todos))?[ ,.!]+)+"
    rf"(?:(?:i'?m|i am|this is|it'?s|my name is|soy|le (?:habla|escribe)|te (?:habla|escribe)|me llamo|mi nombre es) {_NAMED}(?:,? (?:here|again))?"
    r"(?:,? (?:from|with|at|over at|in|de|del|con|en)(?: (?!here\b)[\w'&.-]+){1,5}(?: (?:here|speaking))?)"
    rf"|{_NAMED},? (?:here )?(?:from|with|de|del)(?: [\w'&.-]+){{1,4}})"
)
"""Matches a greeting with the writer's name and employer, and nothing else."""
_WHO_IS_THIS = re.compile(
    r"(?:(?:hi|hello|hey|hola|disculp\w+|perdon\w*|buen[oa]s?(?: (?:dias?|tardes|noches))?|oye|oiga|y|and|so|pero|but)[ ,.!]+)*"
    r"(?:con quien (?:hablo|estoy hablando|tengo el gusto)|quien (?:me )?(?:habla|contesta|escribe|responde)|(?:with )?who(?:m)? am i (?:talking|speaking|writing|chatting)(?: to| with)?)"
    r"(?: (?:aqui|here|now))?(?:[ ,.?\u00bf]+(?:(?:es|eres|are you|is (?:it|this)|una?|an?|o|or|con|with|la|el|the) )*(?:maquina|persona|robot|bot|humano|gente|machine|person|human|real|alguien|somebody|someone|computer|computadora)(?: de verdad| real)?)*"
)
"""Matches the question who answers in this chat: a person or a machine."""
_WHOM_TO_ASK = re.compile(r"(?:(?:y|oye|oiga|so|and|pero|but)[ ,.]+)*con quien hablo")
"""Matches words that ask for a person who can help."""


def small_talk_in(text: str) -> str:
    """Return the kind of small talk if the words leave no doubt, or else ""."""
    said = bare(text)
    if kind := courtesy_in(text):
        return kind
    if _ALSO_ASKS.search(said):
        return ""
    if "?" not in text and _INTRODUCED.fullmatch(said):
        return "talk:hello"
    if _WHO_IS_THIS.fullmatch(said) and not _WHOM_TO_ASK.fullmatch(said):
        return "talk:bot"
    if "?" not in text and is_next_step(text):
        return "talk:thanks"
    if "?" not in text and _LET_BE.fullmatch(said):
        return "talk:no"
    missent = _WRONG_CHAT.fullmatch(said) or _MISSENT.search(said)
    if missent and "?" not in text and len(said.split()) <= _MOST_WORDS:
        return "talk:mistake"
    return "talk:despair" if _GIVES_UP.search(_SYMBOLS.sub(" ", plain(text)).strip()) else ""
