package strata.sim.check;

/** Histories with one anomaly each, which the protocol allows. */
enum LegalCase {
    REPLACED_AFTER_A_LOSS(
            Anomaly.INCONSISTENT_OFFSETS,
            Excuse.LOSS,
            """
            keeps nothing
            p1 send x a@0 -> ok
            r1 poll x a@0 -> ok
            world loss
            p2 send x b@0 -> ok
            r2 poll x b@0 -> ok
            """),
    ONLY_READ_AND_REPLACED(
            Anomaly.INCONSISTENT_OFFSETS,
            Excuse.LOSS,
            """
            keeps acked
            p1 send x a@? -> info
            r1 poll x a@0 -> ok
            world loss
            p2 send x b@0 -> ok
            r2 poll x b@0 -> ok
            """),
    ABORTED_SEEN_BY_ONE_WHO_SEES_ALL(
            Anomaly.G1A,
            Excuse.DIRTY_READ,
            """
            client r1 plain read_uncommitted
            t1 txn send x a@0 -> fail
            r1 poll x a@0 -> ok
            """),
    COMMITTED_BY_A_LATE_END(
            Anomaly.G1A,
            Excuse.DELAYED_END,
            """
            transactions v1
            t1 txn send x a@? -> info
            t1/1 txn send x b@1 -> fail
            r1 poll x b@1 -> ok
            """),
    LOST_IN_A_LOSS(
            Anomaly.LOST_WRITE,
            Excuse.LOSS,
            """
            keeps shown
            p1 send x a@0 b@1 -> ok
            r1 poll x a@0 -> ok
            world loss
            p1 send x c@2 -> ok
            world final
            r1 poll x c@2 -> ok
            """),
    ABORTED_BY_A_LATE_END(
            Anomaly.LOST_WRITE,
            Excuse.DELAYED_END,
            """
            transactions v1
            t1 txn send x a@? -> fail tries=2
            t1 txn send x b@1 -> ok
            p1 send x d@3 -> ok
            r1 seek x 0
            r1 poll x d@3 -> ok
            """),
    TORN_BY_A_LATE_END(
            Anomaly.TORN_TRANSACTION,
            Excuse.DELAYED_END,
            """
            transactions v1
            t1 txn send x a@? -> fail tries=2
            t1 txn send x b@1; send y c@0 -> ok
            p1 send x d@3 -> ok
            r1 poll y c@0 -> ok
            r1 seek x 0
            r1 poll x d@3 -> ok
            """),
    TORN_IN_A_LOSS(
            Anomaly.TORN_TRANSACTION,
            Excuse.LOSS,
            """
            keeps nothing
            t1 txn send x a@0; send y b@0 -> ok
            world loss
            world final
            r1 poll x a@0 -> ok
            """),
    SENT_TWICE(
            Anomaly.DUPLICATE,
            Excuse.SENT_AGAIN,
            """
            clients plain read_committed
            p1 send x a@1 -> ok tries=2
            r1 poll x a@0 a@1 -> ok
            """),
    SENT_AGAIN_AFTER_A_LOSS(
            Anomaly.DUPLICATE,
            Excuse.LOSS,
            """
            keeps nothing
            p1 send x a@? -> info tries=2
            r1 poll x a@1 -> ok
            world loss
            r2 poll x a@0 -> ok
            """),
    LAST_ONE_GONE_IN_A_LOSS(
            Anomaly.UNSEEN,
            Excuse.LOSS,
            """
            keeps nothing
            p1 send x a@0 b@1 -> ok
            world loss
            world final
            r1 poll x a@0 -> ok
            """),
    LAST_ONE_ABORTED_BY_A_LATE_END(
            Anomaly.UNSEEN,
            Excuse.DELAYED_END,
            """
            transactions v1
            t1 txn send x a@? -> info
            t1/1 txn send x b@1 -> ok
            world final
            r1 poll -> ok
            """),
    WHAT_CAME_AFTER_A_LOSS_WAS_NOT_JUMPED_OVER(
            Anomaly.POLL_SKIP,
            Excuse.LOSS,
            """
            keeps nothing
            p1 send x a@0 -> ok
            p1 send x c@2 -> ok
            r1 poll x a@0 -> ok
            r1 poll x c@2 -> ok
            world loss
            p2 send x b@1 -> ok
            r2 poll x b@1 -> ok
            """),
    NOR_INSIDE_A_POLL(
            Anomaly.INT_POLL_SKIP,
            Excuse.LOSS,
            """
            keeps nothing
            p1 send x a@0 -> ok
            p1 send x c@2 -> ok
            r1 poll x a@0 c@2 -> ok
            world loss
            p2 send x b@1 -> ok
            r2 poll x b@1 -> ok
            """),
    REBALANCED_FORWARD(
            Anomaly.POLL_SKIP,
            Excuse.REBALANCE,
            """
            p1 send x a@0 b@1 c@2 -> ok
            r1 subscribe x
            r1 poll x a@0 -> ok
            r1 poll x c@2 -> ok
            r2 poll x a@0 b@1 c@2 -> ok
            """),
    REBALANCED_BACK(
            Anomaly.NONMONOTONIC_POLL,
            Excuse.REBALANCE,
            """
            p1 send x a@0 b@1 -> ok
            r1 subscribe x
            r1 poll x a@0 b@1 -> ok
            r1 poll x b@1 -> ok
            """),
    COMES_LATE(
            Anomaly.NONMONOTONIC_SEND,
            Excuse.SENT_AGAIN,
            """
            clients plain read_committed
            p1 send x a@? -> info
            p1 send x b@0 -> ok
            r1 poll x b@0 a@1 -> ok
            """),
    COMES_LATE_IN_PARTS(
            Anomaly.INT_NONMONOTONIC_SEND,
            Excuse.SENT_AGAIN,
            """
            clients plain read_committed
            p1 send x a@2 b@1 -> ok tries=2
            """),
    OTHERS_BETWEEN(
            Anomaly.INT_SEND_SKIP,
            Excuse.INTERLEAVING,
            """
            t1 txn send x a@0 b@2 -> ok
            p1 send x c@1 -> ok
            """),
    CIRCLE_OF_WRITES(
            Anomaly.G0,
            Excuse.INTERLEAVING,
            """
            t1 txn send x a@0; send y b@1 -> ok
            t2 txn send x c@1; send y d@0 -> ok
            """),
    CIRCLE_WITH_A_WRITE(
            Anomaly.G1C,
            Excuse.INTERLEAVING,
            """
            t1 txn send x a@0; poll y d@0 -> ok
            t2 txn send x c@1; send y d@0 -> ok
            """),
    CIRCLE_OF_DIRTY_READS(
            Anomaly.G1C,
            Excuse.DIRTY_READ,
            """
            client t2 idempotent read_uncommitted
            t1 txn send x a@0; poll y b@0 -> ok
            t2 txn send y b@0; poll x a@0 -> ok
            """),
    OWN_WRITE_SEEN_BY_ONE_WHO_SEES_ALL(
            Anomaly.PRECOMMITTED_READ,
            Excuse.DIRTY_READ,
            """
            clients idempotent read_uncommitted
            t1 txn send x a@0; poll x a@0 -> ok
            """);

    final Anomaly anomaly;
    final Excuse excuse;
    final String text;

    LegalCase(Anomaly anomaly, Excuse excuse, String text) {
        this.anomaly = anomaly;
        this.excuse = excuse;
        this.text = text;
    }
}
