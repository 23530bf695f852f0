package strata.groups.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;

/**
 * A member of a classic group: what a record tells of it, and what dies with the leadership (its
 * session, whether it waits for an answer, the protocols that were not chosen).
 */
public final class ClassicMember {
    static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final String id;
    private final @Nullable String instanceId;
    private final String clientId;
    private final String clientHost;
    private int rebalanceTimeoutMs;
    private int sessionTimeoutMs;

    /** What it supports, the preferred one first; no name twice. */
    private List<JoinGroup.Protocol> protocols;

    /** What the leader of the last generation that was stored gave it; empty for nothing. */
    private ByteBuffer assignment = NO_BYTES;

    /** Until when it must be heard of. */
    final Alarm session;

    /**
     * It has joined for the first time and no generation has begun since: it cannot be heard of, so
     * its session goes on while it waits.
     */
    boolean isNew;

    /** Who waits for the answer to its JoinGroup; null for nobody. */
    private @Nullable Long joinWaiter;

    /** Who waits for the answer to its SyncGroup; null for nobody. */
    private @Nullable Long syncWaiter;

    /** A member that joins for the first time. */
    ClassicMember(ClassicGroup group, String id, JoinGroup.Request request, ClientInfo client) {
        this.id = id;
        this.instanceId = request.instanceId();
        this.clientId = client.clientId();
        this.clientHost = client.host();
        this.rebalanceTimeoutMs = request.rebalanceTimeoutMs();
        this.sessionTimeoutMs = request.sessionTimeoutMs();
        this.protocols = distinct(request.protocols());
        this.session = new Alarm(Alarm.Kind.SESSION, group, id);
    }

    /** A static member that goes on under another id, with what its request says. */
    ClassicMember(ClassicMember former, String id, JoinGroup.Request request) {
        this.id = id;
        this.instanceId = former.instanceId;
        this.clientId = former.clientId;
        this.clientHost = former.clientHost;
        this.rebalanceTimeoutMs = request.rebalanceTimeoutMs();
        this.sessionTimeoutMs = request.sessionTimeoutMs();
        this.protocols = distinct(request.protocols());
        this.assignment = former.assignment;
        this.session = new Alarm(Alarm.Kind.SESSION, former.session.group, id);
    }

    /** A member that a record tells of. */
    ClassicMember(ClassicGroup group, GroupValue.ClassicMember stored, @Nullable String protocol) {
        this.id = stored.memberId();
        this.instanceId = stored.instanceId();
        this.clientId = stored.clientId();
        this.clientHost = stored.clientHost();
        this.protocols = List.of();
        this.session = new Alarm(Alarm.Kind.SESSION, group, id);
        restore(stored, protocol);
    }

    /**
     * Makes true what a record tells of it. What it supports besides the protocol chosen stays
     * known as long as nothing contradicts it.
     */
    void restore(GroupValue.ClassicMember stored, @Nullable String protocol) {
        rebalanceTimeoutMs =
                stored.rebalanceTimeoutMs() == -1
                        ? stored.sessionTimeoutMs()
                        : stored.rebalanceTimeoutMs();
        sessionTimeoutMs = stored.sessionTimeoutMs();
        assignment = stored.assignment();
        if (!stored.subscription().equals(metadataOrNull(protocol))) {
            String name = protocol == null ? "" : protocol;
            protocols = List.of(new JoinGroup.Protocol(name, stored.subscription()));
        }
    }

    /** What a record is to tell of it. */
    GroupValue.ClassicMember stored(String protocol, ByteBuffer assigned) {
        return new GroupValue.ClassicMember(
                id,
                instanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                metadata(protocol),
                assigned);
    }

    /** It joins again: what it says now counts. Its group counts what its members support. */
    void update(JoinGroup.Request request) {
        rebalanceTimeoutMs = request.rebalanceTimeoutMs();
        sessionTimeoutMs = request.sessionTimeoutMs();
        protocols = distinct(request.protocols());
    }

