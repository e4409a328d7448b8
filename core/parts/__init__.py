"""The parts of Edgefinder, made when they are first used."""
