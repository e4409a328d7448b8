"""`make messages`: update the translation catalogs from the texts in use."""

from tests.language.extraction import main

main()
