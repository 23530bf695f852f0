package strata.apps.bench;

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

/** {@code ./strata bench idempotence}. */
@Command(
        name = "idempotence",
        description = {
            "What an idempotent producer costs the broker, beside a plain one (acks=all) on the"
                    + " same one.",
            "Exit code 1 when one of the bars does not hold."
        })
final class IdempotenceCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "${COMPLETION-CANDIDATES}; may be repeated (default: all)")
    private Set<String> names = new TreeSet<>();

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "4",
            converter = Numbers.PositiveInt.class,
            description =
                    "of a plain and an idempotent run, in each turn (default: ${DEFAULT-VALUE})")
    private int pairs;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            converter = Numbers.Factor.class,
            defaultValue = "1.0",
            description =
                    "on the number of records; the bars are meant for ${DEFAULT-VALUE} and more")
    private double scale;

    /** The scenarios there are. */
    private static final class Names extends Selection.Names {
        private static final long serialVersionUID = 1L;

        Names() {
            super(Bar.IDEMPOTENCE);
        }
    }

    @Override
    public Integer call() {
        selection().require(spec);
        return new Session(common).run(this::scenarios, selection().bars());
    }

    private List<Scenario> scenarios(Session.Tools tools) {
        var producer = new Producer(tools.kafka(), tools.workspace(), Map.of("acks", "all"));
        var target = new Target(tools.port(), StandardScenarios.PARTITION_COUNT);
        return selection().of(StandardScenarios.ofIdempotence(target, producer, pairs, scale));
    }

    private Selection selection() {
        return new Selection(names, Bar.IDEMPOTENCE);
    }
}
