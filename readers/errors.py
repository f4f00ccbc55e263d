"""What a reader says of a file that it refuses.

ReadError       one file: what is wrong, and what to do
└── ReadErrors  several files of one dossier, all told at once
"""

from collections.abc import Sequence


class ReadError(Exception):
    """A file cannot be read. `str()` gives the French sentence to show.

    `where` is the name of the file, `what` says what is wrong and `remedy` what to do; neither ends with a full stop.
    """

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(where, what, remedy)
        self.where = where
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.where} : {self.what}. {self.remedy}."


class ReadErrors(ReadError):
    """Several files of a dossier cannot be read. `str()` gives one sentence a line."""

    def __init__(self, errors: Sequence[ReadError]) -> None:
        super().__init__(
            ", ".join(error.where for error in errors),
            " ; ".join(error.what for error in errors),
            " ; ".join(error.remedy for error in errors),
        )
        self.args = (tuple(errors),)  # what pickle gives back to __init__
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
