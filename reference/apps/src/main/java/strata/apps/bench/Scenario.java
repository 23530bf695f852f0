package strata.apps.bench;

import java.util.List;
import java.util.Map;

/** What is measured. The same scenario runs against either broker and must not know which. */
sealed interface Scenario
        permits ProduceScenario,
                ConsumeScenario,
                StartupScenario,
                ColdScenario,
                CompactionScenario,
                RecoveryScenario,
                PartitionsScenario,
                FailoverScenario,
                GroupScenario,
                OffsetsScenario,
                IdempotenceScenario,
                TransactionScenario {

    /** Short and stable: the name in both reports. */
    String name();

    /** One line for people. */
    String title();

    /** Everything that a figure depends on, for the JSON report. */
    Map<String, Object> settings();

    /** The figures it takes, in the order of the report. */
    List<Metric> metrics();

    /** Starts the broker in an empty directory, measures, stops it. */
    Sample measure(Contender contender, Workspace workspace);
}
