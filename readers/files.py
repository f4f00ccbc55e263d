"""Files from the disk, as bytes: whatever goes wrong is one French sentence."""

import os
import stat
from pathlib import Path, PurePath

from clausier.readers.errors import ReadError


def read_file(path: str | os.PathLike[str], limit: int) -> bytes:
    """Read a regular file, up to `limit` bytes and one more, by which the caller sees that it is too large.

    Raises ReadError.
    """
    name = PurePath(path).name or os.fspath(path)
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            raise ReadError(name, "c'est un dossier, pas un fichier", "Donnez les documents qu'il contient")
        if not stat.S_ISREG(mode):  # a pipe or a device may never end
            raise ReadError(name, "ce n'est pas un fichier ordinaire", "Copiez son contenu dans un fichier")
        with open(path, "rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError as error:
        raise ReadError(name, "le fichier est introuvable", "Vérifiez son nom et son dossier") from error
    except PermissionError as error:
        raise ReadError(name, "vous n'avez pas le droit de lire ce fichier", "Demandez-le à qui le détient") from error
    except (OSError, ValueError) as error:
        raise ReadError(
            name, "le fichier n'a pas pu être ouvert", "Copiez-le dans un autre dossier, puis réessayez"
        ) from error
