"""What somebody says about a file beside it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Options of an import, each as the command line has it."""

    organization: str = ""
    """Whose file it is: for rows that do not say, and the numbers in it are that one's own."""
    only: str = ""
    """The one organization whose rows whoever brings the file may bring; empty: all."""
    term: str = ""
    """The term of the classes in it, for rows that do not say."""
    accept: bool = False
    """What was asked of rows that were rejected is answered with yes."""
    separate: bool = False
    """People of one name and number at two organizations are two."""
    replace: bool = False
    """The file is the whole of it: who is missing leaves."""
    same_day_retakes: bool = False
    """Identical results of one day are several sittings."""
    quiet: bool = False
    """Nobody hears of what it brings."""
    nims_numbers: bool = False
    """Candidate numbers are NIMS registration numbers, one person everywhere."""


NONE = Options()
