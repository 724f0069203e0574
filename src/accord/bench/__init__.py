"""The measuring commands: speed, memory and accuracy, beside peers that run in an environment of their own."""
