package strata.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.groups.group.Group;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.request.Request;

/**
 * A group, its clients, and what goes wrong: clients crash, pause past their session and go on as
 * zombies, ask twice, leave, change their mind; what is to be stored is refused; another node takes
 * over. After every step it is checked what must hold always; in the end, that all comes to rest.
 */
final class GroupModel {
    private static final GroupSettings.Classic SETTINGS =
            new GroupSettings.Classic(6_000, 60_000, 3_000, 100);

    final SplittableRandom random;
    final TreeSet<Long> abandoned = new TreeSet<>();
    private final TreeSet<Long> asked = new TreeSet<>();
    private final TreeSet<Long> lost = new TreeSet<>();
    private final List<ModelClient> clients = new ArrayList<>();

    Desk desk;
    private Desk shadow;

    /** Who owns each partition, by generation. */
    private final Map<Integer, Map<Integer, String>> owners = new TreeMap<>();

    /** The last generation that a member was told of by the coordinator at work. */
    private int begun;

    private int applied;
    private String phase = "";
    private long phaseSinceMs;
    int generations;
    int takeovers;
    int refusals;

    GroupModel(long seed) {
        random = new SplittableRandom(seed);
        desk = new Desk(SETTINGS, seed);
        shadow = new Desk(SETTINGS, -1);
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            clients.add(newClient(random.nextInt(3) == 0 ? "i" + i : null));
        }
    }

    private ModelClient newClient(@Nullable String instanceId) {
        return new ModelClient(this, instanceId, random.split());
    }

    long ask(Request request) {
        long waiter = desk.ask(request);
        asked.add(waiter);
        return waiter;
    }

    /** Faults, and what must hold whatever happens. */
    void safety(int steps) {
        for (int i = 0; i < steps; i++) {
            desk.advance(20 + random.nextInt(400));
            check();
            fault();
            for (ModelClient client : clients) {
                if (random.nextInt(3) > 0) {
                    client.act();
                }
            }
            check();
        }
    }

    /** No more faults: everybody alive is to be in the group, and to stay, within a bound. */
    void liveness() {
        for (ModelClient client : clients) {
            client.pausedUntilMs = 0;
        }
        restartTheDead();
        desk.refusal = null;
        long boundMs = 4L * (ModelClient.MAX_REBALANCE_MS + ModelClient.MAX_SESSION_MS);
        for (long ms = 0; ms < boundMs; ms += 100) {
            desk.advance(100);
            clients.forEach(ModelClient::act);
            restartTheDead();
            check();
        }
        assertThat(desk.group("g").state()).isEqualTo("Stable");
        assertThat(desk.group("g").members()).as("%s", clients).hasSize(clients.size());
        TreeSet<Integer> read =
                new TreeSet<>(
                        java.util.Objects.requireNonNull(owners.get(desk.group("g").generation()))
                                .keySet());
        assertThat(read).hasSize(ModelClient.PARTITIONS);
        for (ModelClient client : clients) {
            assertThat(client.doing).isEqualTo(ModelClient.Doing.READING);
            assertThat(client.heartbeat()).isEqualTo(ErrorCode.NONE);
        }
        asked.removeAll(lost);
        assertThat(asked).allMatch(desk::isAnswered);
        Desk fromTheStart = Desk.replayed(desk, SETTINGS, -2);
        assertThat(fromTheStart.group("g").view()).isEqualTo(desk.group("g").view());
        assertThat(fromTheStart.group("g").describe()).isEqualTo(desk.group("g").describe());
        generations = desk.group("g").generation();
    }

    private void fault() {
        ModelClient client = clients.get(random.nextInt(clients.size()));
        switch (random.nextInt(120)) {
            case 0, 1 -> client.pausedUntilMs = desk.nowMs + random.nextInt(30_000);
            case 2 -> client.crash();
            case 3, 4 -> restartTheDead();
            case 5 -> client.leave();
            case 6, 7 -> client.changeItsMind();
            case 8 -> {
                desk.refusal = ErrorCode.NOT_COORDINATOR;
                refusals++;
            }
            case 9 -> takeOver();
            case 10 -> twin(client);
            default -> {}
        }
    }

    private void restartTheDead() {
        for (int i = 0; i < clients.size(); i++) {
            if (clients.get(i).doing == ModelClient.Doing.DEAD) {
                clients.set(i, newClient(clients.get(i).instanceId));
            }
        }
    }

    /** A static client is started a second time; the first does not know. */
    private void twin(ModelClient client) {
        if (client.instanceId != null) {
            newClient(client.instanceId).join();
            abandoned.add(asked.last());
        }
    }

    private void takeOver() {
        takeovers++;
        for (long waiter : asked) {
            if (!desk.isAnswered(waiter)) {
                lost.add(waiter);
            }
        }
        for (ModelClient client : clients) {
            if (lost.contains(client.waiter) && client.doing != ModelClient.Doing.DEAD) {
                client.doing = ModelClient.Doing.NOTHING;
            }
        }
        asked.clear();
        desk = Desk.replayed(desk, SETTINGS, random.nextLong());
        desk.protocol.clock(desk.wallMs(), desk.nowMs);
        Group group = desk.groups.find("g");
        begun = group == null ? 0 : group.view().epoch();
        phase = "";
    }

    void begun(int generation, long waiter) {
        if (asked.contains(waiter) && generation > begun) {
            begun = generation;
        }
    }

    /** A member has been given partitions: in this generation nobody else has any of them. */
    void owns(ModelClient client, Set<Integer> partitions) {
        Map<Integer, String> owned =
                owners.computeIfAbsent(client.generation, g -> new TreeMap<>());
        for (int partition : partitions) {
            String other = owned.putIfAbsent(partition, client.self());
            assertThat(other).isIn(null, client.self());
        }
    }

    /** A member was heard: if it was believed, it is in the generation that began last. */
    void answered(ModelClient client, ErrorCode error, boolean isMember) {
        if (error == ErrorCode.NONE || isMember) {
            assertThat(client.generation).isGreaterThanOrEqualTo(begun);
            assertThat(desk.group("g").view().members())
                    .extracting(GroupView.MemberView::memberId)
                    .contains(client.memberId);
        }
    }

    void expect(ErrorCode error, ErrorCode... allowed) {
        assertThat(Arrays.asList(allowed)).contains(error);
    }

    private void check() {
        Group group = desk.groups.find("g");
        while (applied < desk.log.size()) {
            shadow.protocol.apply(desk.log.get(applied++));
        }
        if (group == null) {
            return;
        }
        GroupView view = group.view();
        boolean atRest = view.state().equals("Stable") || view.state().equals("Empty");
        // That it became empty may have been refused.
        boolean unstored = desk.hasRefused && view.state().equals("Empty");
        if (atRest && !unstored) {
            assertThat(shadow.group("g").view()).isEqualTo(view);
        }
        checkPhase(view);
    }

    /** No phase of a rebalance takes longer than it may. */
    private void checkPhase(GroupView view) {
        String now = view.state() + view.epoch();
        if (!now.equals(phase)) {
            phase = now;
            phaseSinceMs = desk.nowMs;
        }
        long forMs = desk.nowMs - phaseSinceMs;
        if (view.state().equals("CompletingRebalance")) {
            assertThat(forMs).isLessThanOrEqualTo(ModelClient.MAX_REBALANCE_MS);
        }
        if (view.state().equals("PreparingRebalance")) {
            assertThat(forMs)
                    .isLessThanOrEqualTo(
                            2L * ModelClient.MAX_REBALANCE_MS + ModelClient.MAX_SESSION_MS);
        }
    }
}
