"""Load the models for free text when this module is imported.

Loading takes seconds, so a process imports this module before it is forked.
"""

from bot.understanding.encoder import encoder

encoder()  # this also loads the classifier
