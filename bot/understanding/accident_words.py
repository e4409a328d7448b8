"""Patterns for accidents: people who are hurt, faint or are caught in a machine, and fires.

The patterns match plain letters (`words.plain`). A verb alone is not enough, because tools also
die, inserts burn, and power is cut off every day. So the patterns also need a part of the body, a
person or a machine.
"""

import re

_OF_EXAMS = (
    r"(?:exams?|tests?|theory|questions?|scores?|grades?|cert\w*|credentials?|skills?|performance|class(?:es)?"
    r"|lessons?|courses?|levels?|homework|quiz\w*|fees?|prices?|ones?)"
)
_SOMEONE = (
    r"(?:i(?!s\b)|we|he|she|they|someone|somebody|(?:the |a |my |our |this |another |one of (?:my|our|the) |two of (?:my|our|the) )?"
    r"(?:students?|kids?|boys?|girls?|guys?|m[ae]n|wom[ae]n|dudes?|(?:co-?)?workers?|class ?mates?|budd(?:y|ies)|friends?"
    r"|employees?|operators?|apprentices?|trainees?|machinists?|welders?|technicians?|teachers?|instructors?|helpers?"
    r"|partners?|teammates?|colleagues?|child|person|mine|ours|us|dad|brother|son|daughter|boss|new hire|lady|fell(?:a|ow)))"
)
_WHOSE = (
    r"(?:my|his|her|their|your|(?:a|the|my|our|some|one) \w+'?s|(?:some|any)(?:one|body)'?s|part of (?:my|his|her)"
    r"|(?:the )?tips? of (?:my|his|her|their)|half (?:of )?(?:my|his|her)|both|both (?:my|his|her))"
)
_BODY = (
    r"(?:fingers?|fingertips?|hands?|arms?|foot|feet|legs?|toes?|eyes?|eyeball|thumbs?|head|scalp|face|wrists?"
    r"|knuckles?|palms?|elbows?|shoulders?|knees?|ankles?|chest|neck|throat|mouth|skin|stomach|belly|ribs?|pinky)"
)
_LIMB = r"(?:fingers?|fingertips?|thumbs?|toes?|(?:hands?|arms?)(?! ?(?:wheel|tool|book|tap|file|saw|crank|rest|out)))"
_CLOTHES = (
    r"(?:gloves?|sleeves?|hair|shirts?|hood(?:ie|y)?|necklace|ring|lanyard|tie|pony ?tail|braid)"
)
_INJURED = (
    r"(?:cuts?|slic\w+|smash\w+|crush\w+|broke|burn(?:ed|t)|scald\w+|caught|stuck|lost|jammed|hurts?|injured|pinch\w+"
    r"|drilled|punctur\w+|pierc\w+|stabb\w+|mangl\w+|ripped|tore|chopp\w+|sever\w+|amputat\w+|pinn\w+|trapp\w+"
    r"|ran over|rolled over|landed on|came down on|went through|fell on|took|shredded|gashed|degloved|squashed|squished"
    r"|hit|struck|sawed|cracked|nailed)"
)
_THROUGH = r"(?:(?:off|up|open|through|thru|into|right|clean|straight|on|down|in|over|bad(?:ly)?|just) ){0,3}"
_MACHINE = (
    r"(?:lathes?|mills?|milling machine|grinders?|grinding wheel|drill(?: ?press)?|press(?: brake)?|punch(?: press)?|brake"
    r"|(?:band ?)?saw|machines?|cnc|spindle|chuck|belts?|rollers?|gears?|conveyor|forklift|crane|hoist|robot|shear|jaws?"
    r"|fixture|engine(?: block)?|pallet|die|vise|pulley|fan|jack|rack|auger|cabinet|panel|turret|ram|blades?|cutter)"
    rf"\b(?! {_OF_EXAMS})"
)
_FLYING = (
    r"(?:(?:chuck )?keys?|parts?|work ?pieces?|wheels?|stones?|bars?|chunks?|pieces?|shrapnel|jaws?|blades?|forklift|crane"
    r"|hoist|hammer|belt|chips?|drill bits?|insert|end ?mill|stock|plate|hose|clamp|load|chain)"
)
_IN_EYES = (
    r"(?:chips?|chunks?|metal|coolant|acid|something|sparks?|splinters?|shards?|glass|oil|solvents?|steel|fluid|slivers?|swarf"
    r"|shavings?|dust|grit|debris|pieces?|degreaser|cleaner|lye|chemicals?|slag)"
)
_STUFF = (
    r"(?:acid|lye|caustic|solvent|chemicals?|bleach|degreaser|slag|hot (?:oil|chips?|metal|coolant|steel|water|slag)"
    r"|molten \w+|boiling \w+|ammonia|chlorine|muriatic)"
)
_AUX = r"(?:'?s|'?re|'?m| is| are| was| were| am| has been| have been| got| just got| just| gets)?"

