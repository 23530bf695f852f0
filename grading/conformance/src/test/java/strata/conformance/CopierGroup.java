package strata.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An application of {@value #INSTANCES} instances of one client family, which share a group; each
 * has a transactional id, and begins again under it after it was killed.
 */
final class CopierGroup implements AutoCloseable {
    static final int INSTANCES = 2;

    private final Copier client;
    private final String bootstrap;
    private final String from;
    // By instance: its last process.
    private final List<GroupMember> running = new ArrayList<>();
    private final List<GroupMember> all = new ArrayList<>();
    private int kills;
    private int fenced;

    CopierGroup(Copier client, String bootstrap, String from) {
        this.client = client;
        this.bootstrap = bootstrap;
        this.from = from;
        IntStream.range(0, INSTANCES).forEach(instance -> running.add(start(instance)));
    }

    private GroupMember start(int instance) {
        String id = client.group() + "-" + instance;
        GroupMember started =
                GroupMember.start(
                        id + "-" + all.size(),
                        client.instance(bootstrap, from, id),
                        client.hearsSignals());
        all.add(started);
        return started;
    }

    /** Ends an instance as {@code kill -9} does. */
    void kill(int instance) {
        kills++;
        running.get(instance).kill();
    }

    /** Starts an instance that was killed. */
    void restart(int instance) {
        running.set(instance, start(instance));
    }

    /**
     * Starts again who has ended because its transactional id was taken, as its operator would; who
     * ended otherwise, not being killed, fails the test.
     *
     * @param killed the instance that was killed and is not to be started; {@link #INSTANCES} for
     *     none
     */
    void restartFenced(int killed) {
        for (int instance = 0; instance < INSTANCES; instance++) {
            OptionalInt exitCode = running.get(instance).exitCode();
            if (instance == killed || exitCode.isEmpty()) {
                continue;
            }
            if (exitCode.getAsInt() != CopierProgram.FENCED) {
                throw new AssertionError(
                        "ended with " + exitCode + ": " + running.get(instance).story());
            }
            System.out.println(running.get(instance).story());
            fenced++;
            restart(instance);
        }
    }

    /** What its running instances complain of. */
    String story() {
        return running.stream().map(GroupMember::story).collect(Collectors.joining("\n"));
    }

    /** Everybody leaves. */
    void leave() {
        running.forEach(GroupMember::leave);
    }

    @Override
    public void close() {
        running.forEach(GroupMember::close);
    }

    private Stream<String> lines(String beginning) {
        return all.stream().flatMap(GroupMember::lines).filter(line -> line.startsWith(beginning));
    }

    /** What it did, and what became of it. */
    String figures() {
        return "%s: %,d transactions committed, %,d aborted, %d instances killed, %d fenced"
                .formatted(
                        client,
                        lines("committed\t").count(),
                        lines("aborted\t").count(),
                        kills,
                        fenced);
    }
}
