"""The command line: `edgefinder`."""
