"""The texts in a template are translated when it is compiled, once for each language."""

from datetime import date

import pytest

from bot.plain_text import plain_text
from bot.template_environment import Renderer

EXAMS_LEFT = (
    "{% trans title=title, count=count %}**{{ title }}**: {{ count }} exam left"
    "{% pluralize %}**{{ title }}**: {{ count }} exams left{% endtrans %}"
)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def shown(renderer: Renderer, language: str, source: str, locale: str, **values: object) -> str:
    template = renderer.environment(language).from_string(source)
    return plain_text(template.render(values, locale=locale))


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 0, "Turning: 0 exams left"),
        ("en", 1, "Turning: 1 exam left"),
        ("en", 1200, "Turning: 1,200 exams left"),
        ("es", 1, "Turning: falta 1 examen"),
        ("es", 2, "Turning: faltan 2 exámenes"),
        ("es", 1_000_000, "Turning: faltan 1,000,000 de exámenes"),
    ],
)
def test_a_number_selects_the_plural_form_of_the_readers_language(
    renderer: Renderer, language: str, count: int, words: str
) -> None:
    locale = "es-MX" if language == "es" else "en"
    found = shown(renderer, language, EXAMS_LEFT, locale, title="Turning", count=count)
    assert found == words


def test_numbers_and_days_are_formatted_for_the_locale_and_not_only_for_the_language(
    renderer: Renderer,
) -> None:
    source = "{% trans days=days, count=count %}{{ days }}: {{ count }}{% endtrans %}"
    values = {"days": date(2026, 3, 31), "count": 12000}
    assert shown(renderer, "es", source, "es-MX", **values) == "31 de marzo de 2026: 12,000"
    assert shown(renderer, "es", source, "es-ES", **values) == "31 de marzo de 2026: 12.000"


def test_a_value_inside_a_translated_text_is_shown_literally(renderer: Renderer) -> None:
    name = "*Bo* [x](http://evil.example) %(name)s 5%"
    source = "{% trans name=name %}Hello, {{ name }}{% endtrans %} 100%"
    assert shown(renderer, "en", source, "en", name=name) == f"Hello, {name} 100%"


def test_a_percent_sign_in_a_translated_text_is_shown_once(renderer: Renderer) -> None:
    source = '{% trans %}at least 80% of it{% endtrans %}, {{ _("a 5%% fee") }}'
    assert shown(renderer, "en", source, "en") == "at least 80% of it, a 5% fee"


def test_two_readers_of_one_template_each_get_their_own_language(renderer: Renderer) -> None:
    said = [shown(renderer, each, '{{ _("Earned") }}', each) for each in ("en", "es", "en")]
    assert said == ["Earned", "Obtenidas", "Earned"]


def test_a_text_inside_a_template_expression_is_translated_too(renderer: Renderer) -> None:
    source = '{% set words = _("Earned") %}{{ words | upper }}'
    assert shown(renderer, "es", source, "es") == "OBTENIDAS"
