"""A person with rows in every table that refers to people, and another person beside them."""

from datetime import timedelta

from core.people.model import Workspace
from tests.world import TODAY, World

WHO, OTHER, TEACHER = "7001", "1001", "ines@example.org"
MARKS = (
    *("Zebulon", "Quixley", "zeb@home.example.org", "7001", "9007001", "zebchat", "U0ZEB"),
    *("zeb's channel", "zeb.csv", "zeb-token", "Zeb", "zebwords"),
)
"""Texts that occur only in this person's rows."""


async def fill(world: World) -> None:
    """Add a candidate who also teaches, with a row in every table that refers to people."""
    now, later = world.clock(), world.clock() + timedelta(days=30)
    await world.candidate(OTHER, "Ana Popescu")
    await world.instructor(TEACHER)
    await world.administrator("ada@example.org")
    person = await world.candidate(WHO, "Zebulon Quixley")
    center = await world.organisation()
    await world.set(
        "people",
        person,
        email="zeb@home.example.org",
        nims_number="9007001",
        display_name="Zeb",
        language="es",
    )
    await world.add("roles", person_id=person, organisation_id=center, role="instructor")
    await world.add(
        "candidate_numbers", organisation_id=center, number=WHO, bare=WHO, person_id=person
    )
    await world.add(
        "agreements", person_id=person, organisation_id=center, what="results", agreed_at=now
    )
    taught = await world.roster("Zebulon's class", TEACHER, WHO, OTHER)
    await world.set("rosters", taught, name="CNC 1")
    await world.add("roster_instructors", roster_id=taught, person_id=person)
    await world.linked(WHO, "telegram", "zebchat")
    await world.linked(WHO, "slack", "T0SHOP:U0ZEB")
    await world.add(
        "invitations",
        person_id=person,
        token_hash="zeb-token",
        created_at=now,
        expires_at=later,
    )
    await world.add("corrections", person_id=person, what="name", words="zebwords", asked_at=now)
    imported = await world.add(
        "imports", kind="results", file_name="results.csv", started_at=now, brought_by=person
    )
    await world.add(
        "brought_files",
        person_id=person,
        organisation_id=center,
        name="zeb.csv",
        content=b"Zebulon",
        brought_at=now,
    )
    await world.result(WHO, "M1-MMS-T", "pass")
    await world.add(
        "earned_elsewhere",
        candidate_id=person,
        credential_code="M1-MMS",
        issued_on=TODAY,
        issuer="NIMS",
        import_id=imported,
    )
    for chat in ("chat_memories", "opened_pages"):
        more = {"topic": '{"command":"zebwords"}', "topic_at": now}
        if chat == "opened_pages":
            more = {"address": "T0SHOP", "shown": "x", "shown_at": now}
        await world.add(chat, platform="slack", external_id="T0SHOP:U0ZEB", **more)
    await world.add(
        "audit_entries",
        at=now,
        action="chose name",
        subject_id=person,
        actor_id=person,
        details='{"why":"own record","who":"zebchat"}',
        salt="00",
        digest="0" * 64,
    )
    await _goals(world, person)
    await _notices(world, person, taught)


async def _goals(world: World, person: int) -> None:
    now, later = world.clock(), world.clock() + timedelta(days=30)
    await world.add("followed_goals", person_id=person, goal_code="cnc", followed_at=now)
    proof = await world.add(
        "goal_proofs",
        person_id=person,
        goal_code="cnc",
        token_hash="zeb-token",
        shows_credentials=True,
        made_at=now,
        expires_at=later,
    )
    other = world.ids[OTHER]
    work = {"goal_code": "cnc", "item": "saw", "hours": 1, "signed_on": TODAY}
    teacher = world.ids[TEACHER]
    await world.add("sign_offs", candidate_id=person, signed_by=teacher, **work)
    await world.add("sign_offs", candidate_id=other, signed_by=person, **work)
    await world.add(
        "sign_offs",
        candidate_id=other,
        signed_by=teacher,
        trainer="Zebulon Quixley",
        trainer_id=person,
        **work,
    )
    await world.add("watches", person_id=other, proof_id=proof, met=True, since=now)


async def _notices(world: World, person: int, taught: int) -> None:
    now = world.clock()
    own = await world.award(WHO, "M1-MMS", holder="Zebulon Quixley")
    await world.award(
        WHO,
        "M1-JBL",
        revoked_on=TODAY,
        revoked_by="issuer",
        revoked_because="Zebulon asked for it",
    )
    others = await world.award(OTHER, "M1-MMS")
    place = await world.add(
        "notice_places",
        person_id=person,
        platform="slack",
        address="T0SHOP:C1",
        title="zeb's channel",
        kind="channel",
        confirmed_at=now,
    )
    await world.add("roster_places", place_id=place, roster_id=taught)
    lane = await world.add("notice_lanes", person_id=person)
    await world.add("notice_lanes", person_id=person, place_id=place)
    mine = await world.notice(WHO, "award_earned", own)
    await world.set("notices", mine, lane_id=lane, data="zebwords")
    await world.notice(TEACHER, "student_award", own)
    await world.add("notice_settings", person_id=person)
    await world.add("roster_notices", person_id=person, roster_id=taught, pace="daily")
    await world.add("digest_awards", person_id=person, roster_id=taught, award_id=world.ids[others])
    await world.add(
        "digest_awards",
        person_id=world.ids[TEACHER],
        roster_id=taught,
        award_id=world.ids[own],
    )
    await world.add("watches", person_id=person, award_id=world.ids[others], since=now)
    await world.add("watches", person_id=world.ids[TEACHER], award_id=world.ids[own], since=now)
    await world.edgefinder.workspaces.meet(Workspace("slack", "T0SHOP"), "Cascade Tool & Die")
    verdicts = await world.edgefinder.verification.verify([own, others])
    keep = world.edgefinder.check_history.keep
    await keep(Workspace("slack", "T0SHOP"), "U0ADA", verdicts[:1])
    await keep(Workspace("slack", "T0SHOP"), "U0ZEB", verdicts[1:])
    world.ids["own"], world.ids["other's"] = world.ids[own], world.ids[others]
    world.codes = {"own": own, "other's": others}
