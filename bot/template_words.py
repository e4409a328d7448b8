"""Translate templates: `{% trans %}...{% endtrans %}` and `_("...")`.

An environment for one language translates texts when it compiles a template. When it renders the
template, only values are filled in. An environment for all languages looks up texts each time.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import InternationalizationExtension
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from bot.markdown_blocks import escape
from core.language.catalogs import plural_form, plural_forms
from core.language.translation import format_value, found

_LANGUAGE = "locale"
"""The template variable that holds the locale."""
_VALUE = "value_in_words"
_FORM = "plural_form"
_SINGLE = frozenset(("_", "gettext", "pgettext"))
_CALLED_AS_FILTERS = frozenset((*_SINGLE, "ngettext", "phrase", "words_of"))
_MANY = re.compile(r"\{%\s*pluralize\s*%\}")
_END_OF_WORDS = re.compile(r"\{%\s*endtrans\s*%\}")
_THOUSAND = 1000
_PLACE = re.compile(r"%\((\w+)\)s")


def locale_within(context: Context) -> str:
    """Return the locale in which a template is rendered."""
    name: str = context.parent.get(_LANGUAGE, "en")
    return name


def _written_by(finalize: Callable[..., object]) -> Callable[[Context, object], object]:
    """Return a filter that writes a number, date or list as the reader's locale does."""

    @pass_context
    def written(context: Context, value: object) -> object:
        # these numbers look the same in every language
        if type(value) is int and 0 <= value < _THOUSAND:
            return str(value)
        if type(value) is str:  # the most frequent type
            return escape(value)
        if not isinstance(value, str):
            value = format_value(value, locale_within(context))
        return finalize(context, value)

    return written


class _WritesValues(CodeGenerator):
    """Generates code that does not call `str` on values.

    This is not needed, because `finalize` returns a string, and values in a translated text have
    been through `finalize` too.
    """

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if finalize.src is None:
            super()._output_child_pre(node, frame, finalize)
        elif not _is_value(node):
            self.write(finalize.src)

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if finalize.src is None:
            super()._output_child_post(node, frame, finalize)
        elif not _is_value(node):
            self.write(")")


def _is_value(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Filter) and node.name == _VALUE


class Words(InternationalizationExtension):
    """Jinja2's `trans` tag, with two differences.

    The number that chooses the plural form is always `count`. The line break after `endtrans` is
    kept.
    """

    def preprocess(
        self,
        source: str,
        name: str | None,  # noqa: ARG002 - Jinja2's own signature
        filename: str | None = None,  # noqa: ARG002 - Jinja2's own signature
    ) -> str:
        return _END_OF_WORDS.sub("{% endtrans +%}", _MANY.sub("{% pluralize count %}", source))


class TranslatedEnvironment(Environment):
    """An environment that translates templates when it compiles them, if it has a `language`.

    Calls that translate later, or that return phrases, are compiled as filters. Jinja2 looks up a
    filter once per template, but a function at each call.
    """

    language: str | None = None

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        if self.language is not None:
            source = _Translates(self.language).visit(_Inlines(self).visit(source))
        return super()._generate(_CallsAsFilters().visit(source), name, filename, defer_init)


class _CallsAsFilters(NodeTransformer):
    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja2 looks for this name
        self.generic_visit(node)
        called = node.node
        if not isinstance(called, nodes.Name) or called.name not in _CALLED_AS_FILTERS:
            return node
        first, *others = node.args
        given = (first, called.name, others, node.kwargs, None, None)
        return nodes.Filter(*given, lineno=node.lineno, environment=node.environment)


