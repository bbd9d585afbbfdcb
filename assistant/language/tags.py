"""Language tags (BCP 47 in the short form): the one of what cannot be told, and what two of them share."""

UNKNOWN = "und"


def base(tag: str) -> str:
    """The language without its script or country: "zh" of "zh-Hant"."""
    return tag.partition("-")[0]


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, whatever the script."""
    return base(one) == base(other)
