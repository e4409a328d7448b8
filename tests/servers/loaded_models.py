"""Load the models for free text. It takes seconds, so import this module before forking."""

from bot.understanding.encoder import encoder

encoder()  # this also loads the classifier