class _Inlines(NodeTransformer):
    """Replaces each `include` by the included template.

    Looking up the included template at each rendering would take long.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit_Include(self, node: nodes.Include) -> nodes.Stmt:  # noqa: N802 - Jinja2 looks for this name
        assert isinstance(node.template, nodes.Const), "our includes name their template"
        loader = self._environment.loader
        assert loader is not None, "templates come from a package"
        name: str = node.template.value
        source, file, _ = loader.get_source(self._environment, name)
        parsed = self._environment._parse(source, name, file)  # noqa: SLF001 - parse() hides where
        return nodes.Scope(self.visit(parsed).body, lineno=node.lineno)


class _Translates(NodeTransformer):
    """Replaces each translatable text by its translation, split into plain texts and values."""

    def __init__(self, language: str) -> None:
        self._language = language

    def visit_Output(self, node: nodes.Output) -> list[nodes.Stmt]:  # noqa: N802 - Jinja2 looks for this name
        made: list[nodes.Stmt] = [nodes.Output([], lineno=node.lineno)]
        for child in node.nodes:
            for part in self._written(child):
                if isinstance(part, nodes.Stmt):
                    made += [part, nodes.Output([], lineno=node.lineno)]
                else:
                    _nodes_of(made[-1]).append(part)
        assert node.environment is not None, "the parser has set it"
        for each in made:
            each.set_environment(node.environment)
        return [each for each in made if not isinstance(each, nodes.Output) or each.nodes]

    def _written(self, child: nodes.Expr) -> Iterator[nodes.Expr | nodes.Stmt]:
        """Yield what replaces a translatable text. Yield any other node unchanged."""
        if not isinstance(child, nodes.Call) or not isinstance(child.node, nodes.Name):
            yield child
            return
        texts = [each.value for each in child.args if isinstance(each, nodes.Const)]
        values = {each.key: each.value for each in child.kwargs}
        if child.node.name in _SINGLE and len(texts) == len(child.args):
            *context, text = texts
            said = found(self._language, text, context=context[0] if context else "")
            yield from _parts(said, values, child.lineno)
        elif child.node.name == "ngettext":
            yield self._by_number(texts[0], texts[1], child.args[2], values)
        else:
            yield child

    def _by_number(
        self, one: str, many: str, number: nodes.Expr, values: dict[str, nodes.Expr]
    ) -> nodes.Stmt:
        """Return code that chooses between the plural forms of a text in this language."""
        made: nodes.Stmt | None = None
        for form, example in reversed(plural_forms(self._language).items()):
            said = found(self._language, one, many, example)
            output = nodes.Output([*_parts(said, values, number.lineno)], lineno=number.lineno)
            if made is None:
                made = output
                continue
            asked = nodes.Filter(number, _FORM, [], [], None, None, lineno=number.lineno)
            is_it = nodes.Compare(asked, [nodes.Operand("eq", nodes.Const(form))])
            made = nodes.If(is_it, [output], [], [made], lineno=number.lineno)
        assert made is not None, "every language has a form"
        return made


def _nodes_of(output: nodes.Stmt) -> list[nodes.Expr]:
    assert isinstance(output, nodes.Output)
    return output.nodes


def _parts(text: str, values: dict[str, nodes.Expr], line: int) -> Iterator[nodes.Expr]:
    """Split a translated text into plain texts and values."""
    for place, part in enumerate(_PLACE.split(text)):
        if place % 2:
            yield nodes.Filter(values[part], _VALUE, [], [], None, None, lineno=line)
        elif part:
            yield nodes.TemplateData(part % (), lineno=line)


def translated_environment(
    package: str,
    *,
    finalize: Callable[..., object],
    autoescape: bool,
    gettext: Callable[..., str],
    ngettext: Callable[..., str],
    pgettext: Callable[..., str],
    language: str | None = None,
) -> Environment:
    """Return a Jinja2 environment for a package's templates that translates their texts.

    With a `language`, the environment is for readers of that language only.
    """
    made = TranslatedEnvironment(
        loader=PackageLoader(package, "templates"),
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[Words],
    )
    made.language = language
    made.policies["ext.i18n.trimmed"] = True
    more: dict[str, Any] = vars(made)
    more["newstyle_gettext"] = True  # the i18n extension has set it to False
    made.globals["locale"] = "en"
    made.filters.update(_=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext)
    if language is not None:
        made.filters[_VALUE] = _written_by(finalize)
        made.code_generator_class = _WritesValues
        made.filters[_FORM] = plural_form(language)
    return made
