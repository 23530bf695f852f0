package strata.sim.groups;

import strata.sim.scenario.FailurePages;

/** Which page of {@code docs/failures} explains a broken claim about a group. */
final class GroupCodes {
    static final FailurePages PAGES =
            new FailurePages()
                    .page("SIM-401", "two-owners", "two-owners-in-generation")
                    .page("SIM-402", "offset-went-back", "commit-from-nowhere")
                    .page("SIM-403", "commit-lost")
                    .page("SIM-404", "zombie-commit")
                    .page("SIM-405", "rebalance-hangs")
                    .page("SIM-406", "record-skipped")
                    .page("SIM-407", "unbalanced", "not-sticky")
                    .page("SIM-408", "replay-differs");

    private GroupCodes() {}
}
