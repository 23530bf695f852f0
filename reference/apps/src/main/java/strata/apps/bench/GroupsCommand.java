package strata.apps.bench;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./strata bench groups}. */
@Command(
        name = "groups",
        description = {
            "Three nodes: consumers join, leave and die, and so does their coordinator.",
            "Exit code 1 when one of the bars does not hold."
        })
final class GroupsCommand implements Callable<Integer> {
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
            defaultValue = "12",
            converter = Numbers.PositiveInt.class,
            description = "of the topic that the group reads (default: ${DEFAULT-VALUE})")
    private int partitionCount;

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "10000",
            converter = Numbers.PositiveInt.class,
            description =
                    "that have committed offsets, in groups-offsets (default: ${DEFAULT-VALUE})")
    private int groupCount;

    @Option(
            names = "--offsets",
            paramLabel = "N",
            defaultValue = "100",
            converter = Numbers.PositiveInt.class,
            description = "of each of them (default: ${DEFAULT-VALUE})")
    private int offsetCount;

    /** The scenarios there are. */
    private static final class Names extends Selection.Names {
        private static final long serialVersionUID = 1L;

        Names() {
            super(Bar.GROUPS);
        }
    }

    @Override
    public Integer call() {
        selection().require(spec);
        return new Session(common)
                .runClusters(this::scenarios, selection().bars(), GroupScenario.SETTINGS);
    }

    private List<Scenario> scenarios(Session.Tools tools) {
        var target = new Target(tools.port(), partitionCount, Cluster.NODE_COUNT);
        return selection()
                .of(
                        StandardScenarios.ofGroups(
                                target, tools.kafka().jdk(), groupCount, offsetCount));
    }

    private Selection selection() {
        return new Selection(names, Bar.GROUPS);
    }
}