    private static List<JoinGroup.Protocol> distinct(List<JoinGroup.Protocol> protocols) {
        Map<String, JoinGroup.Protocol> byName = new LinkedHashMap<>();
        protocols.forEach(protocol -> byName.putIfAbsent(protocol.name(), protocol));
        return List.copyOf(byName.values());
    }

    public String id() {
        return id;
    }

    /** Of a static member (KIP-345); null for a dynamic one. */
    public @Nullable String instanceId() {
        return instanceId;
    }

    public String clientId() {
        return clientId;
    }

    public String clientHost() {
        return clientHost;
    }

    public int rebalanceTimeoutMs() {
        return rebalanceTimeoutMs;
    }

    public int sessionTimeoutMs() {
        return sessionTimeoutMs;
    }

    /** What it supports, the preferred one first; of a member that was replayed: the one chosen. */
    public List<JoinGroup.Protocol> protocols() {
        return protocols;
    }

    /** What the leader gave it, as bytes that only members understand; empty for nothing. */
    public ByteBuffer assignment() {
        return assignment;
    }

    /** The assignment is not valid any more. */
    void forgetAssignment() {
        assignment = NO_BYTES;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    /** What it says in a protocol that it supports. */
    ByteBuffer metadata(@Nullable String protocol) {
        ByteBuffer metadata = metadataOrNull(protocol);
        Check.that(metadata != null, "a member supports the protocol chosen: %s", this);
        return Objects.requireNonNull(metadata);
    }

    private @Nullable ByteBuffer metadataOrNull(@Nullable String protocol) {
        for (JoinGroup.Protocol supported : protocols) {
            if (supported.name().equals(protocol)) {
                return supported.metadata();
            }
        }
        return null;
    }

    /** Whether it has said the same, in the same order, the last time. */
    boolean matches(List<JoinGroup.Protocol> said) {
        return protocols.equals(said);
    }

    /** Which of some protocols it prefers; null when it supports none. */
    @Nullable
    String vote(Collection<String> candidates) {
        for (JoinGroup.Protocol supported : protocols) {
            if (candidates.contains(supported.name())) {
                return supported.name();
            }
        }
        return null;
    }

    boolean waitsForJoin() {
        return joinWaiter != null;
    }

    boolean waitsForSync() {
        return syncWaiter != null;
    }

    /**
     * Its JoinGroup is answered later. A client asks again only when it has given up the former
     * request: should anybody still wait for that, they are told to join again.
     */
    void waitForJoin(long waiter, Turn turn) {
        answerJoin(JoinGroup.Response.failed(ErrorCode.REBALANCE_IN_PROGRESS, id), turn);
        joinWaiter = waiter;
    }

    /** Its SyncGroup is answered later; as with {@link #waitForJoin}. */
    void waitForSync(long waiter, Turn turn) {
        answerSync(SyncGroup.Response.failed(ErrorCode.REBALANCE_IN_PROGRESS), turn);
        syncWaiter = waiter;
    }

    /**
     * Answers who waits for its JoinGroup.
     *
     * @return whether somebody did
     */
    boolean answerJoin(JoinGroup.Response response, Turn turn) {
        if (joinWaiter == null) {
            return false;
        }
        turn.draft().answer(joinWaiter, response);
        joinWaiter = null;
        return true;
    }

    /**
     * Answers who waits for its SyncGroup.
     *
     * @return whether somebody did
     */
    boolean answerSync(SyncGroup.Response response, Turn turn) {
        if (syncWaiter == null) {
            return false;
        }
        turn.draft().answer(syncWaiter, response);
        syncWaiter = null;
        return true;
    }

    /** As DescribeGroups tells it, without what it says. */
    strata.kernel.request.DescribeGroups.Member describe(ByteBuffer metadata) {
        return new strata.kernel.request.DescribeGroups.Member(
                id, instanceId, clientId, clientHost, metadata, assignment);
    }

    /** Its protocols' names. */
    List<String> protocolNames() {
        List<String> names = new ArrayList<>(protocols.size());
        protocols.forEach(protocol -> names.add(protocol.name()));
        return names;
    }

    @Override
    public String toString() {
        return id + protocolNames();
    }
}
