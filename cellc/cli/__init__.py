"""The command line: arguments in, text and files out.  Knows nothing of compiling.

main       the group of commands, imported one at a time
faults     exceptions to messages and exit codes
inputs     SPEC arguments to sources
messages   diagnostics as text or as a document; the exit code they mean
output     generated files, moved into place
check, build, verify, dump, zoo, explain     the commands

A command returns its exit code.  Only what a command needs is imported, inside its
function, so that `--help` answers at once.
"""
