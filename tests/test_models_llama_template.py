"""Chat templates as they are found in model files, rendered for one job."""

from __future__ import annotations

import pytest

from assistant.domain import Prompt
from assistant.errors import ModelError
from assistant.models.chat_template import ChatTemplate

PROMPT = Prompt("job", "Be calm.", "The note.", (("One.", "Eins."),))

CHATML = (
    "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}"
    "{% endif %}{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}{% set role = 'model' if m['role'] == 'assistant' "
    "else 'user' %}{{ '<start_of_turn>' + role + '\n' + m['content'] | trim + '<end_of_turn>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)
DROPS_SYSTEM = (
    "{% for m in messages if m.role != 'system' %}[{{ m.role }}] {{ m.content }}\n{% endfor %}[assistant] "
)
THINKS = (
    "{% for m in messages %}{{ m.content }}|{% endfor %}"
    "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}"
)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            CHATML,
            "<|im_start|>system\nBe calm.<|im_end|>\n<|im_start|>user\nOne.<|im_end|>\n<|im_start|>assistant\nEins."
            "<|im_end|>\n<|im_start|>user\nThe note.<|im_end|>\n<|im_start|>assistant\n",
        ),
        (
            GEMMA,
            "<s><start_of_turn>user\nBe calm.\n\nOne.<end_of_turn>\n<start_of_turn>model\nEins.<end_of_turn>\n"
            "<start_of_turn>user\nThe note.<end_of_turn>\n<start_of_turn>model\n",
        ),
        (DROPS_SYSTEM, "[user] Be calm.\n\nOne.\n[assistant] Eins.\n[user] The note.\n[assistant] "),
        (THINKS, "Be calm.|One.|Eins.|The note.|<think></think>"),
        ("", "Be calm.\n\nOne.\n\nEins.\n\nThe note.\n\n"),
    ],
    ids=["chatml", "no system role", "drops the system role", "thinks aloud", "none"],
)
def test_a_prompt_is_written_as_the_model_learnt_it(template, expected):
    assert ChatTemplate(template, start="<s>", end="</s>").render(PROMPT) == expected


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% for %}", "the chat template of the model is broken"),
        ("{{ raise_exception('never') }}", "the chat template of the model cannot be used: never"),
        ("{{ messages.__class__.__mro__ }}", "the chat template of the model cannot be used"),
    ],
    ids=["syntax", "refuses", "reaches out of the sandbox"],
)
def test_a_template_that_cannot_be_used_says_so(template, message):
    with pytest.raises(ModelError, match=message):
        ChatTemplate(template).render(PROMPT)
