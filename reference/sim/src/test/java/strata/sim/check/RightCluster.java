package strata.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.request.IsolationLevel;
import strata.sim.SeededRandom;

/**
 * A small model of clients of a right log: producers that send again, transactions that poll and
 * send, that are aborted, or of which nobody knows the end; readers that seek, crash and subscribe;
 * deletions and losses. What it writes down must never be accused.
 */
final class RightCluster {
    private static final ClientSettings PLAIN =
            new ClientSettings(false, IsolationLevel.READ_COMMITTED);
    private static final ClientSettings DIRTY =
            new ClientSettings(true, IsolationLevel.READ_UNCOMMITTED);

    private final SeededRandom random;
    private final Ways ways;
    private final Journal journal;
    private final List<RightLog> logs = new ArrayList<>();
    private final List<Runnable> clients = new ArrayList<>();
    private final List<TransactionClient> transactional = new ArrayList<>();
    // What has no answer and may yet be done, by plain producers.
    private final List<Runnable> late = new ArrayList<>();
    private long nextValue;

    /**
     * What may happen.
     *
     * @param interleaved operations of several clients overlap
     * @param plain some producers are not idempotent
     * @param dirty some readers see everything
     * @param subscribed some readers subscribe
     * @param losses what the promise does not cover gets lost
     * @param steps how many things are done
     */
    record Ways(
            boolean interleaved,
            boolean plain,
            boolean dirty,
            boolean subscribed,
            boolean losses,
            int steps) {

        static Ways strict(boolean interleaved, int steps) {
            return new Ways(interleaved, false, false, false, false, steps);
        }
    }

    private RightCluster(long seed, Ways ways) {
        this.random = new SeededRandom(seed);
        this.ways = ways;
        Configuration configuration =
                Configuration.STRICT
                        .keeping(ways.losses ? Keeps.NOTHING : Keeps.ACKED_AND_SHOWN)
                        .withClient("p1", ways.plain ? PLAIN : ClientSettings.STRICT)
                        .withClient("r1", ways.dirty ? DIRTY : ClientSettings.STRICT);
        this.journal = new Journal(configuration);
        for (String key : List.of("x", "y", "z").subList(0, 1 + random.nextInt(3))) {
            logs.add(new RightLog(key));
        }
    }

    /** What the clients of one run did. */
    static OperationRecord run(long seed, Ways ways) {
        return new RightCluster(seed, ways).run();
    }

    private OperationRecord run() {
        for (String name : List.of("p0", "p1")) {
            clients.add(new ProducerClient(name, ways.plain && name.equals("p1"))::step);
        }
        for (String name : List.of("r0", "r1", "r2")) {
            boolean sees = ways.dirty && name.equals("r1");
            clients.add(new ReaderClient(name, !sees)::step);
        }
        if (!ways.losses) {
            for (String name : List.of("t0", "t1")) {
                TransactionClient client = new TransactionClient(name);
                transactional.add(client);
                clients.add(client::step);
            }
        }
        for (int i = 0; i < ways.steps; i++) {
            random.oneOf(clients).run();
            if (!late.isEmpty() && random.chance(5)) {
                late.remove(0).run();
            }
            if (random.chance(1)) {
                disturb();
            }
        }
        return ended();
    }

    private OperationRecord ended() {
        late.forEach(Runnable::run);
        transactional.forEach(TransactionClient::end);
        journal.finalPolls();
        Session session = new Session("final", 0);
        for (RightLog log : logs) {
            journal.did(session, new Doing.Seek(log.key, log.start()));
            List<Placed> all = log.read(log.start(), true, Integer.MAX_VALUE);
            for (int from = 0; from < all.size(); from += 7) {
                List<Placed> some = all.subList(from, Math.min(from + 7, all.size()));
                journal.did(session, new Doing.Poll(List.copyOf(some)));
            }
        }
        return journal.operations();
    }

    private void disturb() {
        RightLog log = random.oneOf(logs);
        if (ways.losses && random.chance(70)) {
            journal.loss();
            for (RightLog each : logs) {
                each.cutAt(random.between(each.start(), each.end()));
            }
        } else if (log.end() > 0 && random.chance(30)) {
            log.deleteBelow(random.between(log.start(), (log.start() + log.end()) / 2));
            journal.startsAt(log.key, log.start());
        }
    }

