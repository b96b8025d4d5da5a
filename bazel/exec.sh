#!/bin/sh
# Runs its arguments, so that a test can be a command.
exec "$@"
