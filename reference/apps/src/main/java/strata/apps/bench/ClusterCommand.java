package strata.apps.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./strata bench cluster}. */
@Command(
        name = "cluster",
        description = {
            "Three nodes, three replicas, acks=all: start, throughput, latency, and a leader's"
                    + " death.",
            "Exit code 1 when one of the bars does not hold."
        })
final class ClusterCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "${COMPLETION-CANDIDATES}; may be repeated (default: all)")
    private Set<String> names = new TreeSet<>();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            converter = Numbers.PositiveInt.class,
            description = "of the topic that is made (default: ${DEFAULT-VALUE})")
    private int partitionCount;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            converter = Numbers.Factor.class,
            defaultValue = "1.0",
            description =
                    "on the number of records; the bars are meant for ${DEFAULT-VALUE} and more")
    private double scale;

    @Option(
            names = "--producer-prop",
            paramLabel = "KEY=VALUE",
            description = "a producer property; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** The scenarios there are. */
    private static final class Names extends Selection.Names {
        private static final long serialVersionUID = 1L;

        Names() {
            super(Bar.CLUSTER);
        }
    }

    @Override
    public Integer call() {
        selection().require(spec);
        return new Session(common).runClusters(this::scenarios, selection().bars());
    }

    private List<Scenario> scenarios(Session.Tools tools) {
        var producer =
                new Producer(
                        tools.kafka(), tools.workspace(), Producer.properties("all", overrides));
        var target = new Target(tools.port(), partitionCount, Cluster.NODE_COUNT);
        return selection()
                .of(StandardScenarios.ofCluster(target, producer, tools.kafka().jdk(), scale));
    }

    private Selection selection() {
        return new Selection(names, Bar.CLUSTER);
    }
}
