package strata.examples.register;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.kernel.Nullable;
import strata.sim.Operations;
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

    private static final int CLIENTS = 4;

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
        return staged(RIGHT, Rules::new, stage -> {})
                .about("a register on three nodes, and all that may go wrong");
    }

    /** The register with a mistake in it. */
    public static Scenario with(Mistake mistake) {
        return staged(RIGHT + "-" + mistake.label(), mistake::rules, stage -> {})
                .about("planted mistake: " + mistake.told())
                .withPlantedBug();
    }

    /** The same whatever else is done on the stage before. */
    static Scenario staged(String name, Supplier<Rules> rules, Scenario.Staging before) {
        return Scenario.named(name)
                .forSeconds(3)
                .thenServesWithinSeconds(5)
                .on(RegisterNode.CLUSTER.size(), CLIENTS)
                .withFaults(
                        FaultBudget.none()
                                .crashes(4, CrashMode.values())
                                .withinOperations(150)
                                .restarts(1)
                                .failedWrites(1)
                                .slowDisks(1)
                                .pauses(2)
                                .slowNodes(1)
                                .clockJumps(1)
                                .clockDrifts(1)
                                .splits(5)
                                .cuts(4)
                                .slowLinks(1)
                                .resetsOfOne(8)
                                .resetConnections(4))
                .staged(
                        stage -> {
                            before.set(stage);
                            stage(stage, rules);
                        });
    }

    private static void stage(Stage stage, Supplier<Rules> rules) {
        History history = new History(stage.world());
        Claims claims = new Claims(stage.world(), history);
        stage.nodes(
                        RegisterNode.CLUSTER.size(),
                        id -> claims.follow(id, new RegisterNode(rules.get())))
                .forEach(claims::watch);
        List<RegisterClient> clients = new ArrayList<>();
        stage.clients(
                CLIENTS,
                id -> {
                    Operations operations = stage.operations("n" + id);
                    RegisterClient client = new RegisterClient(rules.get(), operations, history);
                    clients.add(client);
                    return client;
                });
        stage.actor(new Clients(clients));
        stage.invariant(claims.all());
        stage.mustShow(() -> whyInconclusive(history, claims));
    }

    private static @Nullable String whyInconclusive(History history, Claims claims) {
        if (history.writes() == 0 || history.reads() == 0) {
            return "no write was acknowledged, or none read";
        }
        return claims.epochsLed() == 0 ? "there never was a primary" : null;
    }

    /** The clients, as those whom the run waits for. */
    private record Clients(List<RegisterClient> clients) implements Actor {
        @Override
        public void begin() {}

        @Override
        public void finish() {}

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
