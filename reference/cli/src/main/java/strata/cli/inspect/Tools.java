package strata.cli.inspect;

import strata.kernel.log.Compression;

/** What every part of one inspection works with. */
record Tools(
        InspectOptions options,
        View view,
        Findings findings,
        ScanProgress progress,
        Compression compression) {

    LogInspector logs() {
        return new LogInspector(options, view, findings, progress, compression);
    }
}
