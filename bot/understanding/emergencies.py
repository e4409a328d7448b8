"""Recognize cries for help and accidents by their words. They are answered before anything else.

The classifier recognizes many more. The words here are those that must never be misread.
"""

import re

from bot.understanding.words import plain

_DESPAIR = re.compile(
    r"\b(?:suicid\w*|kill(?:ing)? (?:my|him|her|them)sel(?:f|ves)|cutting (?:my|her|him)self"
    r"|(?:want\w*|going|might|thoughts?|thinking|feel like|afraid)\b.{0,20}\b(?:hurt|harm|cut)(?:ing)? (?:my|her|him)self"
    r"|end(?:ing)? (?:my|his|her) (?:own )?life|take my (?:own )?life|end it all|end things"
    r"|(?:want|wants|wanna|ready|wish(?:ed)? i could|like)(?: to)? die|wish i (?:was|were) dead"
    r"|(?:dont|don't|do not) (?:want to|wanna) (?:live|be alive|exist|wake up)"
    r"|no (?:reason|point|sense) (?:to|in|for) (?:live|living|life|go(?:ing)? on|keep(?:ing)? going)"
    r"|(?:reason|point|sense) (?:to|in|of) (?:live|living|life|go(?:ing)? on|keep(?:ing)? going)"
    r"|(?:nobody|no one)(?: would|'?d)? (?:even )?(?:notice|miss me|care) if (?:i|im|i'm)\b"
    r"|(?:point of me|point in me)\b|para que (?:sigo|seguir) viv\w+|a nadie le (?:importo|haria falta)\b"
    r"|better off (?:dead|without me)|life (?:isnt|isn't|is not) worth"
    r"|matarme|me (?:quiero|voy a) matar|quitarme la vida|quitar(?:se)? la vida"
    r"|(?:quiero|quisiera|ganas de|quiere|quisiera estar) (?:morir(?:me|se)?|muert[oa])|morirme"
    r"|(?:ya )?no quiero (?:vivir|despertar|existir|seguir (?:viviendo|con mi vida|asi$|adelante$))"
    r"|no (?:le )?(?:veo|encuentro) (?:el )?(?:sentido|caso|razon|motivo) (?:a|para|de)"
    r" (?:seguir$|seguir viviendo|vivir|la vida|mi vida|nada$)"
    r"|hacer(?:me|se) dano|lastimarme|(?:estarian|estaran) mejor sin mi|acabar con mi vida"
    r"|no (?:vale la pena|tiene sentido) (?:vivir|la vida|mi vida)|la vida no vale)\b"
)
_ACCIDENT = re.compile(
    r"\b(?:bleeding|ambulance|911|unconscious|electrocuted|heart attack|passed out|collapsed on"
    r"|(?:cut|sliced|smashed|crushed|broke|burn(?:ed|t)|caught|stuck|lost|jammed|hurt|injured|pinched)"
    r" (?:off |up )?(?:my|his|her|a|the|their|part of my|part of his)"
    r" (?:\w+ )?(?:fingers?|fingertip|hands?|arms?|foot|feet|legs?|toes?|eyes?|thumbs?|head|face|wrist)"
    r"|(?:chips?|metal|coolant|acid|something|sparks?) (?:flew |went |is |got |splashed )?in(?:to)? (?:my|his|her) eyes?"
    r"|(?:glove|sleeve|hair|hand|arm|shirt|finger)s? (?:got |is |was |are )?(?:pulled|caught|stuck|sucked|jammed)"
    r"|(?:shop|machine|cabinet|building|lathe|mill|grinder) is on fire|(?:theres|there is) (?:a |an )?fire"
    r"|cant breathe|can't breathe|not breathing"
    r"|sangrando|desangra\w*|no (?:me |le )?para (?:la sangre|de sangrar)|ambulancia|inconsciente"
    r"|se desmayo|electrocut\w+|infarto|hay (?:un )?(?:incendio|fuego|mucha sangre)|no puede respirar"
    r"|(?:me|se|le) (?:corte|corto|queme|quemo|machuque|machuco|quebre|quebro|rompi|rompio|lastime|lastimo|trozo|mocho"
    r"|aplaste|aplasto|atoro|jalo|entro|cayo) .{0,24}(?:manos?|dedos?|brazos?|pies?|ojos?|piernas?|cara|cabeza"
    r"|manga|guantes?|pelo|cabello))\b"
)


def emergency_in(text: str) -> str:
    """Return `talk:despair` or `talk:accident` if the words leave no doubt, else ""."""
    said = plain(text)
    if _DESPAIR.search(said.strip(" .!?")):
        return "talk:despair"
    return "talk:accident" if _ACCIDENT.search(said) else ""
