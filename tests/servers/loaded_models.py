"""Load the models for free text. It takes seconds, so import this module before forking."""

from bot.understanding.classifier import classifier, encoder

encoder()
classifier()
