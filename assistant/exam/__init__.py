"""The exam: a fixed set of jobs that shows what a language model may do, by job and language.

    result = sit(writer, result, languages=("en", "es"), keep=save)   # sitting.py

A job is done by the very functions that a draft uses, under the same constraints and checks; what
comes out is compared with reference answers (knowledge/exam).
"""

from assistant.exam.jobs import exam_languages, load_criteria, load_items
from assistant.exam.sitting import count_items, sit

__all__ = ["count_items", "exam_languages", "load_criteria", "load_items", "sit"]
