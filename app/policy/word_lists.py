"""Lists of words as plain text: how the vocabularies of the check of identities are written down."""


def words(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())
