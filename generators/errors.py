"""What stops a document from being written, said so that the person at the keyboard can mend it."""

from __future__ import annotations


class WriteError(Exception):
    """`where` is the path as the caller gave it; `remedy` is an imperative sentence."""

    def __init__(self, what: str, where: str, remedy: str) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(f"{where} : {what}. {remedy}.")
