"""The worked examples of the prompts obey the checks that the model's answers have to pass."""

from assistant.drafting.acknowledge import is_minimal_edit
from assistant.drafting.prompting import languages_of, make_prompt, prompt_data
from assistant.drafting.translate import is_faithful

EXAMPLES = {"en", "es", "ru", "af", "zh-Hans", "zh-Hant", "pt", "de", "fr", "it", "nl"}


def parts(job: str, language: str, **values: str) -> list[tuple[str, str, str]]:
    """First variable, second variable and answer of each example, as the request shows them."""
    prompt = make_prompt(job, language, **values)
    assert prompt is not None
    rows = []
    for request, answer in prompt.examples:
        lines = [line.split(": ", 1)[1] for line in request.splitlines()]
        rows.append((lines[0], lines[-1], answer))
    return rows


def test_every_acknowledgement_example_is_a_minimal_edit() -> None:
    failing = [
        (language, answer)
        for language in languages_of("acknowledge")
        for message, sentence, answer in parts("acknowledge", language, sentence="", message="")
        if not is_minimal_edit(sentence, answer, message, language=language)
    ]
    assert failing == []
    assert set(languages_of("acknowledge")) == EXAMPLES == set(prompt_data("acknowledge", "connectors"))


def test_every_translation_example_is_faithful() -> None:
    failing = [
        (language, answer)
        for language in languages_of("translate")
        for fact, _, answer in parts("translate", language, fact="", target="")
        if not is_faithful(fact, answer, language=language)
    ]
    assert failing == []
    assert set(languages_of("translate")) == EXAMPLES
    assert set(prompt_data("translate", "negations")) >= EXAMPLES
