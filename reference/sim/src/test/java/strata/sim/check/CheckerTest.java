package strata.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.sim.Verdict;

final class CheckerTest {
    @ParameterizedTest
    @EnumSource(Doctored.class)
    void aHistoryWithOneAnomalyIsFoundToHaveJustThatOne(Doctored doctored) {
        CheckReport report = Checker.check(OperationText.parse(doctored.text));

        assertThat(report.anomalies()).as(report.told()).containsExactly(doctored.anomaly);
        assertThat(report.broken()).containsExactly(doctored.anomaly);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @EnumSource(LegalCase.class)
    void anAnomalyThatTheProtocolAllowsIsExpectedAndNamed(LegalCase legal) {
        CheckReport report = Checker.check(OperationText.parse(legal.text));

        assertThat(report.anomalies()).as(report.told()).containsExactly(legal.anomaly);
        assertThat(report.findings().get(0).excuse()).isEqualTo(legal.excuse);
        assertThat(report.verdict()).isEqualTo(Verdict.EXPECTED);
        assertThat(report.allowed()).isEqualTo(legal.anomaly.label());
    }

    @ParameterizedTest
    @EnumSource(LegalCase.class)
    void whatIsLegalOnlyByItsConfigurationIsNotInTheStrictest(LegalCase legal) {
        OperationRecord history = OperationText.parse(legal.text);

        CheckReport report =
                Checker.check(
                        new OperationRecord(Configuration.STRICT, history.list(), history.marks()));

        boolean always = legal.excuse == Excuse.INTERLEAVING || legal.excuse == Excuse.REBALANCE;
        assertThat(report.verdict()).isEqualTo(always ? Verdict.EXPECTED : Verdict.FAIL);
        assertThat(report.anomalies()).containsExactly(legal.anomaly);
    }

    @Test
    void everyAnomalyHasItsHistories() {
        Set<Anomaly> shown = EnumSet.noneOf(Anomaly.class);
        for (Doctored doctored : Doctored.values()) {
            shown.add(doctored.anomaly);
        }
        shown.addAll(Doctored.ALWAYS_LEGAL);

        assertThat(shown).containsExactlyInAnyOrder(Anomaly.values());
    }

    @Test
    void everyExcuseOfTheTableHasACase() {
        for (Anomaly anomaly : Anomaly.values()) {
            Set<Excuse> shown = EnumSet.noneOf(Excuse.class);
            for (LegalCase legal : LegalCase.values()) {
                if (legal.anomaly == anomaly) {
                    shown.add(legal.excuse);
                }
            }
            Set<Excuse> unshown = EnumSet.copyOf(Legality.of(anomaly));
            unshown.removeAll(shown);
            assertThat(unshown).as(anomaly.label()).isEmpty();
        }
    }

    @Test
    void aLegalAnomalyNeverHidesAnother() {
        List<String> lines = new ArrayList<>(List.of("client p9 plain read_committed"));
        // More legal duplicates than are told, and one that is not legal.
        for (int i = 0; i < 3 * CheckReport.TOLD_MAX; i++) {
            lines.add("p9 send k" + i + " d@0 -> ok tries=2");
            lines.add("r9 poll k" + i + " d@0 d@1 -> ok");
        }
        lines.add("p8 send x a@0 -> ok");
        lines.add("r8 poll x a@0 a@1 -> ok");

        CheckReport report = Checker.check(OperationText.parse(String.join("\n", lines)));

        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.illegal()).isEqualTo(1);
        assertThat(report.legal()).isEqualTo(3 * CheckReport.TOLD_MAX);
        assertThat(report.findings().get(0).toString())
                .isEqualTo("duplicate: a stands in x at offsets 0 and 1");
        assertThat(report.findings()).hasSize(1 + CheckReport.TOLD_MAX);
    }

    @Test
    void aFindingNamesItsOperationsAndPlacesAndSaysWhyItMatters() {
        CheckReport report =
                Checker.check(OperationText.parse(Doctored.ACKNOWLEDGED_AND_READ_OVER.text));

        Finding finding = report.findings().get(0);
        assertThat(finding.places()).containsExactly(new Placed("x", 1, "b"));
        assertThat(finding.lesson())
                .isEqualTo(
                        """
                        lost-write: p1 sent b to x and was told it stands at offset 1, but r1 reads \
                        on across that place without it. A reader went past the place where it must \
                        stand, so it will never be seen.
                            1..2 p1 send x a@0 b@1 c@2 -> ok
                            3..4 r1 poll x a@0 c@2 -> ok\
                        """);
    }

    @Test
    void whatWasDeletedIsNotMissed() {
        CheckReport report =
                Checker.check(
                        OperationText.parse(
                                """
                                p1 send x a@0 b@1 c@2 -> ok
                                world start x 2
                                world final
                                r1 poll x c@2 -> ok
                                """));

        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aTryThatWasLostMayBeDoneAfterAllAndIsNoFailure() {
        Journal journal = new Journal(Configuration.STRICT);
        Placed unknown = new Placed("x", Placed.UNKNOWN, "a");
        Journal.Pending send =
                journal.begins(new Session("p1", 0), new Doing.Send(List.of(unknown)));
        send.lost();
        send.again();
        send.fail();
        Placed seen = new Placed("x", 0, "a");
        journal.did(new Session("r1", 0), new Doing.Poll(List.of(seen)));

        CheckReport report = Checker.check(journal.operations());

        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(journal.operations().list().get(0).toString())
                .isEqualTo("1..3 p1 send x a@? -> info tries=2");
    }
}
