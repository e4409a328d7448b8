"""`make messages`: update the translation catalogs from the code."""

from tests.language.extraction import main

main()
