"""What words mean to the bot in both languages: "left", "remaining" and "falta" are one concept.

A word that ends in `*` stands for all words that begin with it.
"""

from functools import lru_cache
from itertools import count

from core.memories import emptied_when_forgetting

_CONCEPTS = """
left: left remain* missing need needs needed lack still falta* restan queda* quedan necesit* ocupo
next: next sigue siguiente toca tocan proximo recommend* recomiend* luego despues suggest*
done: done finish* complete* acab* termin* complet* listo wrapping
first: begin beginner start starting empez* empiez* comenz* comienz* principiante arranc* nuevo
pass: pass passed passing passes pase paso pasar pasado aprob* aprueb* libre cleared clear made
fail: fail* failed flunk* bomb* reprob* repruebo trone tronar tronado bust*
score: score* points grade* graded percent* mark calific* puntaje* puntos nota saque salio resultado*
result: result* resultados outcome
exam: exam* test* tests prueba* examen* quiz
again: again retake* retest* retry redo another repet* repetir otra vuelta nuevamente intento* attempt*
wait: wait waiting lock* locked unlock* block* bloque* candado espera* esperar blokea* abren abra
when: when cuando fecha date day dia hora time
long: long minutes hours hour minutos horas dura duran duration cuanto tiempo
status: status progress estado avance* progreso standing where voy llevo ando going doing
earn: earn* earned got won gane gano ganad* obtuv* obten* saco sacar conseg*
have: have hold held tengo tiene tienen
list: list all every everything list* lista listar todos todas cuales catalog* catalogo menu overview
what: what que whats which cual
who: who whos quien quienes
how: how como
why: why porque por
where: where donde wheres
cost: cost* price* pay* fee* fees cuesta* costo* precio* pagar cobra* cuota* expensive caro cheap* barat* money dinero dollars dolares afford
expire: expire* expir* vence* vencen caduc* stale valid* renew* renov* forever siempre vida vigen*
certificate: certificate* cert certs diploma* certificado* frame enmarc* constancia pdf papers paper papel* sertific*
print: print* card* wallet imprim* imprim* tarjeta* cartera gafete enmic* pocket bolsillo laminate* impres*
share: share* sharing compart* linkedin badge* insignia* post publish* publi* show* ensen* muestr* mostrar facebook public* link* enlace* liga
stop: stop* quit quita* quiten dej* deja dejar para paren ya no end remove* retir* cancel* take off apag* apaga pull disable* desactiv* hide ocult* withdraw* unshare* turn
private: private priv* hide hidden
verify: verify* verif* check* chec* real* genuine legit* autentic* fake* falso falsa valid* valida true verdad* confirm* comprueb* scan*
watch: watch* vigil* alert* alerta* keep track monitor* change* cambi* revoke* revoc* tabs
tell: tell avis* notify notif* let know remind* recuerd* recordat* message* mensaj* aviso* ping* text texting alerts
off: off apag* mute silenc* desactiv* stop
on: on encend* prend* unmute activ* enable
night: night noche quiet sleep dorm* hours silencio wake despiert* late
follow: follow* sigue seguir sigo track pin pinned aim* meta* apunt* objective tirando going
goal: goal* meta* objetivo* requirement* requisito* rule* regla* diploma
job: job* work* trabajo* chamba empleo* jale hire* hiring contrat* career boss jefe patron employer* empresa* company shop taller
school: school* escuela* prepa college* colegio* universi* high counselor consejero program* programa
credit: credit* creditos
apprentice: apprentic* aprend* aprendiz*
merit: merit* merito
class: class* clase* grupo* group* roster* students alumnos cohort kids muchachos section turno
student: student alumno estudiante chico muchacho kid xperson
behind: behind atras* rezag* struggling stuck worr* preocup* slow late avanz* batall* lagging
away: away cerca close almost casi near one short
earnedlately: week month semana mes today hoy lately recently ultim*
linked: link* unlink* vincul* desvincul* conect* connect* signed registr* tied
count: many cuantos cuantas number numero count total compare compar*
me: me my mine i im mi mis yo mio mia
you: you your tu te usted
person: xperson
cred: xcred
code: xcode code* codigo* clave*
invitation: invit* invitacion* invite
account: account* cuenta* profile perfil
log: log logout out salir sal cerrar sesion disconnect*
phone: phone* telefono* celular* cel cell movil number whatsapp
lost: lost lose perd* robaron stolen broke cambi* new nuevo
whoami: who soy am quien name nombre
language: spanish english espanol ingles language* idioma* habla* habl* speak contest* answer* reply
thanks: thank* thanks gracias thx ty appreciate* agradec*
hello: hello hi hey hola buenos buenas morning afternoon howdy yo sup
bye: bye goodbye adios luego later night cya nos vemos hasta
praise: great awesome nice cool good genial excelente chido buen perfect* perfecto love amazing
abuse: stupid idiot* dumb suck* useless trash garbage inutil* estupid* tonto pendej* basura mierda shit fuck* hate wtf worst peor porqueria
accident: hurt* cut blood bleeding burn* injur* accident* sangr* cort* quem* lastim* dedo finger* hand mano emergency emergencia ambulance eye ojo 911
despair: hopeless kill die suicid* rindo give up cant anymore depress* deprim* morir* alone solo mata* vivir
yes: yes yeah yep yup sure si ok okay correct claro dale sip exacto affirmative simon andale
no: no nope nah not nel never nunca cancel* nevermind forget olvid* negative
bot: bot robot human* humano* person persona machine maquina ai real
help: help* ayud* can puedes puedo use sirve* works funciona commands comandos
fema: fema ics is100 ics100 incident emergency emergencias
nims: nims institute instituto metalworking
meaning: mean* meaning signific* show* demuestr* shows tell certif* prove*
worth: worth* vale valen sirve sirven benefit* beneficio* useful util value pena
book: book* schedul* schedule sign signup appointment cita agend* program* reserv* apunt* inscri*
proctor: proctor* supervis* aplicador* vigila* watch*
evaluator: evaluator* evaluador* metec inspect* inspec* judge* califi* measures mide
sponsor: sponsor* patrocin*
affidavit: affidavit* afidavit* afidavid* declaracion jurada submitted performance practico signed
interrupted: interrupt* froze crash* power luz internet kicked trab* sacó saco cayo fue disconnect* caido
attend: age old edad anos older young menor* adult* graduat* gradua*
register: register* registr* enroll* inscrib* inscrip* inscri* signup alta dar
renamed: rename* renamed name called llama* nombre* old viejo antes former anterior* cambi*
privacy: privacy priv* safe segur* see ver sees ven who access* acceso
data: data datos copy copia export* download* descarg* file archivo expediente
forget: forget* delete* erase* borr* elimin* remove* olvid* wipe
seen: seen saw looked viewed view* vio vieron visto checked checo who quien look mir*
contact: contact* contacto talk hablar human office oficina call llamar email correo someone alguien person teacher
accredit: accredit* acredit*
subscription: subscription* suscripcion* pass passes pase annual anual
shared: both ambas dos same mismo count counts cuenta* vale twice
original: where issue* official oficial emit*
remind: remind* recuerd* recordat* nudge
prove: prove proof* prueba* comprob* demostr* evidence evidencia
signoff: signoff sign off firm* firma* competenc* hours
sentenceno: not dont doesnt didnt wont cant isnt never no nunca jamas
quote: said says told dijo dice dicen according segun letter reads
hypothesis: if si would should suppose supongamos could deberia debería
"""


_Begun = dict[str, list[tuple[int, str]]]


def _read() -> tuple[dict[str, list[str]], _Begun]:
    """Return two dicts of concepts: by whole words, and by beginnings of words.

    In the second dict, each concept comes with its place in the list above.
    """
    exact: dict[str, list[str]] = {}
    begun: _Begun = {}
    places = count()
    for line in _CONCEPTS.strip().splitlines():
        concept, _, words = line.partition(":")
        for word in words.split():
            if word.endswith("*"):
                begun.setdefault(word[:-1], []).append((next(places), concept))
            else:
                exact.setdefault(word, []).append(concept)
    return exact, begun


_EXACT, _BEGUN = _read()
_LONGEST = max(map(len, _BEGUN))


@lru_cache(maxsize=20_000)
def concepts_of(word: str) -> tuple[str, ...]:
    """Return the concepts that a folded word can express. Unknown words have none."""
    ends = range(min(len(word), _LONGEST) + 1)
    found = sorted(each for end in ends for each in _BEGUN.get(word[:end], ()))
    return tuple(dict.fromkeys([*_EXACT.get(word, ()), *(concept for _, concept in found)]))


# words that people send may be names
emptied_when_forgetting(concepts_of.cache_clear)