    private List<String> newValues() {
        List<String> values = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            values.add("v" + nextValue++);
        }
        return values;
    }

    private static Doing.Send send(String key, List<String> values, long baseOffset) {
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            long offset = baseOffset < 0 ? Placed.UNKNOWN : baseOffset + i;
            placed.add(new Placed(key, offset, values.get(i)));
        }
        return new Doing.Send(placed);
    }

    /** Sends, one operation at a time, and again where there is no answer. */
    private final class ProducerClient {
        private final Session session;
        private final boolean plain;
        private @Nullable Journal.Pending pending;
        private RightLog log = logs.get(0);
        private List<String> values = List.of();
        // Where it was appended; negative when it was not.
        private long base;

        ProducerClient(String name, boolean plain) {
            this.session = new Session(name, 0);
            this.plain = plain;
        }

        void step() {
            Journal.Pending open = pending;
            if (open == null) {
                log = random.oneOf(logs);
                values = newValues();
                base = -1;
                open = journal.begins(session, send(log.key, values, -1));
                pending = open;
                if (ways.interleaved) {
                    return;
                }
            }
            goOn(open);
        }

        private void goOn(Journal.Pending open) {
            int fate = random.nextInt(100);
            boolean known = base >= 0 && !plain && log.has(base, values);
            if (fate < 5 && !known) {
                open.fail();
                pending = null;
                return;
            }
            if (fate < 90 || known) {
                // An idempotent producer's second try is recognised.
                base = known ? base : log.append(values, null);
            } else if (plain) {
                List<String> lost = values;
                RightLog to = log;
                late.add(() -> to.append(lost, null));
            }
            if (fate < 75) {
                open.ok(send(log.key, values, base));
                pending = null;
            } else {
                open.lost();
                if (random.chance(60)) {
                    open.again();
                } else {
                    pending = null;
                }
            }
        }
    }

    /** Reads on, and at times goes somewhere else. */
    private final class ReaderClient {
        private final String name;
        private final boolean committed;
        private final Map<String, Long> positions = new TreeMap<>();
        private int life;

        ReaderClient(String name, boolean committed) {
            this.name = name;
            this.committed = committed;
            begin();
        }

        private Session session() {
            return new Session(name, life);
        }

        private void begin() {
            List<String> keys = logs.stream().map(log -> log.key).toList();
            boolean subscribes = ways.subscribed && name.equals("r2");
            journal.did(session(), subscribes ? new Doing.Subscribe(keys) : new Doing.Assign(keys));
            logs.forEach(log -> seek(log, log.start()));
        }

        private void seek(RightLog log, long offset) {
            journal.did(session(), new Doing.Seek(log.key, offset));
            positions.put(log.key, offset);
        }

        void step() {
            RightLog log = random.oneOf(logs);
            long position = positions.getOrDefault(log.key, 0L);
            if (random.chance(2)) {
                journal.did(session(), new Doing.Crash());
                life++;
                begin();
            } else if (position > log.end() || position < log.start()) {
                seek(log, log.start());
            } else if (random.chance(4)) {
                seek(log, random.between(log.start(), log.end()));
            } else if (ways.subscribed && name.equals("r2") && random.chance(10)) {
                // A rebalance: it goes on somewhere else, and is not asked.
                positions.put(log.key, random.between(log.start(), log.end()));
            } else {
                poll(log, position);
            }
        }

        private void poll(RightLog log, long position) {
            List<Placed> got = log.read(position, committed, 1 + random.nextInt(6));
            journal.did(session(), new Doing.Poll(got));
            if (!got.isEmpty()) {
                positions.put(log.key, got.get(got.size() - 1).offset() + 1);
            }
        }
    }

    /** Polls and sends in transactions. */
    private final class TransactionClient {
        private final String name;
        private final Map<String, Long> positions = new TreeMap<>();
        private Map<String, Long> next = new TreeMap<>();
        private @Nullable RightLog.Transaction transaction;
        private @Nullable Journal.Pending pending;
        private final List<Doing.Part> parts = new ArrayList<>();
        private int life;

        TransactionClient(String name) {
            this.name = name;
        }

        void step() {
            if (transaction == null) {
                transaction = new RightLog.Transaction();
                parts.clear();
                logs.forEach(this::seekToStart);
                next = new TreeMap<>(positions);
                pending = journal.begins(new Session(name, life), new Doing.Txn(List.of()));
            }
            do {
                if (random.chance(40)) {
                    poll(random.oneOf(logs));
                } else {
                    send(random.oneOf(logs));
                }
            } while (!ways.interleaved && random.chance(50));
            if (!ways.interleaved || random.chance(30)) {
                end();
            }
        }

        private void seekToStart(RightLog log) {
            if (positions.getOrDefault(log.key, log.start()) < log.start()) {
                journal.did(new Session(name, life), new Doing.Seek(log.key, log.start()));
                positions.put(log.key, log.start());
            }
        }

        private void send(RightLog log) {
            List<String> values = newValues();
            parts.add(RightCluster.send(log.key, values, log.append(values, transaction)));
        }

        private void poll(RightLog log) {
            long position = next.getOrDefault(log.key, log.start());
            if (position < log.start()) {
                return;
            }
            List<Placed> got = log.read(position, true, 1 + random.nextInt(4));
            parts.add(new Doing.Poll(got));
            if (!got.isEmpty()) {
                next.put(log.key, got.get(got.size() - 1).offset() + 1);
            }
        }

        /** Commits or aborts; at times nobody knows which. */
        void end() {
            RightLog.Transaction ending = transaction;
            Journal.Pending open = pending;
            if (ending == null || open == null) {
                return;
            }
            ending.aborted = random.chance(20);
            ending.touched.forEach(log -> log.endOf(ending));
            Doing done = new Doing.Txn(List.copyOf(parts));
            if (random.chance(10)) {
                open.lost(done);
                life++;
                positions.clear();
            } else if (ending.aborted) {
                open.fail(done);
            } else {
                open.ok(done);
                positions.putAll(next);
            }
            transaction = null;
        }
    }
}
