"""Data rights: people can export, correct and delete what is stored about them."""
