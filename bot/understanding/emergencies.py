"""Recognize cries for help and accidents by their words.

The bot answers them before anything else. The classifier recognizes many more emergencies. The
patterns here match words that must never be misread, whether they are about the writer or about
somebody else.
"""

import re

from bot.understanding.accident_words import ENGLISH, FIGURATIVE, NOW, OVER, SPANISH
from bot.understanding.harm_told import ACCIDENT_TOLD, DESPAIR_TOLD, IDIOM
from bot.understanding.words import plain

_DESPAIR = re.compile(
    r"\b(?=\w)(?:suicid\w*|kill(?:ing)? (?:my|him|her|them)sel(?:f|ves)|cut(?:ting|s) (?:my|her|him|them)sel(?:f|ves)"
    r"|cut (?:my|her|him)self (?:again|on purpose|at night|when|every)|been cutting (?:again|my|her|him)"
    r"|(?:want\w*|going|gonna|might|may|will|thoughts?|thinking|feel like|afraid|threat\w+)\b.{0,20}"
    r"\b(?:hurt|harm|cut)(?:ing)? (?:my|her|him|them)sel(?:f|ves)"
    r"|(?:do(?:ing|es)?|try(?:ing)?) something (?:\w+ )?to (?:my|him|her|them)sel(?:f|ves)|unaliv\w+|self[- ]?harm\w*"
    r"|end(?:ing)? (?:my|his|her|their) (?:own )?li(?:fe|ves)|tak(?:e|ing) (?:my|his|her|their) (?:own )?li(?:fe|ves)|end it all|end things"
    r"|(?:talk\w*|think\w*|thoughts?|thought|joking) (?:about|of) (?:ending (?:it|things|everything)|dying)|feel like dying"
    r"|(?:he|she|they|someone|somebody|student|kid|friend|worker|buddy|\w+body) (?:\w+ )?(?:wants?|wanted|plans?|is going|is gonna|was going) to end it"
    r"|(?:want|wants|wanna|ready|wish(?:ed)? i could|like)(?: to)? die|wish(?:es)? (?:i|he|she|they|id|i'd) (?:was|were|is) dead|wish i was never born"
    r"|(?:dont|don't|do not|doesnt|doesn't|does not|didnt|didn't) (?:want to|wanna) (?:live|be alive|exist|wake up)"
    r"|(?:dont|don't|do not|doesnt|doesn't|does not) (?:want to|wanna) be (?:here|around) (?:any ?more|any longer|no more)"
    r"(?! (?:in|on) (?:this|the|your) (?:chat|list|group|class|channel))|(?:want\w*|wanna|gonna|could)(?: to)?(?: just)? disappear(?! (?:from|off|on))"
    r"|(?:no|a|any) (?:reason|point|sense) (?:to|in|for) (?:live|living|life|go(?:ing)? on|keep(?:ing)? going|wak\w+ up)"
    r"|(?:reason|point|sense) (?:to|in|of) (?:live|living|life|go(?:ing)? on|keep(?:ing)? going)"
    r"|(?:nobody|no one)(?: would|'?d)? (?:even )?(?:notice|miss me|care) if (?:i|im|i'm|he|she)\b|(?:nobody|no one)(?: would|'?d) miss (?:me|him|her)"
    r"|(?:point of me|point in me)\b(?! \w+ing)|para que (?:sigo|seguir|voy a seguir) viv\w+|para que vivir|que caso tiene vivir|a nadie le (?:importo|haria falta)\b"
    r"|better off (?:dead|without me)|life (?:isnt|isn't|is not) worth|(?:done with|giv\w+ up on|hate my|tired of) (?:my )?life(?! (?:skills|in (?:the|this)))"
    r"|goodbye (?:note|letter)|(?:said|texted|wrote|sent|posted|messaged|left)(?: \w+){0,3} goodbye\b.{0,40}\b(?:answer\w*|pick\w* up|reach|scared|worried|respond\w*)"
    r"|(?:took|swallowed) (?:all|a bunch of|a lot of|(?:way )?too many|so many|the whole|a (?:whole )?bottle of|a handful of)(?: \w+){0,3} pills|pills (?:\w+ ){0,2}(?:lined up|in my hand)|overdos\w+|jump(?:ing)? off (?:a|the) (?:bridge|roof)"
    r"|matar(?:me|se)|(?:me|se|te) (?:quier[eo]|quisiera|voy a|va a|piensa|pienso) (?:matar|morir)|(?:quitar|arrancar)(?:me|se)? la vida|se quito la vida"
    r"|(?:quiero|quisiera|ganas de|quiere|quisiera estar|quiero estar|mejor estar) (?:morir(?:me|se)?|muert[oa])|morirme|mejor me muero"
    r"|(?:ya )?no (?:quiero|quiere) (?:vivir|despertar|existir|seguir (?:viviendo|con (?:mi|su) vida|asi$|adelante$))|no despertar(?:me)?(?: ya| mas| manana)?$"
    r"|ya no (?:quiero|quiere) estar aqui(?! en (?:el|este|esta|la|esa|ese) (?:grupo|chat|lista|clase|canal|registro))"
    r"|(?:quiero|quiere|quisiera|ganas de|piens[oa] en|mejor) desaparecer(?! de)|desvivir(?:me|se)?|no puedo (?:mas )?(?:seguir viviendo|con (?:mi|esta) vida)"
    r"|no (?:le )?(?:veo|encuentro|hallo) (?:el )?(?:sentido|caso|razon|motivo) (?:a|para|de)"
    r" (?:seguir$|seguir viviendo|vivir|la vida|mi vida|nada$)"
    r"|hacer(?:me|se) (?:dano|algo malo)|(?:me|se) (?:quier[eo]|va a|voy a|haga) (?:hacer )?(?:dano|algo esta noche|algo malo)"
    r"|(?:que|alumn[oa]|muchach[oa]) (?:se|me) (?:corta|corto)(?: (?:los brazos|las munecas|las venas|sol[oa]|a proposito)|$)|cortarse (?:los brazos|las venas)"
    r"|(?:me|se) (?:he|ha|esta|estoy|anda|ando) (?:estado )?cortando(?: (?:los|las|sol|a proposito)|$)"
    r"|lastimar(?:me|se) (?:sol|a prop)\w*|lastimarme|(?:estarian|estaran) mejor sin mi|acabar con (?:mi|su|esta) (?:propia )?vida"
    r"|nadie (?:me|la|lo|te|le) extranaria|nadie se daria cuenta si (?:yo )?(?:no|me|falt|desap)\w*|odio mi vida"
    r"|se despidio\b.{0,30}\bno contesta|(?:carta|nota) (?:de despedida|suicida)|se tomo (?:muchas|todas|un monton|un frasco|el frasco)"
    r"|(?:me|se) tom[eo] (?:muchas|demasiadas|todas|un monton|un bonche|un punado|un frasco|el frasco|el bote)(?: \w+){0,2} (?:pastillas|pildoras|medicinas)"
    r"|no (?:vale la pena|tiene sentido) (?:vivir|la vida|mi vida)|(?:la|mi) vida no vale)\b"
)
_NOBODY_CARED = re.compile(r"\bimport\u00f3\b", re.IGNORECASE)
"""Matches "importó" with an accent, which means "mattered".

Without the accent, "a nadie le importo" means that the writer matters to nobody.
"""


