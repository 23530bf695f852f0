package strata.sim.groups;

/** What is known of a run's groups, and claimed of them. */
record Ledger(
        OwnerClaims owners,
        CommitClaims commits,
        ProgressClaims progress,
        Leadership leadership,
        Tally tally) {

    /** How much happened, to know whether a run shows anything. */
    static final class Tally {
        private long assignments;
        private long fenced;

        /** A member has got its assignment, or a new one. */
        void assigned() {
            assignments++;
        }

        /** A member was told that it is none. */
        void fenced() {
            fenced++;
        }

        long assignments() {
            return assignments;
        }

        long timesFenced() {
            return fenced;
        }
    }
}
