package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Bar STARTUP = new Bar("startup", Metric.READY_MS, Bar.Bound.AT_MOST, 0.35);
    private static final Bar MISSING =
            new Bar("consume", Metric.RECORDS_PER_SECOND, Bar.Bound.AT_LEAST, 1.0);

    @Test
    void jsonNamesEveryFigureOfEveryRound() throws Exception {
        Report report = report(List.of(round(300, 1000), round(500, 1000)), List.of(STARTUP));

        JsonNode json = new ObjectMapper().readTree(JsonReport.of(report));

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "schema",
                        "startedAt",
                        "machine",
                        "contenders",
                        "scenarios",
                        "bars",
                        "passed");
        assertThat(json.get("schema").asText()).isEqualTo("strata-bench/1");
        JsonNode scenario = json.get("scenarios").get(0);
        assertThat(scenario.get("name").asText()).isEqualTo("startup");
        assertThat(scenario.at("/rounds/1/strata/readyMs").asDouble()).isEqualTo(500);
        assertThat(scenario.at("/metrics/readyMs/strata").asDouble()).isEqualTo(400);
        assertThat(scenario.at("/metrics/readyMs/ratio/median").asDouble()).isEqualTo(0.4);
        assertThat(scenario.at("/metrics/readyMs/ratio/min").asDouble()).isEqualTo(0.3);
        assertThat(scenario.at("/metrics/readyMs/ratio/max").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/bars/0/outcome").asText()).isEqualTo("FAIL");
        assertThat(json.get("passed").asBoolean(true)).isFalse();
    }

    @Test
    void jsonHasNullForWhatCouldNotBeTaken() throws Exception {
        Report report = report(List.of(round(1, 0)), List.of(MISSING));

        JsonNode json = new ObjectMapper().readTree(JsonReport.of(report));

        JsonNode ratio = json.at("/scenarios/0/metrics/readyMs/ratio");
        assertThat(ratio.get("median").isNull()).as("infinity").isTrue();
        assertThat(json.at("/bars/0/ratio").isNull()).as("scenario not run").isTrue();
        assertThat(json.at("/bars/0/outcome").asText()).isEqualTo("INCONCLUSIVE");
    }

    @Test
    void textShowsBothFiguresTheRatioAndTheVerdict() {
        Report report = report(List.of(round(300, 1000), round(100, 1000)), List.of(STARTUP));

        String text = TextReport.of(report);

        assertThat(text)
                .containsPattern("port served, ms +200 +1,000 +0\\.20x +0\\.10x\\.\\.0\\.30x");
        assertThat(text)
                .containsPattern("PASS +startup +port served, ms +0\\.20x +wanted <= 0\\.35");
        assertThat(text).endsWith("1 bars: 1 pass, 0 fail, 0 inconclusive\n");
    }

    @Test
    void aBarIsJudgedByTheMedianRatioAndItsLimitPasses() {
        assertThat(STARTUP.holds(0.35)).isTrue();
        assertThat(STARTUP.holds(0.351)).isFalse();
        assertThat(MISSING.holds(1.0)).isTrue();
        assertThat(MISSING.holds(0.999)).isFalse();
    }

    @Test
    void aBarOnAFigureIsJudgedByTheWorstRoundAndWithoutKafka() {
        Bar bar = new Bar("startup", Metric.READY_MS, Bar.Of.FIGURE, Bar.Bound.AT_MOST, 400);

        assertThat(bar.isJudged(List.of(Side.STRATA))).isTrue();
        assertThat(bar.isJudged(List.of(Side.KAFKA))).isFalse();
        assertThat(STARTUP.isJudged(List.of(Side.STRATA))).isFalse();
        assertThat(STARTUP.isJudged(List.of(Side.STRATA, Side.KAFKA))).isTrue();
        assertThat(report(List.of(round(400, 1), round(1, 1)), List.of(bar)).passed()).isTrue();
        Report failed = report(List.of(round(1, 1), round(401, 1), round(2, 1)), List.of(bar));
        assertThat(failed.passed()).isFalse();
        assertThat(TextReport.of(failed))
                .containsPattern("FAIL +startup +port served, ms +401 +wanted <= 400");
        assertThat(JsonReport.of(failed)).contains("\"figure\"");
    }

    @Test
    void aBarOnAMedianFigureIsJudgedByTheMiddleRoundAndWithoutKafka() {
        Bar bar = new Bar("startup", Metric.READY_MS, Bar.Of.MEDIAN_FIGURE, Bar.Bound.AT_MOST, 400);

        assertThat(bar.isJudged(List.of(Side.STRATA))).isTrue();
        Report passed = report(List.of(round(1, 1), round(900, 1), round(400, 1)), List.of(bar));
        assertThat(passed.passed()).isTrue();
        Report failed = report(List.of(round(1, 1), round(900, 1), round(401, 1)), List.of(bar));
        assertThat(failed.passed()).isFalse();
        assertThat(TextReport.of(failed))
                .containsPattern("FAIL +startup +port served, ms +401 +wanted <= 400");
        assertThat(JsonReport.of(failed)).contains("\"figure\"");
    }

    @Test
    void aBarWhoseScenarioDidNotRunDoesNotPass() {
        assertThat(MISSING.judge(List.of()).outcome()).isEqualTo(Bar.Outcome.INCONCLUSIVE);
    }

    @Test
    void aBarIsInconclusiveWhenOtherProgramsTookPartOfTheMachine() {
        Sample quick = Sample.empty().with(Metric.READY_MS, 100);
        Sample slow = Sample.empty().with(Metric.READY_MS, 1000);
        var quiet =
                new Round(
                        Map.of(
                                Side.STRATA, quick.with(Metric.OTHER_LOAD_PERCENT, 10),
                                Side.KAFKA, slow.with(Metric.OTHER_LOAD_PERCENT, 0)));
        var disturbed =
                new Round(
                        Map.of(
                                Side.STRATA, quick.with(Metric.OTHER_LOAD_PERCENT, 0),
                                Side.KAFKA, slow.with(Metric.OTHER_LOAD_PERCENT, 11)));

        assertThat(report(List.of(quiet), List.of(STARTUP)).passed()).isTrue();
        Report mixed = report(List.of(quiet, disturbed), List.of(STARTUP));
        assertThat(mixed.passed()).isFalse();
        assertThat(TextReport.of(mixed)).contains("DISTURBED").contains("INCONCLUSIVE");
    }

    @Test
    void everyBarSpeaksOfAFigureThatItsScenarioTakes() {
        var kafka = new KafkaDistribution(new Jdk(Path.of("jdk"), "25"), "none");
        try (Workspace workspace = TestWorkspace.open()) {
            var scenarios =
                    StandardScenarios.of(
                            new Target(0, 6),
                            new Producer(kafka, workspace, Map.of()),
                            new Consumer(kafka, workspace, Map.of()),
                            1.0);

            assertTaken(Bar.ALL, scenarios);
        }
    }

    @Test
    void everyBarOfGroupsSpeaksOfAFigureThatItsScenarioTakes() {
        var scenarios =
                StandardScenarios.ofGroups(
                        new Target(0, 12, 3), new Jdk(Path.of("jdk"), "25"), 10_000, 100);

        assertThat(Bar.GROUPS).hasSizeGreaterThan(12);
        assertTaken(Bar.GROUPS, scenarios);
    }

    @Test
    void everyBarOfIdempotenceSpeaksOfAFigureThatItsScenarioTakes() {
        var kafka = new KafkaDistribution(new Jdk(Path.of("jdk"), "25"), "none");
        try (Workspace workspace = TestWorkspace.open()) {
            var producer = new Producer(kafka, workspace, Map.of("acks", "all"));

            assertTaken(
                    Bar.IDEMPOTENCE,
                    StandardScenarios.ofIdempotence(new Target(0, 6), producer, 2, 1.0));
        }
    }

    @Test
    void everyBarOfTransactionsSpeaksOfAFigureThatItsScenarioTakes() {
        var jdk = new Jdk(Path.of("jdk"), "25");
        List<Integer> sizes = List.of(1, 100);
        List<Scenario> scenarios =
                sizes.stream()
                        .<Scenario>map(
                                size ->
                                        new TransactionScenario(
                                                new Target(0, 6, 3),
                                                jdk,
                                                new TransactionLoad.What(6, 4, size, 20, 50)))
                        .toList();

        assertThat(Bar.ofTransactions(sizes)).hasSize(6);
        assertTaken(Bar.ofTransactions(sizes), scenarios);
    }

    private static void assertTaken(List<Bar> bars, List<Scenario> scenarios) {
        assertThat(bars)
                .allSatisfy(
                        bar ->
                                assertThat(scenarios)
                                        .filteredOn(s -> s.name().equals(bar.scenario()))
                                        .singleElement()
                                        .satisfies(
                                                s ->
                                                        assertThat(s.metrics())
                                                                .contains(bar.metric())));
    }

    private static Report report(List<Round> rounds, List<Bar> bars) {
        List<Result> results = List.of(new Result(new StartupScenario(new Target(0, 1)), rounds));
        return new Report(
                Instant.EPOCH,
                new Machine("Linux", 2, 0.1),
                List.of(new StrataContender(Path.of("/home"), StrataContender.DEFAULT_TEMPLATE)),
                results,
                bars.stream().map(bar -> bar.judge(results)).toList());
    }

    private static Round round(double strata, double kafka) {
        var samples = new EnumMap<Side, Sample>(Side.class);
        samples.put(Side.STRATA, Sample.empty().with(Metric.READY_MS, strata));
        samples.put(Side.KAFKA, Sample.empty().with(Metric.READY_MS, kafka));
        return new Round(samples);
    }
}
