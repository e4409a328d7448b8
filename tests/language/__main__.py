"""`make messages`: bring the catalogs of translations up to date with what is said."""

from tests.language.extraction import main

main()
