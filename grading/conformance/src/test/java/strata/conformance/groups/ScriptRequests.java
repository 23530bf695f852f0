package strata.conformance.groups;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.SyncGroup;

/** What the clients of a {@link ClassicScript} ask, on either side. */
final class ScriptRequests {
    static final String GROUP = "g";

    /** What a client gets wrong. */
    enum Slip {
        FORMER_ID,
        NOBODYS_ID,
        OTHER_INSTANCE,
        UNKNOWN_INSTANCE,
        OLD_GENERATION,
        OTHER_TYPE,
        OTHER_PROTOCOL,
        NONE
    }

    /** What a client is like. */
    private static final class Settings {
        int sessionTimeoutMs;
        int rebalanceTimeoutMs;
        boolean isOld;
        boolean knowsBoth;
        @Nullable String instanceId;
        int version;
    }

    /**
     * A request to leave.
     *
     * @param byInstance by its instance id alone
     * @param also who else leaves with it; -1 for nobody
     */
    record Leaving(int client, Slip slip, boolean byInstance, int also) {}

    private final SplittableRandom random;
    private final List<Settings> clients = new ArrayList<>();

    ScriptRequests(SplittableRandom random, int clientCount) {
        this.random = random;
        for (int i = 0; i < clientCount; i++) {
            clients.add(settings(i));
        }
    }

    int clientCount() {
        return clients.size();
    }

    /** It has something else to say from now on. */
    void changesItsMind(int client) {
        clients.get(client).version++;
    }

    Leaving leaving(int client, Slip slip) {
        boolean byInstance = random.nextInt(4) == 0;
        int also = random.nextInt(3) == 0 ? random.nextInt(clients.size()) : -1;
        return new Leaving(client, slip, byInstance, also);
    }

    private Settings settings(int number) {
        Settings client = new Settings();
        client.sessionTimeoutMs = 6_000 + random.nextInt(6_000);
        client.rebalanceTimeoutMs = 2_000 + random.nextInt(15_000);
        client.isOld = random.nextInt(4) == 0;
        client.knowsBoth = number % 2 == 0;
        client.instanceId = random.nextInt(3) == 0 ? "i" + number : null;
        return client;
    }

    private @Nullable String instance(int client, Slip slip) {
        return switch (slip) {
            case OTHER_INSTANCE -> clients.get(client).instanceId == null ? "i0" : null;
            case UNKNOWN_INSTANCE -> "unknown";
            default -> clients.get(client).instanceId;
        };
    }

    JoinGroup.Request join(ClassicSide.Client asker, int number, Slip slip) {
        Settings client = clients.get(number);
        List<JoinGroup.Protocol> protocols = new ArrayList<>();
        if (slip == Slip.OTHER_PROTOCOL) {
            protocols.add(new JoinGroup.Protocol("none", bytes("")));
        } else {
            if (client.knowsBoth) {
                protocols.add(new JoinGroup.Protocol("q", bytes("w")));
            }
            protocols.add(new JoinGroup.Protocol("p", bytes("v" + client.version)));
        }
        return new JoinGroup.Request(
                GROUP,
                asker.id(slip),
                client.instanceId,
                client.sessionTimeoutMs,
                client.rebalanceTimeoutMs,
                slip == Slip.OTHER_TYPE ? "other" : "type",
                protocols,
                new JoinGroup.Support(!client.isOld, !client.isOld),
                null);
    }

    SyncGroup.Request sync(ClassicSide side, int number, Slip slip) {
        ClassicSide.Client client = side.client(number);
        List<SyncGroup.Assignment> assignments = new ArrayList<>();
        if (client.leads()) {
            for (String member : client.members) {
                ByteBuffer given = bytes(client.generation + " for " + side.label(member));
                assignments.add(new SyncGroup.Assignment(member, given));
            }
        }
        return new SyncGroup.Request(
                GROUP,
                generation(client, slip),
                client.id(slip),
                instance(number, slip),
                slip == Slip.OTHER_TYPE ? "other" : "type",
                slip == Slip.OTHER_PROTOCOL ? "other" : null,
                assignments);
    }

    private static int generation(ClassicSide.Client client, Slip slip) {
        return slip == Slip.OLD_GENERATION ? client.generation - 1 : client.generation;
    }

    Heartbeat.Request heartbeat(ClassicSide.Client client, int number, Slip slip) {
        return new Heartbeat.Request(
                GROUP, generation(client, slip), client.id(slip), instance(number, slip));
    }

    LeaveGroup.Request leave(ClassicSide side, Leaving leaving) {
        int number = leaving.client();
        String id = leaving.byInstance() ? "" : side.client(number).id(leaving.slip());
        List<LeaveGroup.Member> members = new ArrayList<>();
        members.add(new LeaveGroup.Member(id, instance(number, leaving.slip()), null));
        if (leaving.also() >= 0) {
            String alsoId = side.client(leaving.also()).memberId;
            String alsoInstance = clients.get(leaving.also()).instanceId;
            members.add(new LeaveGroup.Member(alsoId, alsoInstance, null));
        }
        return new LeaveGroup.Request(GROUP, members);
    }

    OffsetCommit.Request commit(ClassicSide.Client client, int number, Slip slip) {
        boolean nobody = slip == Slip.OTHER_TYPE;
        OffsetCommit.Topic topic =
                new OffsetCommit.Topic(
                        new TopicRef.Named(StrataGroups.TOPIC),
                        List.of(new OffsetCommit.Partition(0, 5, -1, "")));
        return new OffsetCommit.Request(
                GROUP,
                nobody ? -1 : generation(client, slip),
                nobody ? "" : client.id(slip),
                nobody ? null : instance(number, slip),
                -1,
                true,
                List.of(topic));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
