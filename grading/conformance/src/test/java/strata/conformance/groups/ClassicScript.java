package strata.conformance.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.coordinator.group.classic.ClassicGroup;
import org.apache.kafka.coordinator.group.classic.ClassicGroupMember;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;

/**
 * The same requests, at the same times, to Kafka's state machine and to ours: whatever clients may
 * ask, in any order, with slips. After each, all that can be seen is compared.
 *
 * <p>Which member leads after a leader has gone is Kafka's hash map's choice: where it chooses
 * another than ours, the script ends ({@link #hasParted}). Whoever waits for its assignment and
 * leaves, Kafka never answers; we do.
 */
final class ClassicScript {
    private static final String GROUP = ScriptRequests.GROUP;
    private static final long BEGIN_MS = 1_000;

    private final SplittableRandom random;
    private final StrataGroups strata;
    private final KafkaGroups kafka;
    private final ClassicSide ours;
    private final ClassicSide theirs;
    private final List<Parked> parked = new ArrayList<>();
    private final ScriptRequests requests;
    private final List<String> story = new ArrayList<>();
    private boolean parted;
    private int compared;

    private record Parked(int client, boolean joins, long waiter, CompletableFuture<?> future) {}

    ClassicScript(long seed) throws ReflectiveOperationException {
        random = new SplittableRandom(seed);
        int maxSize = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1_000;
        int delayMs = random.nextInt(5) == 0 ? 0 : 3_000;
        GroupSettings settings =
                new GroupSettings(
                        new GroupSettings.Classic(6_000, 1_800_000, delayMs, maxSize),
                        GroupSettings.Consumer.DEFAULT,
                        GroupSettings.Offsets.DEFAULT);
        strata = new StrataGroups(settings, seed, BEGIN_MS);
        kafka =
                new KafkaGroups(
                        Map.of(
                                "group.max.size", String.valueOf(maxSize),
                                "group.initial.rebalance.delay.ms", String.valueOf(delayMs)),
                        BEGIN_MS);
        int count = 2 + random.nextInt(4);
        requests = new ScriptRequests(random, count);
        ours = new ClassicSide(count);
        theirs = new ClassicSide(count);
    }

    boolean hasParted() {
        return parted;
    }

    int compared() {
        return compared;
    }

    int generation() {
        GroupView group = strata.group(GROUP);
        return group == null ? 0 : group.epoch();
    }

    void run(int steps) {
        for (int i = 0; i < steps && !parted; i++) {
            long nextMs = strata.nowMs() + 1 + random.nextInt(random.nextInt(4) == 0 ? 6_000 : 900);
            strata.advanceTo(nextMs);
            kafka.advanceTo(nextMs);
            story.add("at " + nextMs);
            compare();
            if (!parted) {
                step(random.nextInt(requests.clientCount()));
                compare();
            }
        }
    }

    private void step(int client) {
        ScriptRequests.Slip slip =
                random.nextInt(8) == 0
                        ? List.of(ScriptRequests.Slip.values()).get(random.nextInt(8))
                        : ScriptRequests.Slip.NONE;
        int what = random.nextInt(16);
        story.add(what + " by " + client + " as " + ours.client(client).memberId + " " + slip);
        switch (what) {
            case 0, 1, 2, 3, 4 -> join(client, slip);
            case 5, 6, 7 -> sync(client, slip);
            case 8, 9, 10, 11 -> heartbeat(client, slip);
            case 12 -> leave(client, slip);
            case 13 -> commit(client, slip);
            case 14 -> {
                ours.client(client).restart();
                theirs.client(client).restart();
            }
            default -> {
                requests.changesItsMind(client);
                join(client, slip);
            }
        }
    }

    private void join(int client, ScriptRequests.Slip slip) {
        parked.removeIf(former -> former.client == client);
        long waiter = strata.ask("c" + client, requests.join(ours.client(client), client, slip));
        parked.add(
                new Parked(
                        client,
                        true,
                        waiter,
                        kafka.join(
                                "c" + client, requests.join(theirs.client(client), client, slip))));
    }

    private void sync(int client, ScriptRequests.Slip slip) {
        parked.removeIf(former -> former.client == client);
        long waiter = strata.ask("c" + client, requests.sync(ours, client, slip));
        parked.add(
                new Parked(
                        client,
                        false,
                        waiter,
                        kafka.sync("c" + client, requests.sync(theirs, client, slip))));
    }

    private void heartbeat(int client, ScriptRequests.Slip slip) {
        String our =
                ((Heartbeat.Response)
                                strata.askNow(
                                        "c", requests.heartbeat(ours.client(client), client, slip)))
                        .error()
                        .name();
        same(
                "a heartbeat",
                our,
                kafka.heartbeat("c", requests.heartbeat(theirs.client(client), client, slip))
                        .name());
    }

