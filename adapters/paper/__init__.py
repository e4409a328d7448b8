"""Documents for the center to print: invitation cards."""