ENGLISH = re.compile(
    r"\b(?=\w)(?:bleeding|bleding|ambulance|911|unconscious|electrocuted|heart attack|seizures?|convuls\w+"
    r"|(?<!were )(?<!was )(?<!are )(?<!is )(?<!be )passed out(?! (?:the|our|an?|copies|papers|tests|flyers|handouts|cards)\b)"
    rf"|collapsed (?:on|by|at|next to|near|beside) (?:the|a|his|her) {_MACHINE}"
    rf"|{_INJURED} {_THROUGH}(?:{_WHOSE} (?:(?:\w+ ){{0,2}}?{_BODY}(?! (?:at|in the|against|around|of the))"
    rf"|{_CLOTHES} (?:in|on|into|by|around) (?:the|a) {_MACHINE})|(?:an?|the) {_LIMB})"
    rf"|{_WHOSE} (?:\w+ )?{_BODY}(?:'?s| is| are| was| got| just got| just)? (?:half |almost |all |completely |still )?"
    r"(?:bleeding|cut(?= *$| (?:off|open|bad\w*|to))|stuck in|stuck under|caught|trapped|pinned|crushed|gone|off|mangled|smashed"
    rf"|severed|swallowed|broken in|jammed in|pulled in\w*|sucked in\w*|(?:went|goes) (?:in|into|under|through) (?:the|a) {_MACHINE}"
    rf"|in (?:the|a) {_MACHINE})"
    rf"|(?:got|has|gets|put|had|stuck) {_WHOSE} (?:\w+ )?(?:{_BODY}|{_CLOTHES}) (?:stuck |caught |wound up |wrapped |pulled |in )"
    rf"{{0,2}}(?:in|into|on|under|around|between|up|by) (?:the|a) {_MACHINE}"
    rf"|^(?:help,? )?{_BODY} (?:stuck|caught|trapped|pinned|crushed|pulled) (?:in|under|into|between) (?:the|a) {_MACHINE}"
    rf"|(?:went|flew|shot|came) (?:through|thru|into) {_WHOSE} (?:{_CLOTHES}|{_BODY})"
    rf"|{_CLOTHES} (?:got |is |was |are |went |just |right )*(?:pulled|caught|stuck|sucked|jammed|wrapped|wound|tangled"
    rf"|in(?:to)? (?:the|a) {_MACHINE})"
    rf"|{_IN_EYES} .{{0,24}}\bin(?:to)? (?:my|his|her|their|the|one|both|(?:a|some|the) \w+'?s|someones) (?:\w+ )?eyes?"
    r"|hit (?:my|his|her) eye"
    rf"|{_SOMEONE}(?:{_AUX}(?:(?: (?:just|really|pretty|seriously|very|so|all|also|both))? (?:bad(?:ly)? )?(?:hurt|injured|wounded|maimed)"
    rf"(?= *(?:$|[.,;!?])| (?:bad\w*|by|at|in the|on the|and|himself|herself|themselves|what|pretty|real|here|now|please|help|me))"
    r"|(?: just)? (?:fainted|collapsed(?! (?:the|a|my|this|that))|choking|unresponsive|out cold|having a stroke|seizing"
    r"|not breathing|stopped breathing|cant breathe|can't breathe|knocked out|(?:isnt|isn't|not|aint|ain't) (?:moving(?! (?:forward|ahead|along|on|up)\b)|breathing|waking))"
    rf"| (?:just )?(?:fell|fallen) (?:off|from|down|in|into) (?:the|a|his|her) "
    r"(?:ladder|scaffold\w*|crane|roof|stairs|forklift|platform|mezzanine|lift|catwalk|pit|tank)"
    rf"| (?:just )?(?:caught|pulled|sucked|dragged|trapped|pinned|crushed|wrapped|tangled|eaten)"
    rf" (?:up )?(?:in|into|under|by|between|beneath|around|against) (?:the|a|an|some|that) (?:\w+ )?{_MACHINE}"
    r"| (?:lying |passed |down |shaking |collapsed )+(?:out )?on the (?:floor|ground))"
    r"|(?: just| almost)? (?:cut|burned|burnt|hurt|injured|stabbed|impaled|scalded|electrocuted|drilled)"
    r" (?:himself|herself|themselves|myself)(?! (?:some|off|out|by|a |short|from|again))"
    rf"| (?:is |are |went |lying )?(?:down|out) (?:by|at|next to|near|beside|under) (?:the|a) {_MACHINE}(?=.*(?:blood|hurt|help|mov))"
    rf"| (?:got|gets|just got|was) (?:shocked|zapped|jolted) (?:by|on|from|at|off) (?:the|a|an|that|his) (?:\w+ )?"
    rf"(?:{_MACHINE}|outlet|wires?|breaker|box|cord|welder|switch))"
    rf"|(?:hes|shes|and|but) (?:isnt|isn't|not|aint) (?:moving(?! (?:forward|ahead|along|on|up)\b)|breathing|waking up)|wont wake up|won't wake up"
    r"|on the (?:floor|ground) "
    r"(?:shaking|bleeding|not (?:moving|breathing|responding|waking|answering|talking)|unconscious|and (?:not|isnt|isn't|wont|won't))"
    r"|(?:(?:and|but) )?(?:he|she)(?:'?s| is)? on the (?:floor|ground)$"
    rf"|(?:hit|struck|smacked|whacked|clocked)(?: \w+){{0,2}} (?:by|with) (?:an?|the|some)(?: flying| hot)? {_FLYING}(?! (?:2|two|1|one|number|of))"
    rf"|{_FLYING} (?:(?:just |that )?(?:hit|struck|smacked|whacked|flew (?:out|off)(?: and)?)) (?:and )?(?:hit |struck )?(?:me|him|her|them|{_SOMEONE})\b(?! (?:with|up|back|as|that))"
    r"|hit (?:me|him|her|\w+) in the (?:head|face|eyes?|chest|stomach|neck|mouth|throat)"
    rf"|(?:wheel|stone|dis[ck]|tank|cylinder|hose|chuck|battery)\b.{{0,16}}\b(?:explo\w+|blew|shatter\w+|let go|burst|came (?:apart|off)"
    r"|flew (?:apart|off))\b.{0,40}\b(?:hit|hurt|cut|blood|bleed\w*|glass|struck|injur\w+|eye|face)"
    r"|(?:hurt|injured)\b.{0,30}\bchuck (?:came|flew)"
    rf"|{_STUFF} .{{0,20}}\b(?:on|in|into|down|onto|over) (?:my|his|her|their|(?:a|the|my) \w+'s) (?:\w+ )?(?:{_BODY}|boots?|shirt|clothes|back)"
    r"|(?:breathed in|breathing in|inhaled|swallowed|drank) .{0,24}(?:fumes?|coolant|solvent|chlorine|gas|smoke|acid|chemicals?|cleaner"
    r"|degreaser|something|poison\w*)|chemical burns?|gas leak|leaking gas|smell(?:s|ing)? (?:like |of )?(?:gas|smoke)(?! (?:break|pedal|tank))"
    r"|blood (?:everywhere|all over|on the floor)|(?:lots|a lot|so much|pool) (?:of )?blood|(?:theres|there's|there is|there was) (?:so much )?blood"
    r"|(?:theres|there's|there has|there have) been an? (?:\w+ )?accident|(?:we |he |she )(?:just )?had an accident (?:at|in|on|with) (?:the|a) \w+"
    r"|(?:shop|machine|cabinet|building|lathe|mill|grinder|panel|motor|bin|trash|class ?room|chips?|welder|booth|control|engine|saw|press)"
    r"(?:'?s| is| are)? (?:just )?(?:on|caught|catching)(?: on)? fire|(?:theres|there's|there is|we have|we got|we've got) (?:a |an )?(?:\w+ )?fire"
    r"\b(?! (?:drill|exting|exit|door|alarm|marshal|inspect|code|dep|safety|watch|sale|class|train))"
    r"|^(?:help,? )?fire (?:in|at|on|by|near) the (?!exam|test|list)|smoke (?:is |was )?(?:com|pour|bil)\w+ (?:out|from|up)"
    r"|(?:theres|there's|there is|full of) smoke\b(?! ?(?:break|test|detector|alarm|free))"
    rf"|(?:kid|student|guy|someone|somebody|he|she|man|boy|worker) (?:has|brought|pulled|pulled out|with|is waving|got) a gun\b(?! ?drill)"
    r"|cant breathe|can't breathe|not breathing)\b"
)