    private void leave(int client, ScriptRequests.Slip slip) {
        ScriptRequests.Leaving leaving = requests.leaving(client, slip);
        List<String> our = new ArrayList<>();
        ((LeaveGroup.Response) strata.askNow("c", requests.leave(ours, leaving)))
                .members()
                .forEach(result -> our.add(result.error().name()));
        List<String> their = new ArrayList<>();
        kafka.leave("c", requests.leave(theirs, leaving)).forEach(error -> their.add(error.name()));
        same("a leave", our.toString(), their.toString());
    }

    private void commit(int client, ScriptRequests.Slip slip) {
        if (strata.group(GROUP) == null) {
            return;
        }
        OffsetCommit.Response our =
                (OffsetCommit.Response)
                        strata.askNow("c", requests.commit(ours.client(client), client, slip));
        same(
                "a commit",
                our.topics().get(0).partitions().get(0).error().name(),
                kafka.commit(requests.commit(theirs.client(client), client, slip)).name());
    }

    /** Takes in what was answered meanwhile, and compares all that can be seen. */
    private void compare() {
        List<Parked> answered = new ArrayList<>();
        for (Parked one : List.copyOf(parked)) {
            Response response = strata.answer(one.waiter);
            if (response instanceof SyncGroup.Response sync
                    && sync.error() == ErrorCode.UNKNOWN_MEMBER_ID
                    && !one.future.isDone()) {
                parked.remove(one);
                continue;
            }
            same(one + " is answered", "" + (response != null), "" + one.future.isDone());
            if (response != null) {
                answered.add(one);
                parked.remove(one);
            }
        }
        for (Parked one : answered) {
            if (one.joins) {
                ours.know(one.client, our(one).memberId());
                theirs.know(one.client, their(one).memberId());
            }
        }
        compareGroups();
        for (Parked one : answered) {
            if (one.joins) {
                compareJoined(one.client, our(one), their(one));
            } else {
                compareSynced(one);
            }
        }
    }

    private void compareGroups() {
        GroupView our = strata.group(GROUP);
        ClassicGroup their = kafka.group(GROUP);
        if (our == null || their == null) {
            same("there is a group", "" + (our != null), "" + (their != null));
            return;
        }
        List<String> ourIds = our.members().stream().map(GroupView.MemberView::memberId).toList();
        List<String> theirIds =
                their.allMembers().stream().map(ClassicGroupMember::memberId).toList();
        same(
                "the group",
                our.state() + " " + our.epoch() + " " + ours.labels(ourIds),
                their.stateAsString() + " " + their.generationId() + " " + theirs.labels(theirIds));
    }

    private ClassicSide.Joined our(Parked one) {
        JoinGroup.Response response =
                (JoinGroup.Response) Objects.requireNonNull(strata.answer(one.waiter));
        return new ClassicSide.Joined(
                response.error().name(),
                response.generation(),
                orEmpty(response.protocolType()),
                orEmpty(response.protocol()),
                response.leader(),
                response.skipAssignment(),
                response.memberId(),
                ClassicSide.sayings(response.members()));
    }

    private static ClassicSide.Joined their(Parked one) {
        JoinGroupResponseData response = (JoinGroupResponseData) one.future.getNow(null);
        Map<String, String> sayings = new LinkedHashMap<>();
        response.members()
                .forEach(
                        m ->
                                sayings.put(
                                        m.memberId(),
                                        new String(m.metadata(), StandardCharsets.UTF_8)
                                                + (m.groupInstanceId() == null
                                                        ? ""
                                                        : " as " + m.groupInstanceId())));
        return new ClassicSide.Joined(
                Errors.forCode(response.errorCode()).name(),
                response.generationId(),
                orEmpty(response.protocolType()),
                orEmpty(response.protocolName()),
                response.leader(),
                response.skipAssignment(),
                response.memberId(),
                sayings);
    }

    private void compareJoined(int client, ClassicSide.Joined our, ClassicSide.Joined their) {
        if (!ours.label(our.leader()).equals(theirs.label(their.leader()))) {
            parted = true;
        }
        if (!parted) {
            same("a join", ours.told(our), theirs.told(their));
            ours.take(client, our);
            theirs.take(client, their);
        }
    }

    private void compareSynced(Parked one) {
        SyncGroup.Response our =
                (SyncGroup.Response) Objects.requireNonNull(strata.answer(one.waiter));
        SyncGroupResponseData their = (SyncGroupResponseData) one.future.getNow(null);
        same(
                "a sync",
                our.error().name()
                        + orEmpty(our.protocolType())
                        + orEmpty(our.protocol())
                        + text(our.assignment()),
                Errors.forCode(their.errorCode()).name()
                        + orEmpty(their.protocolType())
                        + orEmpty(their.protocolName())
                        + new String(their.assignment(), StandardCharsets.UTF_8));
    }

    private void same(String what, String our, String their) {
        compared++;
        if (!our.equals(their)) {
            int from = Math.max(0, story.size() - 40);
            assertThat(our)
                    .as("%s, after%n%s", what, String.join("\n", story.subList(from, story.size())))
                    .isEqualTo(their);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
