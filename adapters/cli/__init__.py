"""The `edgefinder` command line. Each command, or group of commands, is one module."""
