"""Patterns for harm that people report about others: somebody wants to die, or is hurt.

The patterns match plain letters (`words.plain`). Teachers and foremen report harm briefly and in
the third person, not in the words that people use about themselves. The last pattern matches
figures of speech that the classifier takes for harm.
"""

import re

_PERSON = (
    r"(?:he|she|they|somebody|someone|students?|kids?|boys?|girls?|guys?|m[ae]n|wom[ae]n|workers?|operators?|employees?"
    r"|apprentices?|trainees?|welders?|machinists?|helpers?|friends?|budd(?:y|ies)|mine|ours|one of (?:my|our|the|them)(?: \w+)?)"
)
_OF_BODY = (
    r"(?:hands?|fingers?|thumbs?|arms?|wrists?|legs?|thighs?|feet|foot|toes?|eyes?|face|neck|head)"
)
_PERSONA = (
    r"(?:alguien|un[oa] de (?:mis|los|las|nuestr[oa]s)(?: \w+)?|(?:un[oa]?|el|la|mi|otr[oa]|est[ea]|ese|esa) (?:alumn[oa]|intern[oa]|estudiante|muchach[oa]"
    r"|companer[oa]|operador[a]?|trabajador[a]?|obrer[oa]|emplead[oa]|nin[oa]|chav[oa]|morr[oa]|joven|senor[a]?|soldador|tecnico|ayudante|aprendiz))"
)
_CUERPO = r"(?:manos?|dedos?|pulgar|brazos?|munecas?|piernas?|pies?|ojos?|cara|cuello|cabeza)"
_ENDS = r"(?= *(?:$|[.,;:!?]))"

