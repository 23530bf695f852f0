package strata.sim.transactions;

import strata.sim.scenario.FailurePages;

/** Which page of {@code docs/failures} explains a broken claim about producers. */
final class TransactionCodes {
    static final FailurePages PAGES =
            new FailurePages()
                    .page(
                            "SIM-501",
                            "duplicate",
                            "sequence-refused",
                            "nonmonotonic-send",
                            "int-nonmonotonic-send",
                            "changed-record")
                    .page(
                            "SIM-502",
                            "aborted-read",
                            "G1a",
                            "G1c",
                            "precommitted-read",
                            "torn-transaction")
                    .page(
                            "SIM-503",
                            "zombie-accepted",
                            "epoch-given-twice",
                            "epoch-went-back",
                            "fenced-for-nothing")
                    .page(
                            "SIM-504",
                            "decision-changed",
                            "marker-before-decision",
                            "marker-from-nowhere")
                    .page("SIM-505", "stable-beyond-high-watermark", "stable-went-back")
                    .page("SIM-506", "hanging-transaction")
                    .page("SIM-507", "producers-differ", "replay-differs")
                    .page("SIM-508", "processed-twice", "not-processed");

    private TransactionCodes() {}
}
