package strata.examples.register;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.client.Actor;
import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultBudget;
import strata.sim.run.ScenarioProvider;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.Stage;

/** The register as it should be, and with each of its planted mistakes. */
public final class RegisterScenarios implements ScenarioProvider {
    /** The register as it should be. */
    public static final String RIGHT = "register";

    private static final int CLIENTS = 3;
    private static final int FIRST_CLIENT = 101;

    /** For the ServiceLoader. */
    public RegisterScenarios() {}

    @Override
    public List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        all.add(right());
        for (Mistake mistake : Mistake.values()) {
            all.add(with(mistake));
        }
        return all;
    }

    /** The register as it should be. */
    public static Scenario right() {
        return staged(
                Scenario.named(RIGHT).about("a register on three nodes, and all that may go wrong"),
                Rules::new);
    }

    /** The register with a mistake in it. */
    public static Scenario with(Mistake mistake) {
        return staged(
                Scenario.named(RIGHT + "-" + mistake.label())
                        .about("planted mistake: " + mistake.told())
                        .withPlantedBug(),
                mistake::rules);
    }

    private static Scenario staged(Scenario scenario, Supplier<Rules> rules) {
        return scenario.forSeconds(3)
                .thenServesWithinSeconds(5)
                .withFaults(
                        FaultBudget.none()
                                .crashes(3, CrashMode.values())
                                .withinOperations(150)
                                .restarts(1)
                                .failedWrites(1)
                                .slowDisks(1))
                .staged(stage -> stage(stage, rules));
    }

    private static void stage(Stage stage, Supplier<Rules> rules) {
        SimWorld world = stage.world();
        History history = new History(world);
        Claims claims = new Claims(history);
        for (NodeId id : RegisterNode.CLUSTER) {
            new Machine(world, id, rules, claims);
        }
        List<RegisterClient> clients = new ArrayList<>();
        for (int number = FIRST_CLIENT; number < FIRST_CLIENT + CLIENTS; number++) {
            RegisterClient client =
                    new RegisterClient(rules.get(), world.operations("n" + number), history);
            clients.add(client);
            world.addNode(new NodeId(number), () -> client);
        }
        stage.actor(new Clients(world, clients));
        stage.invariant(claims.all());
    }

    /** A node through its lives, with what is shown of it. */
    private static final class Machine {
        private @Nullable RegisterNode program;

        Machine(SimWorld world, NodeId id, Supplier<Rules> rules, Claims claims) {
            SimNode[] self = new SimNode[1];
            self[0] =
                    world.addNode(
                            id,
                            () -> {
                                RegisterNode next = new RegisterNode(rules.get());
                                program = next;
                                claims.watch(self[0], next);
                                return next;
                            });
        }
    }

    /** The clients, as those whom the run waits for. */
    private record Clients(SimWorld world, List<RegisterClient> clients) implements Actor {
        @Override
        public void begin() {}

        @Override
        public void finish() {
            clients.forEach(client -> client.finish());
        }

        @Override
        public void conclude() {}

        @Override
        public @Nullable String waitsFor() {
            for (RegisterClient client : clients) {
                String waits = client.waitsFor();
                if (waits != null) {
                    return waits;
                }
            }
            return null;
        }
    }
}
