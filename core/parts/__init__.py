"""The parts of Edgefinder. Each is created when it is first used."""