DESPAIR_TOLD = re.compile(
    r"\b(?:hang(?:ing)? (?:him|her|my|them)sel(?:f|ves)(?! (?:out|up))|shoot(?:ing)? (?:him|her|my|them)sel(?:f|ves)(?! in the foot)"
    r"|slit\w* (?:my|his|her|their) wrists?|blow\w* (?:my|his|her|their) (?:own )?brains? out"
    rf"|(?:cuts|scars|slashes|gashes|razor marks)(?: \w+)? (?:up|down|over|on|along)(?: and down)? (?:his|her|their|both)(?: \w+)? {_OF_BODY}"
    r"|(?:hurting|harming|cutting) (?:him|her|them)sel(?:f|ves)(?! (?:by|with (?:th\w+|his|her|their) (?:grades?|attitude|absences)|a |some|out|off|short|short))"
    rf"|{_PERSON}(?: \w+){{0,2}} (?:saying|says|said|told me|tells me|texted(?: me)?|wrote)(?: that)? (?:he|she|they)(?:'?ll| will|'?s going to| is going to"
    r"|'?s gonna| is gonna| wants to| might| could|'?d)(?: just| rather)? (?:end it|not be here|be dead|be gone for good)"
    rf"{_ENDS}"
    rf"|(?:world|everyone|everybody|(?:his|her|their) (?:family|kids|parents))(?:'?s|'?d be| is| are| would be| will be|'?ll be)?(?: a)? better (?:off |place )?"
    r"without (?:him|her|them|me)\b"
    rf"|(?:he|she|they) (?:(?:says?|said|thinks?|wrote|told me)(?: that)? )?(?:it|life)(?:'?d| would|'?s| is)(?: be)? (?:better|easier)(?: off)?"
    rf" (?:not to be|not being|if (?:he|she|they) (?:wasn'?t|weren'?t|was not|were not)) (?:around|here|alive)(?= *(?:$|[.,;:!?])| any ?more)"
    r"|(?:doesn'?t|does not|didn'?t) (?:want to|wanna|see (?:any |a |the )?(?:point|reason) (?:in|to)) (?:go(?:ing)? on living|keep(?:ing)? living|stay(?:ing)? alive|liv(?:e|ing))"
    rf"|(?:farewell|suicide) (?:letter|note|text|message|post)|(?:note|letter)\b.{{0,40}}\b(?:scared|worried|afraid) (?:for|about) (?:him|her|them){_ENDS}"
    r"|nota\b.{0,40}\b(?:miedo|preocupa\w*|angustia\w*) por (?:el|ella|ellos)$"
    r"|ahorcar(?:me|se)|(?:se|me) (?:quiere|quiero|va a|voy a|queria|iba a|piensa) (?:ahorcar|matar|colgar de)"
    r"|(?:aventar|tirar|lanzar|arrojar|botar)(?:me|se) (?:del?|desde)(?: \w+){0,2} (?:puente|techo|azotea|edificio)"
    r"|(?:se|me) (?:quiere|va a|queria) (?:aventar|tirar) (?:del?|desde)(?: \w+){0,2} (?:puente|techo|azotea|edificio)"
    r"|(?:pegar|dar)(?:se|me) un (?:tiro|balazo)|volar(?:se|me) la (?:tapa|cabeza)"
    r"|(?:escribio|dejo|mando|publico|subio|puso)(?:,? \w+,?){0,4} despedida(?! de (?:solter|ano|curso|grupo|trabajo))"
    rf"|{_PERSONA}(?: de(?: \w+){{1,3}})? se (?:corta|esta cortando|anda cortando|hace cortes)(?: (?:los|las) (?:brazos|piernas|munecas|venas))?{_ENDS}"
    rf"|cortes? en (?:los|las|sus) (?:brazos|munecas|piernas)"
    r"|(?:seria|estaria|es) mejor (?:ya )?no (?:estar|existir|haber nacido|despertar)(?= *(?:$|[.,;:!?])| (?:aqui|vivo|viva) *$)"
    r"|(?:estar|seguir) en este mundo|no (?:le |les )?(?:ve|ven|halla|hallan|encuentra|encuentran) (?:ya )?(?:el )?(?:caso|sentido|razon) (?:a|de|para) (?:vivir|la vida|su vida)"
    r"|(?:estar(?:ia|ian|iamos)|seria)(?: \w+)? mejor sin (?:el|ella|ellos)$)"
)
ACCIDENT_TOLD = re.compile(
    r"\b(?:(?<!old )(?<!the )man down(?= *(?:$|[.,;:!]| (?:at|by|on|in|near|next|over|here|help)\b))"
    r"|^(?:worker|operator|employee|student|guy|kid|apprentice|welder) down(?= *(?:$|[.,;:!]| (?:at|by|near|next to|beside) ))"
    r"|(?:hombre|operador|trabajador|companero|soldador|obrero) (?:caido|en el suelo|en el piso)\b"
    r"|(?:fingers?|thumb|fingertip|hand)(?:'?s| is| are) (?:gone|severed|hanging|crushed|mangled)\b"
    rf"|{_PERSON}(?:'?s| is| are|'?re) (?:in|going into) shock(?= *(?:$|[.,;:!]| and\b))"
    rf"|(?:dropped|rolled|tipped|toppled) (?:\w+ )?(?:on|onto) (?:his|her|their|my|(?:a|the|an|one|some) \w+'?s|(?:one of )?(?:my|our) \w+'?s) (?:\w+ )?{_OF_BODY}\b(?<!head)"
    rf"|(?:student|kid|guy|worker|operator|his|her)(?:'?s)? {_OF_BODY} (?:burn(?:ed|t)?|cut|crushed|smashed|stuck|caught|mashed) (?:by|on|from|in) (?:a |an |the )?(?:hot |sharp |flying )?"
    r"(?:chips?|burr|coolant|metal|edge|insert|part|blade|wheel|press|brake|lathe|mill|saw|grinder)\b"
    rf"|(?:got|has|had) (?:his|her|their|my) (?:\w+ )?{_OF_BODY} (?:mashed|smashed|crushed|squashed|flattened|sliced|burned|burnt)"
    r"|chips? (?:go|went|gone|flew|fly|got|get) in(?:to)? \w+ eyes?\b"
    rf"|{_PERSON} (?:just )?(?:got|was|has been) (?:cut|burned|burnt|shocked|zapped|electrocuted)(?: (?:real|pretty|so))?"
    r" (?:bad(?:ly)?\b(?! by the)|(?:on|by|at|off) (?:the |a |an )?(?:\w+ )?(?:panel|outlet|wires?|breaker|box|machine|cabinet|motor|lathe|mill|welder))"
    rf"|(?:has|got|with) an? (?:\w+ )?laceration|need(?:s|ed)? stitches|flash ?burns? in|arc eye"
    r"|(?:grabb\w+|clutch\w+|holding) (?:his|her) chest|(?:has|having|got) (?:bad )?chest pains?"
    r"|went down and (?:he|she)(?:'?s| is|isn'?t| is not)\b|on the (?:floor|ground)[, ]+not (?:responding|moving|breathing)"
    rf"|{_PERSON} (?:just )?(?:swallowed|drank|inhaled|breathed(?: in)?) (?:some |the |a \w+ of )?(?:cutting fluid|coolant|mist|fumes|oil|solvent|degreaser|chlorine)"
    rf"|{_PERSON}(?:'?s| is) wheezing"
    r"|se trago (?:(?:un poco de|el|la|algo de) )?(?:refrigerante|acido|solvente|cloro|aceite|quimico|soluble|taladrina)"
    rf"|(?:cayo|mareo|resbalo|desvanecio) y (?:se )?(?:pego|golpeo|abrio|rompio|descalabro|desmayo)\b"
    rf"|{_PERSONA} se (?:cayo|desplomo) y (?:esta|anda) (?:temblando|sangrando|inconsciente|morado)"
    rf"|{_PERSONA}\b.{{0,50}}\b(?:esta|quedo) tirad[oa]{_ENDS}|{_PERSONA} se (?:quedo|esta quedando) sin (?:aire|respiracion)"
    rf"|se acaba de (?:taladrar|cortar|quemar|machucar|prensar|mochar|volar) (?:la|el|los|un|una|las) {_CUERPO}"
    r"|le pego (?:la|el|un|una) (?:llave|pieza|barra|tubo|placa|manguera|martillo)\b.{0,24}\ba (?:un|una|mi|el|la|al) (?:alumn|muchach|companer|estudiante|nin|operador|trabajador)\w*"
    r"|(?:me|le|nos|les) paso por (?:encima d?el |encima de la |el |la |los )(?:pie|mano|pierna|brazo|dedo)s?\b"
    r"|salio (?:volando|disparad[oa])\b.{0,40}\b(?:me|le|les|nos) (?:pego|dio|golpeo|corto)\b)"
)
IDIOM = re.compile(
    r"\b(?:dead (?:tired(?! of)|beat|on my feet|easy|simple|last)|killed (?:it|that|this)\b|killing it|(?:feet|foot|back|knees?|legs?|shoulders?|head|dogs|eyes) (?:is|are) (?:\w+ )?killing me|(?:hands?|fingers?|feet|toes?) (?:are|is) (?:so |all |still )?"
    r"(?:frozen|freezing|cold|numb|full|tied|greasy|dirty)|dying (?:to|of (?:curiosity|boredom))|to die for|die of (?:embarrassment|shame|boredom|curiosity)|(?:tool|insert|drill|tap|end ?mill) (?:just )?died|burn(?:ed|t|ing)? through (?:\w+ ){0,3}(?:inserts?|drills?|taps?|end ?mills?|tools?|wheels?|blades?)|take (?:your|an) eyes? off|(?:manos?|mano) al fuego"
    r"|muert[oa] de (?:cansancio|sueno|hambre|risa|la risa|ganas|curiosidad|frio|calor)|me muero (?:de|por)|(?:manos|dedos|pies) (?:congelad|helad|entumid|sucias?|llen)\w*"
    r"|matado estudiando|me mate (?:estudiando|toda)|la mate en el|hand(?:s)? down|break a leg|over my dead body|head over heels)"
)
"""Matches figures of speech that are neither an accident nor despair.

The classifier does not know all of them. If another pattern leaves no doubt about harm, this one
does not count.
"""
