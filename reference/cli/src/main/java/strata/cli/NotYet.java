package strata.cli;

import picocli.CommandLine.Model.CommandSpec;

/** The answer of a command whose part of the house does not exist yet: one line, exit code 2. */
final class NotYet {
    private NotYet() {}

    /** Says in one line that the command is not there yet, and what it waits for. */
    static int answer(CommandSpec command, String waitsFor) {
        command.commandLine()
                .getErr()
                .println(command.qualifiedName() + ": not built yet; it comes with " + waitsFor);
        return ExitCode.USAGE;
    }
}
