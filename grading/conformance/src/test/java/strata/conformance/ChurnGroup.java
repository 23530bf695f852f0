package strata.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A group of one client family whose members come and go as a seed says: first one, then {@value
 * #MEMBERS_MAX}, then one again, then any number between. Who goes leaves, or is killed.
 */
final class ChurnGroup {
    static final int MEMBERS_MAX = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    // JVMs are heavy; so some hold several members, and are killed with all of them.
    private static final int MEMBERS_PER_JVM_MAX = 4;

    private final GroupClient client;
    private final String bootstrap;
    private final String topic;
    private final ReadLedger ledger;
    private final SplittableRandom random;
    private final List<ChurnMember> running = new ArrayList<>();
    private final List<ChurnMember> gone = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int started;
    private int joins;
    private int leaves;
    private int kills;

    ChurnGroup(GroupClient client, String bootstrap, String topic, long seed, ReadLedger ledger) {
        this.client = client;
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.ledger = ledger;
        random = new SplittableRandom(seed ^ client.name().hashCode());
    }

    String id() {
        return "churn-" + client.name().toLowerCase(Locale.ROOT);
    }

    ReadLedger ledger() {
        return ledger;
    }

    /**
     * Has members come and go, until the records are read.
     *
     * @param stepCount how often their number changes
     */
    void run(int stepCount, long recordCount) throws InterruptedException {
        for (int step = 0; step < stepCount; step++) {
            int wanted =
                    switch (step) {
                        case 0, 2 -> 1;
                        case 1 -> MEMBERS_MAX;
                        default -> random.nextInt(1, MEMBERS_MAX + 1);
                    };
            change(wanted);
            await(recordCount * (step + 1) / stepCount);
        }
    }

    private void await(long count) throws InterruptedException {
        if (!ledger.awaitDistinct(count, PATIENCE)) {
            List<String> stories = running.stream().map(ChurnMember::story).toList();
            throw new AssertionError(
                    "%s has been handed %,d of %,d records, and nothing new for %s; %s:%n%s"
                            .formatted(
                                    id(),
                                    ledger.distinctCount(),
                                    count,
                                    PATIENCE,
                                    ledger.state(),
                                    String.join("\n", stories)));
        }
    }

    private int size() {
        return running.stream().mapToInt(ChurnMember::memberCount).sum();
    }

    private void change(int wanted) {
        running.removeIf(this::hasEnded);
        while (size() > wanted && running.size() > 1) {
            ChurnMember victim = running.remove(random.nextInt(running.size()));
            gone.add(victim);
            if (random.nextBoolean()) {
                victim.kill();
                kills += victim.memberCount();
            } else {
                victim.leave();
                leaves += victim.memberCount();
            }
        }
        while (size() < wanted) {
            start(Math.min(wanted - size(), client.isJava() ? MEMBERS_PER_JVM_MAX : 1));
        }
    }

    private boolean hasEnded(ChurnMember member) {
        if (member.hasEndedByItself()) {
            faults.add(member.story());
            return true;
        }
        return false;
    }

    private void start(int memberCount) {
        Command command = client.member(bootstrap, topic, id());
        running.add(
                ChurnMember.start(
                        id() + "-" + ++started,
                        memberCount,
                        client.isJava() ? command.and("members=" + memberCount) : command,
                        ledger));
        joins += memberCount;
    }

    /** Everybody leaves. */
    void end() throws InterruptedException {
        running.removeIf(this::hasEnded);
        running.forEach(ChurnMember::leave);
        gone.addAll(running);
        running.clear();
        for (ChurnMember member : gone) {
            if (member.awaitEnd() == ChurnMember.End.STUCK) {
                faults.add(member.story());
            }
        }
    }

    /** What went wrong with its members. */
    List<String> faults() {
        return faults;
    }

    /** Joins, leaves and kills, in columns. */
    String moves() {
        return "%6d %7d %6d".formatted(joins, leaves, kills);
    }
}
