"""notices: whether you are told of credentials earned, and the words in which you are."""

from bot.command import Answer, Argument, Audience, Call, command
from bot.reply import Button
from core.edgefinder import Edgefinder
from core.notices.due import DueNotice
from core.notices.kinds import NoticeKind
from core.people.invitations import set_notices


@command(
    argument=Argument("on|off"),
    audience=Audience.LINKED,
    private=True,
    phrases=(r"\bnotif(?:y|ication)\w*\b",),
)
async def notices(call: Call) -> Answer:
    """Whether you are told of credentials earned: on or off"""
    person = call.asker.person
    assert person is not None, "its audience"
    wanted = {"on": True, "off": False}.get(call.argument.lower())
    if wanted is not None:
        await set_notices(call.edgefinder.database, person, wanted)
    on = person.notices_on if wanted is None else wanted
    other = Button("Turn them off", "notices off") if on else Button("Turn them on", "notices on")
    understood = wanted is not None or not call.argument
    data = {"on": on, "changed": wanted is not None, "understood": understood}
    return Answer("notices", data, ((other, Button("What can I ask?", "help")),))


def notice_answer(notice: DueNotice, edgefinder: Edgefinder) -> Answer:
    """What a person is told by a notice, and where they would go next."""
    if notice.kind in {NoticeKind.GOAL_MET, NoticeKind.GOAL_NEAR}:
        return _of_goal(notice, edgefinder)
    award = notice.award
    assert award is not None, "all kinds there are"
    credential = edgefinder.catalog.credential(award.credential)
    link = f"{edgefinder.public_url}/v/{award.code}" if edgefinder.public_url else ""
    data = {
        "award": award,
        "title": credential.title if credential else award.credential,
        "candidate": notice.candidate,
        "link": link,
    }
    if notice.kind in {NoticeKind.STUDENT_AWARD, NoticeKind.STUDENT_AWARD_REVOKED}:
        buttons = (Button("My rosters", "roster"), Button("Turn notices off", "notices off"))
    elif credential:
        mine = Button("This credential", f"status {credential.code}")
        buttons = (mine, Button("What next?", "next"))
    else:
        buttons = (Button("My status", "status"), Button("What next?", "next"))
    return Answer(f"notice_{notice.kind}", data, (buttons,), stays=True)


def _of_goal(notice: DueNotice, edgefinder: Edgefinder) -> Answer:
    """A goal that they follow is met, or one exam away."""
    told = notice.data
    about = Button("About the goal", f"goal {told['goal']}")
    if notice.kind is NoticeKind.GOAL_MET:
        prove = Button("Prove it to others", f"prove {told['goal']}")
        return Answer("notice_goal_met", {"title": told["title"]}, ((prove, about),), stays=True)
    exam = edgefinder.catalog.exam(told["exam"])
    titles = [each.title for each in edgefinder.catalog.credentials_needing(told["exam"])]
    data = {"title": told["title"], "step": told["step"], "exam": exam, "credentials": titles}
    return Answer("notice_goal_near", data, ((about, Button("What next?", "next")),), stays=True)
