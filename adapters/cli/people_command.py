"""The commands people, rosters and chats: manage people on record, their chats and data."""

from argparse import Namespace
from typing import Any

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.cli.open_database import with_edgefinder
from adapters.cli.output import print_list, show_json
from bot.capabilities import platform_name
from core.edgefinder import Edgefinder
from core.names import Similarity, similarity
from core.people.model import RetakePlan
from core.people.person_changes import Detail
from core.people.roster_names import Roster

_PLAN_WORDS = {
    RetakePlan.SUBSCRIPTION: "tests by subscription, 60 days before a third attempt and later ones",
    RetakePlan.TEST_PASS: "tests by test pass, one retake and no wait",
    None: "unknown how tests were bought, so both rules are shown",
}


def people_list(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        query = " ".join(arguments.query)
        found = await edgefinder.person_changes.find_people(query, arguments.organisation)
        nothing = "Nobody on record matches that."
        return print_list(found, _line, _document, nothing, as_json=arguments.json)

    return with_edgefinder(work)


def people_show(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        one = await edgefinder.person_changes.show(arguments.person)
        if arguments.json:
            show_json(_document(one))
            return DONE
        print(_line(one))
        if one.person.display_name:
            print(f"  would be called {one.person.display_name}")
        if one.person.email:
            print(f"  e-mail: {one.person.email}")
        if one.person.retake_plan:
            print(f"  {_PLAN_WORDS[one.person.retake_plan]}")
        for organization, number in one.numbers:
            print(f"  number at {organization}: {number}")
        for role, organization in one.roles:
            print(f"  {role} at {organization}")
        for roster in one.rosters:
            print(f"  on {roster}")
        for chat in one.chats:
            print(
                f"  chat {chat.id}: {platform_name(chat.platform)}, since {chat.linked_at:%Y-%m-%d}"
            )
        return DONE

    return with_edgefinder(work)


def people_move(arguments: Namespace) -> int:
    if arguments.email == (arguments.organisation != ""):
        raise CannotDo(
            "say 'people move --email OLD NEW', or 'people move PERSON --organisation NAME'"
        )
    words = arguments.who
    if len(words) != (2 if arguments.email else 1):
        raise CannotDo(
            "'people move --email' takes the OLD address and the NEW one"
            if arguments.email
            else "'people move' takes one PERSON and --organisation NAME"
        )

    async def work(edgefinder: Edgefinder) -> int:
        if arguments.email:
            old, new = words
            if "@" not in new:
                raise CannotDo(f"'{new}' is not an e-mail address")
            person = await edgefinder.person_changes.change_address(old, new)
            print(f"{person.name} has the address {new.lower()} now.")
        else:
            person = await edgefinder.person_changes.move(words[0], arguments.organisation)
            print(f"{person.name} is at {arguments.organisation} now, and left where they were.")
        return DONE

    return with_edgefinder(work)


def people_merge(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        changes = edgefinder.person_changes
        keep, other = await changes.show(arguments.keep), await changes.show(arguments.other)
        if keep.person.id == other.person.id:
            raise CannotDo(f"{arguments.keep} and {arguments.other} are already one person")
        names = [(each.person.given_name, each.person.family_name) for each in (keep, other)]
        if similarity(*names) is Similarity.OTHER and not arguments.accept:
            raise CannotDo(
                f"{keep.person.name} and {other.person.name} have different names, and merging "
                "cannot be undone: if they are one person who has changed their name, add --accept"
            )
        if keep.person.number is None and other.person.number is not None:
            keep, other = other, keep
        moved = await edgefinder.person_merging.merge(keep.person.id, other.person.id)
        what = f"{moved} credential{'' if moved == 1 else 's'}"
        print(f"{other.person.name} is one person with {keep.person.name} now: {what} moved.")
        return DONE

    return with_edgefinder(work)


def people_renumber(arguments: Namespace) -> int:
    number = " ".join(arguments.number.split())
    if not number or "@" in number:
        raise CannotDo(f"'{arguments.number}' cannot be a candidate's number")

    async def work(edgefinder: Edgefinder) -> int:
        person = await edgefinder.person_changes.renumber(arguments.person, number)
        print(f"{person.name} has the number {number} now.")
        return DONE

    return with_edgefinder(work)


def people_retakes(arguments: Namespace) -> int:
    if not arguments.people and not arguments.organisation:
        raise CannotDo("say for whom: a candidate's number, or --organisation NAME")
    plan = None if arguments.plan == "unknown" else RetakePlan(arguments.plan)

    async def work(edgefinder: Edgefinder) -> int:
        count = await edgefinder.person_changes.set_retake_plan(
            plan, arguments.people, arguments.organisation
        )
        who = f"{count} candidate{'' if count == 1 else 's'}"
        print(f"Changed for {who}: {_PLAN_WORDS[plan]}.")
        return DONE

    return with_edgefinder(work)


def people_end(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        count = await edgefinder.person_changes.end(
            arguments.person,
            organization=arguments.organisation,
            role=arguments.role,
            roster=arguments.roster,
        )
        if not count:
            print("Nothing to do: they have no such role or place.")
            return NO
        ended = "roster place" if arguments.roster else "role"
        print(f"Ended: {count} {ended}{'' if count == 1 else 's'}.")
        return DONE

    return with_edgefinder(work)


def rosters_list(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        found = await edgefinder.roster_changes.all_rosters()
        nothing = "There is no roster yet: 'edgefinder import rosters FILE' imports them."
        return print_list(found, _roster_line, _roster_document, nothing, as_json=arguments.json)

    return with_edgefinder(work)


def _roster_line(roster: Roster) -> str:
    count = f"{roster.size} candidate{'' if roster.size == 1 else 's'}"
    return f"#{roster.id}  {roster.label}, {roster.where}: {count}"


def _roster_document(roster: Roster) -> dict[str, Any]:
    return {
        "id": roster.id,
        "name": roster.name,
        "term": roster.term,
        "section": roster.section,
        "organisation": roster.organisation,
        "instructors": roster.taught_by,
        "candidates": roster.size,
    }


def rosters_show(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        roster, members = await edgefinder.roster_changes.show(arguments.roster)
        print(f"#{roster.id}  {roster.label}, {roster.where}")
        for person in members:
            print(f"  {person.name}, {person.number or person.email}")
        return DONE

    return with_edgefinder(work)


def rosters_remove(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        roster = await edgefinder.roster_changes.close_roster(arguments.roster)
        print(f"Closed {roster.label}, {roster.where}; its candidates stay on record.")
        return DONE

    return with_edgefinder(work)


def chats_list(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        one = await edgefinder.person_changes.show(arguments.person)
        for chat in one.chats:
            print(f"{chat.id}  {platform_name(chat.platform)}, since {chat.linked_at:%Y-%m-%d}")
        if not one.chats:
            print(f"{one.person.name} has no chat: 'edgefinder invite PERSON' makes an invitation.")
        return DONE if one.chats else NO

    return with_edgefinder(work)


def chats_unlink(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        count = await edgefinder.person_changes.unlink(arguments.person, arguments.chat)
        if not count:
            print("There is no such chat.")
            return NO
        print(f"Unlinked {count} chat{'' if count == 1 else 's'}.")
        return DONE

    return with_edgefinder(work)


def _line(one: Detail) -> str:
    known_as = one.person.number or one.person.email or ""
    where = ", ".join(f"{role} at {organization}" for role, organization in one.roles)
    return f"{one.person.name}, {known_as}{f': {where}' if where else ': left'}"


def _document(one: Detail) -> dict[str, object]:
    return {
        "number": one.person.number,
        "name": one.person.name,
        "email": one.person.email,
        "retake_plan": one.person.retake_plan,
        "numbers": [{"organisation": where, "number": number} for where, number in one.numbers],
        "roles": [{"role": role, "organisation": where} for role, where in one.roles],
        "rosters": list(one.rosters),
        "chats": [
            {"id": each.id, "platform": each.platform, "linked_at": each.linked_at.isoformat()}
            for each in one.chats
        ],
    }
