package strata.autograder;

import picocli.CommandLine.Option;
import strata.autograder.report.Classroom50;
import strata.autograder.report.ReportOptions;

/** The options of commands that decide what reports show. */
final class ReportSettings {
    @Option(
            names = "--hidden-on-gradescope",
            paramLabel = "WHEN",
            description =
                    "When Gradescope shows hidden tests to students: ${COMPLETION-CANDIDATES}"
                            + " (default: ${DEFAULT-VALUE}). While one is not shown, nor is their"
                            + " total.")
    private ReportOptions.Shown hiddenOnGradescope = ReportOptions.Shown.VISIBLE;

    @Option(
            names = "--reveal-hidden",
            description = "Tell students what hidden tests ran on, too: for after the deadline.")
    private boolean revealHidden;

    @Option(
            names = "--docs",
            paramLabel = "URL",
            defaultValue = "",
            description = "Where the site is; failure codes then link to their pages.")
    private String docs = "";

    ReportOptions options() {
        return new ReportOptions(
                hiddenOnGradescope, revealHidden, docs, Classroom50.Identity.UNKNOWN);
    }
}