def emergency_in(text: str) -> str:
    """Return `talk:despair` or `talk:accident` if the words leave no doubt, else ""."""
    said = plain(text)
    if DESPAIR_TOLD.search(said):
        return "talk:despair"
    if _DESPAIR.search(said.strip(" .!?")) and not _NOBODY_CARED.search(text):
        return "talk:despair"
    if not _is_hurt(said) or not _is_hurt(IDIOM.sub(" ", said)):
        return ""
    meant = NOW.search(said) or not (OVER.search(said) or FIGURATIVE.search(said))
    return "talk:accident" if meant else ""


def only_sounds_bad(text: str) -> bool:
    """Whether a short message has a figure of speech that sounds like harm: "dead tired"."""
    said = plain(text)
    return len(said.split()) <= _MOST_WORDS and IDIOM.search(said) is not None


def hindrance_in(text: str) -> str:
    """Return the fact to answer if a message says that the writer cannot come or pay, or "".

    `contact` says whom to tell, `cost` what exams cost.
    """
    said = plain(text)
    if _TOO_DEAR.search(said):
        return "cost"
    return "contact" if _ABSENT.search(said) else ""


_CANNOT = r"(?:can'?t|cannot|can not|couldn'?t|could not|won'?t|will not|not (?:going|gonna|able)|unable|not be able)(?: (?:to|be|able|even|really))*"
_ABSENT = re.compile(
    rf"\b{_CANNOT} (?:come|make (?:it|class|the)|be (?:there|here|in)|attend|show up|go to (?:class|school|the)|get (?:there|off work)|(?:take|do) (?:it|that|this|the (?:test|exam))(?= (?:on |this |next |then\b|today|tomorrow|tonight|that day|mon|tues|wednes|thurs|fri|satur|sun|because|cause|cuz)))\b"
    rf"|\b(?:(?:have|got|need) to work|sick|appointment|working|funeral|out of town|on call|night shift|court|surgery|ride)\b.* {_CANNOT} (?:take|do|make|come|be|go)\b"
    r"|\bno (?:puedo|podre|pude|voy a poder|voy a|alcanzo a) (?:ir|venir|llegar|presentar\w*|asistir|estar)\b|\bno voy (?:a ir|manana|hoy|el|poder)\b"
)
"""Matches words that say that the writer will not come."""
_TOO_DEAR = re.compile(
    r"\b(?:can'?t|cannot|can not|couldn'?t|not able to|no way i can) (?:\w+ )?(?:afford|pay)\b|\b(?:no me alcanza|no (?:tengo|hay|traigo) (?:dinero|lana|feria|con que pagar|para pagar)|no puedo pagar)\b"
)


def _is_hurt(said: str) -> bool:
    return any(pattern.search(said) for pattern in (ENGLISH, SPANISH, ACCIDENT_TOLD))


_MOST_WORDS = 9
"""Maximum number of words in a message that is only a figure of speech."""
