"""Cards as inline results: Telegram accepts them, whatever they contain."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.inline_mode import answer_to_query
from bot.markdown_blocks import escape
from bot.reply import Button, Card, Cards, Reply
from bot.whose_record import Shows
from tests.doubles.telegram import rules

words = st.one_of(st.text(), st.text(alphabet="*_`[]()<>#|~&\\ \n\t1x🧰\ud800\u202e"))


@given(st.lists(words, max_size=4), words, words, words)
def test_telegram_accepts_every_card(parts: list[str], title: str, line: str, label: str) -> None:
    look = Button(label, "verify EF-0000-0000-0000-0", private=True)
    markdown = "\n\n".join(f"**{escape(part)}**" for part in parts)
    reply = Reply("verify", "verify", markdown, ((look,),))
    cards = tuple(Card(Shows.NOBODY, f"C{n}", title, line, reply) for n in range(3))
    answer = answer_to_query("1", Cards(cards, personal=True, following=20), "our_bot")
    rules.check_parameters("answerInlineQuery", answer)
    assert len(rules.checked_results(answer)) == 3


def test_personal_results_are_not_cached_for_others() -> None:
    mine = answer_to_query("1", Cards(personal=True), "our_bot")
    assert (mine["is_personal"], mine["cache_time"], mine["next_offset"]) == (True, 0, "")
    all_people = answer_to_query("1", Cards(following=20), "our_bot")
    assert (all_people["is_personal"], all_people["cache_time"]) == (False, 300)
    assert all_people["next_offset"] == "20"
