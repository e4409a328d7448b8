"""Documents for the training center to print: invitation cards."""