_ALGUIEN = (
    r"(?:alguien|alguno|uno|una|dos|(?:(?:un|una|unos|el|la|los|mi|mis|otr[oa]|est[ea]|uno de (?:mis|los|nuestros)) )?"
    r"(?:alumn[oa]s?|estudiantes?|muchach[oa]s?|companer[oa]s?|compas?|operador(?:a|es)?|trabajador(?:a|es)?|obrer[oa]s?"
    r"|emplead[oa]s?|senor(?:a|es)?|hombre|mujer|tipo|bato|vato|chav[oa]s?|morr[oa]s?|nin[oa]s?|maestr[oa]|instructor[a]?|aprendiz"
    r"|papa|herman[oa]|prim[oa]|hij[oa]|colega|amig[oa]|jefe|ayudante|soldador|tecnico|persona|chico|chica|guey|wey|plebe))"
)
_CUERPO = (
    r"(?:manos?|dedos?|brazos?|pies?|ojos?|piernas?|cara|cabeza|pulgar|muneca|pecho|cuello|espalda|codo|hombro|rodilla"
    r"|tobillo|boca|palma|garganta|pelo|cabello|manga|guantes?)"
)
_MAQUINA = (
    r"(?:torno|fresadora|rectificadora|taladro|prensa|dobladora|plegadora|troqueladora|sierra|maquina|esmeril|pulidora|cortadora|cizalla"
    r"|banda|husillo|mandril|chuck|grua|montacargas|robot|rodillos?|engranes?|motor|cnc|molino|punzonadora|guillotina|soldadora|amoladora)"
)
_HERIRSE = r"(?:lastim|cort|quem|electrocut|accident|desmay|desplom|desvanec|prens|machuc|reban|mach|golpe|fractur|quebr|aplast|descalabr)"
_LE_VERBO = (
    r"(?:cort[eo]|quem[eo]|machuqu?[eo]|machuco|quebr[eo]|romp[io]{1,2}|rompi|rompio|lastim[eo]|troz[eo]|troce|moch[eo]|aplast[eo]|ator[eo]|jal[eo]|entro"
    r"|cayo|reban[eo]|rebane|prens[eo]|taladr[eo]|agarro|atrapo|trago|enred[eo]|arranc[oe]|arranque|atraveso|enterr[eo]|encaj[eo]|clav[eo]"
    r"|salpico|pego|golpe[eo]|perfor[eo]|abri[o]?|volo|metio|meti|pesco|engancho|desgarro|paso por (?:encima de)?|brinco|exploto|fracturo)"
)
SPANISH = re.compile(
    r"\b(?=\w)(?:sangrando|sagrando|sangra (?:mucho|bastante|de)|desangra\w*|no (?:me |le )?para (?:la sangre|de sangrar)|ambulancia|inconsciente"
    r"|se (?:me |nos )?(?:desmayo|desplomo|desvanecio|electrocuto)|electrocut\w+|infarto|convulsion\w*|no puede respirar|no (?:esta respirando|respira)"
    r"|(?:hay|habia|tiene|echa|sale|saliendo)(?: \w+)? (?:incendio|fuego|lumbre|sangre|humo|humareda|mucha sangre)|(?:mucha|hay) sangre"
    r"|(?:sale|saliendo|salio|echando|echa) (?:\w+ )?humo|(?:fuego|lumbre|incendio) en (?:el|la) (?!examen|prueba)"
    r"|quemando (?:el |la )(?:taller|salon|edificio|maquina|gabinete|bote|escuela|torno|tablero)"
    r"|se (?:prendio|incendio|esta incendiando) (?:el |la )(?:rebaba|viruta|magnesio|basura|taller|salon|aceite|trapo|bote)"
    r"|huele (?:mucho )?a (?:gas|humo|cable quemado)|fuga de gas|(?:hubo|paso|tuvimos|hay) (?:un )?accidente"
    rf"|se (?:me |nos )?{_HERIRSE}(?:o|io|aron) {_ALGUIEN}\b"
    rf"|{_ALGUIEN}(?:(?: \w+){{0,2}}? se (?:me |nos )?{_HERIRSE}(?:o|io|aron)\b(?! (?:la luz|el internet|la llamada|la senal|la corriente|en (?:el|la) examen))"
    rf"| se cayo (?:junto|al lado|enfrente|encima)| (?:trae|saco|tiene|con) (?:una )?(?:pistola|arma)\b(?! de (?:aire|calor|grasa|soldar|pintura))"
    rf"|(?: \w+){{0,3}}? (?:herid[oa]s?|lastimad[oa]s?|prensad[oa]s?|atrapad[oa]s?|desmayad[oa]s?|electrocutad[oa]s?|cortad[oa]s|atorad[oa] (?:en|debajo)(?: de)?(?:l| el| la| un| una) {_MAQUINA}"
    r"|tirad[oa]s? (?:en|junto|y|al)|en el (?:piso|suelo)))|hay (?:alguien|un \w+) tirad[oa]|estoy (?:herid|lastimad|atrapad|prensad|sangrand)[oa]"
    r"|(?:quedo|quede|salio|salieron) (?:prensad|herid|lastimad|cortad|quemad|atrapad)[oa]s?\b(?! (?:el|la|los|las|mi) (?:pieza|parte)s?)"
    rf"|(?:me|se|le|les|te) (?:le |me |nos )?{_LE_VERBO} .{{0,34}}?\b{_CUERPO}\b(?! (?:al (?!{_ALGUIEN})|a (?:la|los|las) (?:maquina|fresadora|prensa)))"
    rf"|(?:meti[o]?|metio) (?:la|el|su) {_CUERPO} (?:en|al|a) (?:el |la )?{_MAQUINA}"
    rf"|se (?:me|le) fue (?:la|el) (?:mano|dedo|brazo) (?:en|a|al) (?:el |la )?{_MAQUINA}\b(?!.*\b(?:no paso|reprob|trono|apunt|anot))"
    rf"|(?:tengo|tiene|trae) (?:la |el |un |su )?(?:{_CUERPO}) (?:atorad|prensad|atrapad|aplastad|cortad|quemad)[oa]s?"
    rf"|(?:atraveso|enredo|agarro|jalo|prenso) (?:el |la )?(?:guante|manga|pelo|cabello|{_CUERPO}) (?:en|con|de|a) (?:el |la )?(?:{_MAQUINA}|{_ALGUIEN})"
    r"|(?:atraveso) (?:el|la|su) (?:guante|mano|dedo|pie|bota)"
    rf"|lo (?:agarro|jalo|prenso|aplasto|atropello|trago|tumbo|golpeo|arrastro|enredo) (?:el|la|un|una) (?:{_MAQUINA}|pieza|barra|banda)"
    r"|se (?:me )?cayo (?:(?:un|una|mi|uno|alguien) (?:\w+ )?)?(?:de|del|de la|de un|de una) (?:la |el )?(?:escalera|andamio|grua|techo|montacargas|plataforma)"
    rf"|se (?:nos )?cayo {_ALGUIEN}\b(?=.*\b(?:no|sangre|junto|herid\w+|ayuda)\b)|no despierta|(?:y|ya|pero) no (?:se mueve|reacciona)\b"
    r"|(?:rebabas?|astillas?|metal|algo|chispas?|virutas?|refrigerante|aceite|acido|vidrio|limaduras?|polvo|esquirlas?|pedazos?|solvente|quimicos?)"
    r"\b.{0,28}\b(?:en|a|al) (?:el |los |mi |su |un |mis |sus )?ojos?"
    r"|(?:le|me|nos) dio (?:un |una |unos )?(?:toques|toque (?:electrico|de corriente|la maquina|el \w+ )|descarga|calambrazo|corriente|infarto"
    r"|ataque|convulsion\w*)|(?:le|me) (?:pego|dio|cayo) .{0,30}\ben (?:la|el) (?:cabeza|cara|ojo|pecho|boca)"
    r"|(?:revento|exploto|trono|estallo|rompio|solto|zafo)\b.{0,26}\b(?:piedra|muela|disco|tanque|manguera|mandril|chuck|cilindro)\b.{0,40}"
    r"\b(?:peg[oa]|dio|cortad\w+|herid\w+|sangre|lastim\w+|ojo|cara)"
    r"|(?:piedra|muela|disco|tanque|manguera|mandril|chuck)\b.{0,24}\b(?:revento|exploto|trono|estallo|solto|zafo)\b.{0,40}"
    r"\b(?:pego|dio|cortad\w+|herid\w+|sangre|lastim\w+|ojo|cara)|(?:herid|lastimad)[oa]s\b.{0,30}\b(?:zafo|solto)"
    rf"|(?:me corte|se corto|se quemo|me queme|me rebane|me lastime) (?:\w+ )?(?:feo|horrible|gacho|profundo|hasta el hueso|bien feo|bad)"
    r"|(?:salpico|cayo|derramo) (?:\w+ )?(?:acido|sosa|quimico|solvente|escoria|aceite|metal)\b.{0,24}\b(?:cara|ojos?|mano|piel|brazo|bota|pierna)"
    r"|respir[oe] (?:algo|humo|gas|vapores|quimicos?|cloro)|trago (?:acido|solvente|cloro|quimico))\b"
)
OVER = re.compile(
    r"\b(?:last (?:week|month|year|fall|spring|summer|winter|semester)|(?:weeks?|months?|years?) (?:ago|back|now)|since (?:then|my|the)|a while back"
    r"|surgery|in a cast|healed|healing|recovered|workers? comp\w*|who else|instead of (?:him|her)|resched\w+|postpone\w*"
    r"|back in (?:19|20)\d\d|used to|when i was|el (?:ano|mes|semestre) pasado|la semana pasada|hace (?:\w+ )?(?:semanas?|meses|mes|anos?|tiempo)"
    r"|operaron|cirugia|enyesad\w+|yeso|incapacidad|quien mas|en lugar de|reponer|reprogramar|had to stop|in the middle of (?:the|my) (?:exam|test)|go back to it|a medio examen|seguirle|retomar?l?[oa]?)\b"
)
"""Matches words that show that an accident is long over, as in "last year".

The message then asks about something else, such as a missed exam.
"""
FIGURATIVE = re.compile(
    rf"\bby (?:the|this|that|my|an?|those|these) (?:\w+ ){{0,2}}{_OF_EXAMS}\b"
    rf"|\b(?:which|whos?|who's)\b.{{0,20}}\bnot moving\b|\b(?:i'?m|i am|we'?re|we are) not moving\b|\b{_OF_EXAMS} (?:\w+ ){{0,2}}(?:hit|killed|crushed|smacked|burned|hurt|caught|struck|smashed)\b|\bcaught (?:my|his|her|their) eyes?\b"
    r"|\b(?:hurt|broke|stuck|cut|lost) (?:my|his|her|their) (?:head|neck|face|foot) (?:trying|studying|into|over|in (?:this|school)|out)\b"
    r"|\bpor (?:el|la|este|esta|ese|esa) (?:examen\w*|prueba|teoria|credencial|calificacion|nota)\b"
    r"|\b(?:con las manos en la masa|me dio una mano|le dio la mano|al pie de la letra|a mano|de la mano|echa\w* una mano|echa\w* (?:un )?ojo)\b"
)
"""Matches figures of speech that sound like an accident, as in "killed by this test"."""
NOW = re.compile(
    r"\b(?:bleed\w*|blood|help|ambulance|911|emergency|what (?:do|should) (?:i|we) do|right now|sangr\w+|ayuda|auxilio"
    r"|emergencia|ambulancia|que (?:hago|hacemos)|ahorita|ahora mismo)\b"
)
"""Matches words that ask for help now, such as "ambulance".

A message with them reports an accident even if `OVER` or `FIGURATIVE` matches too.
"""
