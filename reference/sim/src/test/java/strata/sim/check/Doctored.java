package strata.sim.check;

import java.util.List;

/** Histories with one anomaly each, and not a trace of another. */
enum Doctored {
    OFFSET_WITH_TWO_VALUES(
            Anomaly.INCONSISTENT_OFFSETS,
            """
            p1 send x a@0 -> ok
            p1 send x b@1 -> ok
            p2 send x c@? -> info
            r1 poll x a@0 b@1 -> ok
            r2 poll x a@0 c@1 -> ok
            """),
    TWO_ACKNOWLEDGEMENTS_FOR_ONE_OFFSET(
            Anomaly.INCONSISTENT_OFFSETS,
            """
            p1 send x a@0 -> ok
            p2 send x b@0 -> ok
            """),
    OFFSET_REPLACED_AFTER_A_LOSS_THAT_MUST_NOT_LOSE_IT(
            Anomaly.INCONSISTENT_OFFSETS,
            """
            keeps acked
            p1 send x a@0 -> ok
            world loss
            p2 send x b@0 -> ok
            r1 poll x b@0 -> ok
            """),
    VALUE_THAT_NOBODY_SENT(
            Anomaly.CHANGED_RECORD,
            """
            p1 send x a@0 -> ok
            r1 poll x a@0 q@1 -> ok
            """),
    VALUE_IN_ANOTHER_PARTITION(
            Anomaly.CHANGED_RECORD,
            """
            p1 send x a@? -> info
            r1 poll y a@0 -> ok
            """),
    REFUSED_AND_READ(
            Anomaly.G1A,
            """
            p1 send x a@? -> fail
            r1 poll x a@0 -> ok
            """),
    ABORTED_AND_READ(
            Anomaly.G1A,
            """
            p1 txn send x a@0; send y b@0 -> fail
            p1 send x c@2 -> ok
            r1 poll x a@0 c@2 -> ok
            """),
    REFUSED_AND_READ_BY_ONE_WHO_SEES_ALL(
            Anomaly.G1A,
            """
            clients idempotent read_uncommitted
            p1 send x a@? -> fail
            r1 poll x a@0 -> ok
            """),
    ACKNOWLEDGED_AND_READ_OVER(
            Anomaly.LOST_WRITE,
            """
            p1 send x a@0 b@1 c@2 -> ok
            r1 poll x a@0 c@2 -> ok
            """),
    ACKNOWLEDGED_AND_READ_OVER_BETWEEN_POLLS(
            Anomaly.LOST_WRITE,
            """
            p1 send x a@0 b@1 c@2 -> ok
            r1 poll x a@0 -> ok
            r1 poll x c@2 -> ok
            """),
    ACKNOWLEDGED_AND_NEVER_READ_THOUGH_LATER_ONES_ARE(
            Anomaly.LOST_WRITE,
            """
            p1 send x a@0 b@1 c@2 -> ok
            world final
            r1 poll x a@0 -> ok
            r2 poll x c@2 -> ok
            """),
    TORN_THOUGH_NOBODY_WAS_TOLD_HOW_IT_ENDED(
            Anomaly.TORN_TRANSACTION,
            """
            p1 txn send x a@0; send y b@0 -> info
            p2 send y c@1 -> ok
            world final
            r1 poll x a@0 y c@1 -> ok
            """),
    TORN_AND_NEVER_READ(
            Anomaly.TORN_TRANSACTION,
            """
            p1 txn send x a@0; send y b@0 -> ok
            world final
            r1 poll x a@0 -> ok
            """),
    LOST_WHOLE(
            Anomaly.LOST_WRITE,
            """
            client r2 plain read_uncommitted
            p1 txn send x a@0; send x b@1 -> ok
            p1 send x c@3 -> ok
            r1 seek x 0
            r1 poll x c@3 -> ok
            r2 poll x a@0 b@1 c@3 -> ok
            """),
    LOST_BY_THOSE_WHO_SEE_WHAT_IS_COMMITTED(
            Anomaly.TORN_TRANSACTION,
            """
            client r2 plain read_uncommitted
            p1 txn send x a@0 b@1 -> ok
            p1 send x c@3 -> ok
            r1 seek x 0
            r1 poll x a@0 c@3 -> ok
            r2 poll x a@0 b@1 c@3 -> ok
            """),
    LOST_AFTER_A_LOSS_THAT_MUST_NOT_LOSE_IT(
            Anomaly.LOST_WRITE,
            """
            keeps acked
            p1 send x a@0 b@1 -> ok
            world loss
            p1 send x c@2 -> ok
            world final
            r1 poll x a@0 c@2 -> ok
            """),
    TWICE_IN_THE_LOG(
            Anomaly.DUPLICATE,
            """
            p1 send x a@1 -> ok tries=2
            r1 poll x a@0 a@1 -> ok
            """),
    TWICE_THOUGH_SENT_ONCE(
            Anomaly.DUPLICATE,
            """
            clients plain read_committed
            p1 send x a@0 -> ok
            r1 poll x a@0 a@1 -> ok
            """),
    NOT_THERE_AT_THE_END(
            Anomaly.UNSEEN,
            """
            p1 send x a@0 -> ok
            p1 send x b@1 -> ok
            world final
            r1 poll x a@0 -> ok
            """),
    NOTHING_THERE_AT_THE_END(
            Anomaly.UNSEEN,
            """
            p1 txn send x a@? -> ok
            world final
            r1 poll -> ok
            """),
    JUMP_BETWEEN_POLLS(
            Anomaly.POLL_SKIP,
            """
            p1 send x a@0 b@1 c@2 -> ok
            r1 assign x
            r1 poll x a@0 -> ok
            r1 poll x c@2 -> ok
            r2 poll x a@0 b@1 c@2 -> ok
            """),
    JUMP_AFTER_A_SEEK(
            Anomaly.POLL_SKIP,
            """
            p1 send x a@0 b@1 -> ok
            r1 seek x 0
            r1 poll x b@1 -> ok
            r2 poll x a@0 b@1 -> ok
            """),
    ON_AFTER_AN_ABORT_AS_IF_IT_WERE_COMMITTED(
            Anomaly.POLL_SKIP,
            """
            p1 send x a@0 b@1 c@2 -> ok
            t1 txn poll x a@0 -> ok
            t1 txn poll x b@1 -> fail
            t1 txn poll x c@2 -> ok
            """),
    BACK_BETWEEN_POLLS(
            Anomaly.NONMONOTONIC_POLL,
            """
            p1 send x a@0 b@1 -> ok
            r1 poll x a@0 b@1 -> ok
            r1 poll x b@1 -> ok
            """),
    JUMP_INSIDE_A_POLL(
            Anomaly.INT_POLL_SKIP,
            """
            p1 send x a@0 b@1 c@2 -> ok
            r1 subscribe x
            r1 poll x a@0 c@2 -> ok
            r2 poll x a@0 b@1 c@2 -> ok
            """),
    JUMP_INSIDE_A_TRANSACTION(
            Anomaly.INT_POLL_SKIP,
            """
            p1 send x a@0 b@1 c@2 -> ok
            t1 txn poll x a@0; send y d@0; poll x c@2 -> ok
            r2 poll x a@0 b@1 c@2 -> ok
            """),
    BACK_INSIDE_A_POLL(
            Anomaly.INT_NONMONOTONIC_POLL,
            """
            p1 send x a@0 b@1 -> ok
            r1 subscribe x
            r1 poll x b@1 a@0 -> ok
            """),
    LATER_SEND_BEFORE(
            Anomaly.NONMONOTONIC_SEND,
            """
            p1 send x a@1 -> ok
            p1 send x b@0 -> ok
            """),
    LATER_SEND_BEFORE_AS_A_READER_SAW(
            Anomaly.NONMONOTONIC_SEND,
            """
            p1 send x a@? -> info
            p1 send x b@0 -> ok
            r1 poll x b@0 a@1 -> ok
            """),
    LATER_SEND_BEFORE_THOUGH_ANOTHER_ONE_MAY_BE_LATE(
            Anomaly.NONMONOTONIC_SEND,
            """
            clients plain read_committed
            p1 send x a@1 -> ok
            p1 send x b@2 -> ok tries=2
            p1 send x c@0 -> ok
            """),
    LATER_VALUE_BEFORE(
            Anomaly.INT_NONMONOTONIC_SEND,
            """
            p1 send x a@1 b@0 -> ok
            """),
    CIRCLE_OF_READS(
            Anomaly.G1C,
            """
            t1 txn send x a@0; poll y b@0 -> ok
            t2 txn send y b@0; poll x a@0 -> ok
            """),
    CIRCLE_OF_THREE(
            Anomaly.G1C,
            """
            t1 txn send x a@0; poll z c@0 -> ok
            t2 txn send y b@0; poll x a@0 -> ok
            t3 txn send z c@0; poll y b@0 -> ok
            """),
    OWN_WRITE(
            Anomaly.PRECOMMITTED_READ,
            """
            t1 txn send x a@0; poll x a@0 -> ok
            """),
    OWN_WRITE_AND_THEN_ABORTED(
            Anomaly.PRECOMMITTED_READ,
            """
            t1 txn send x a@0; poll x a@0 -> fail
            """);

    final Anomaly anomaly;
    final String text;

    Doctored(Anomaly anomaly, String text) {
        this.anomaly = anomaly;
        this.text = text;
    }

    /** The anomalies that are legal in every configuration have no history of this kind. */
    static final List<Anomaly> ALWAYS_LEGAL = List.of(Anomaly.INT_SEND_SKIP, Anomaly.G0);
}
