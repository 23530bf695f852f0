package strata.apps.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./strata bench transactions}. */
@Command(
        name = "transactions",
        description = {
            "Three nodes: transactions each second, and how long a record takes from its producer"
                    + " to a read_committed consumer.",
            "Exit code 1 when one of the bars does not hold."
        })
final class TransactionsCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--records",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,10,100",
            converter = Numbers.PositiveInt.class,
            description = "of each transaction, a scenario each (default: ${DEFAULT-VALUE})")
    private List<Integer> records = List.of();

    @Option(
            names = "--producers",
            paramLabel = "N",
            defaultValue = "4",
            converter = Numbers.PositiveInt.class,
            description = "that commit at once (default: ${DEFAULT-VALUE})")
    private int producerCount;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            converter = Numbers.PositiveInt.class,
            description = "of the topic that is made (default: ${DEFAULT-VALUE})")
    private int partitionCount;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            converter = Numbers.PositiveInt.class,
            description =
                    "of each phase: as fast as it goes, and at a pace (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--pace",
            paramLabel = "N",
            defaultValue = "50",
            converter = Numbers.PositiveInt.class,
            description =
                    "transactions/s of all producers in the second phase (default:"
                            + " ${DEFAULT-VALUE})")
    private int perSecond;

    @Override
    public Integer call() {
        return new Session(common).runClusters(this::scenarios, Bar.ofTransactions(records));
    }

    private List<Scenario> scenarios(Session.Tools tools) {
        var target = new Target(tools.port(), partitionCount, Cluster.NODE_COUNT);
        return records.stream().map(count -> scenario(tools, target, count)).toList();
    }

    private Scenario scenario(Session.Tools tools, Target target, int recordCount) {
        var what =
                new TransactionLoad.What(
                        partitionCount, producerCount, recordCount, seconds, perSecond);
        return new TransactionScenario(target, tools.kafka().jdk(), what);
    }
}
