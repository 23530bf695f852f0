package strata.sim.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OperationTextTest {
    private static final String FULL =
            """
            strata-history 1
            keeps acked-and-shown
            transactions v1
            clients idempotent read_committed
            client r2 plain read_uncommitted
            1..4 p1 send flights-0 a@0 b@1 -> ok
            2..3 p2 txn send flights-0 c@2; poll trips-0 d@7 trips-1 e@0 -> info tries=2
            5.. p2/1 send flights-0 f@? -> info
            6 world loss
            7..8 r1 assign flights-0 -> ok
            9..10 r1 seek flights-0 0 -> ok
            11..12 r2 subscribe flights-0 trips-0 -> ok
            13 world final
            14 world start flights-0 1
            15..16 r1 poll flights-0 a@0 b@1 -> ok
            17..18 r1 poll -> ok
            19..20 p1 txn -> fail
            21..22 r1 crash -> ok
            """;

    @Test
    void whatIsReadIsWrittenTheSame() {
        assertThat(OperationText.write(OperationText.parse(FULL))).isEqualTo(FULL);
    }

    @Test
    void whatIsWrittenIsReadTheSame() {
        for (long seed = 0; seed < 200; seed++) {
            OperationRecord record = RightCluster.run(seed, CleanHistoryTest.anyWays(seed));

            OperationRecord again = OperationText.parse(OperationText.write(record));

            assertThat(again).isEqualTo(record);
        }
    }

    @Test
    void byHandMuchCanBeLeftOut() {
        OperationRecord record =
                OperationText.parse(
                        """
                        # a comment

                        p1 send x a@0 -> ok
                        world final
                        r1 poll x a@0
                        """);

        assertThat(OperationText.write(record))
                .isEqualTo(
                        """
                        strata-history 1
                        keeps acked-and-shown
                        transactions v2
                        clients idempotent read_committed
                        1..2 p1 send x a@0 -> ok
                        3 world final
                        4..5 r1 poll x a@0 -> ok
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strata-history 2",
                "keeps everything",
                "transactions v3",
                "clients plain",
                "clients sloppy read_committed",
                "p1 send x a@b -> ok",
                "p1 send a@0 -> ok",
                "p1 sends x a@0 -> ok",
                "p1 send x a@0 -> perhaps",
                "p1 send x a@0 -> ok twice",
                "p1 poll x a@? -> ok",
                "p1 txn seek x 0 -> ok",
                "p1 seek x -> ok",
                "3..2 p1 send x a@0 -> ok",
                "3 p1 send x a@0 -> ok",
                "p1",
                "world end",
                "-> ok"
            })
    void whatIsNoLineOfAHistoryIsNamed(String wrong) {
        assertThatThrownBy(() -> OperationText.parse("p1 send x z@0 -> ok\n" + wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 of the history: " + wrong);
    }
}
