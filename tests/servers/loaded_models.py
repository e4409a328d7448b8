"""Loads the models that read free text, which takes seconds: import it before forking."""

from bot.understanding.classifier import classifier, encoder

encoder()
classifier()
