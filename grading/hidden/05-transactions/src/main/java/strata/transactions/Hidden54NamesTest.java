package strata.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.4", concept = "the coordinator's state machine", code = "TXN-504")
final class Hidden54NamesTest {
    private static final String FENCED = "PRODUCER_FENCED";
    private static final String MAPPING = "INVALID_PRODUCER_ID_MAPPING";
    private static final String CONCURRENT = "CONCURRENT_TRANSACTIONS";
    private static final String STATE = "INVALID_TXN_STATE";

    @Claim(
            value = "Whoever asks for a name, and whatever they say, one of them has it",
            rules = {"R5.4-d", "R5.4-e", "R5.4-g", "R5.4-i", "R5.4-j"})
    void whoeverAsksOneOfThemHasIt(Lesson lesson) {
        SplittableRandom random = lesson.random("askers");
        for (int life = 0; life < 30; life++) {
            lesson.step("life %s", life + 1);
            HiddenTestCoordinator desk = new HiddenTestCoordinator();
            int epoch = random.nextInt(4) == 0 ? HiddenTestCoordinator.EXHAUSTED - 3 : 3;
            long id = 7;
            desk.plant("billing", id, epoch, TransactionState.EMPTY);
            // What the last one had before, if the epoch was bumped for itself.
            String before = "none";
            for (int step = 0; step < 14; step++) {
                boolean says = random.nextInt(3) > 0;
                int said = Math.max(0, epoch - random.nextInt(-1, 3));
                boolean refused = random.nextInt(5) == 0;
                desk.refusal = refused ? ErrorCode.NOT_ENOUGH_REPLICAS : null;
                lesson.now(
                        "billing is %s/%s; who asks says %s%s",
                        id, epoch, says ? said : "nothing", refused ? "; it is refused" : "");
                String told = says ? desk.init("billing", id, said) : desk.init("billing");
                String expected;
                if (says && said != epoch) {
                    boolean again = before.equals(id + "/" + said);
                    expected = again ? id + "/" + epoch : FENCED;
                } else if (epoch == HiddenTestCoordinator.EXHAUSTED) {
                    expected = 1_000L + desk.producerIds.taken - 1 + "/0";
                } else {
                    expected = id + "/" + (epoch + 1);
                }
                lesson.expect("what is told", expected, told);
                if (!refused && !told.equals(FENCED) && !(says && said != epoch)) {
                    before = says ? id + "/" + epoch : "none";
                    id = Long.parseLong(told.substring(0, told.indexOf('/')));
                    epoch = Integer.parseInt(told.substring(told.indexOf('/') + 1));
                    before = id >= 1_000 && epoch == 0 ? "none" : before;
                }
            }
        }
    }

    @Claim(
            value = "Partitions are stored in their order, each once, however they come",
            rules = {"R5.4-b", "R5.4-l"})
    void partitionsAreStoredInTheirOrder(Lesson lesson) {
        SplittableRandom random = lesson.random("partitions");
        lesson.step("20 transactions, to which partitions of 3 topics are added at any time");
        for (int i = 0; i < 20; i++) {
            HiddenTestCoordinator desk = new HiddenTestCoordinator();
            desk.init("billing");
            TreeSet<String> all = new TreeSet<>();
            long beganMs = -1;
            int stored = 1;
            for (int step = 0; step < 12; step++) {
                desk.wallMs += random.nextInt(100);
                List<String> some = new ArrayList<>();
                for (int more = random.nextInt(1, 4); more > 0; more--) {
                    some.add("abc".charAt(random.nextInt(3)) + "-" + random.nextInt(6));
                }
                beganMs = beganMs < 0 ? desk.wallMs : beganMs;
                stored += all.addAll(some) ? 1 : 0;
                TransactionVersion version =
                        random.nextBoolean() ? TransactionVersion.V0 : TransactionVersion.V2;
                desk.add("billing", 1_000, 0, version, some.toArray(String[]::new));
                lesson.now("step %s: %s", step, some);
                lesson.expect("billing", "Ongoing 1000/0 " + all, desk.shown("billing"));
                lesson.expect("how much is stored", stored, desk.log.size());
                lesson.expect("when it began", beganMs, desk.value("billing").startedMs());
            }
        }
    }

    @Claim(
            value = "In each state each request has its answer",
            rules = {"R5.4-f", "R5.4-k", "R5.4-m", "R5.4-n"})
    void inEachStateEachRequestHasItsAnswer(Lesson lesson) {
        lesson.step("names in every state but Ongoing, 7/3 each");
        for (TransactionState state : TransactionState.values()) {
            if (state == TransactionState.ONGOING) {
                continue;
            }
            lesson.now("the state is %s", state.text());
            boolean prepared = state.isPrepared();
            boolean committed = state == TransactionState.COMPLETE_COMMIT;
            boolean aborted = state == TransactionState.COMPLETE_ABORT;
            lesson.expect("InitProducerId", prepared ? CONCURRENT : "7/4", in(state).init("x"));
            lesson.expect(
                    "InitProducerId of another id",
                    prepared ? CONCURRENT : FENCED,
                    in(state).init("x", 8, 3));
            lesson.expect(
                    "adding", prepared ? CONCURRENT : "NONE", in(state).add("x", 7, 3, "t-0"));
            lesson.expect(
                    "adding in an old epoch",
                    prepared ? CONCURRENT : FENCED,
                    in(state).add("x", 7, 2, "t-0"));
            lesson.expect(
                    "adding by another id",
                    prepared ? CONCURRENT : MAPPING,
                    in(state).add("x", 8, 2, "t-0"));
            lesson.expect(
                    "to commit",
                    prepared ? CONCURRENT : committed ? "7/3" : STATE,
                    in(state).end("x", 7, 3, true));
            lesson.expect(
                    "to abort",
                    prepared ? CONCURRENT : aborted ? "7/3" : STATE,
                    in(state).end("x", 7, 3, false));
            lesson.expect("to end in an old epoch", FENCED, in(state).end("x", 7, 2, committed));
            lesson.expect("to end by another id", MAPPING, in(state).end("x", 8, 3, committed));
        }
    }

    private static HiddenTestCoordinator in(TransactionState state) {
        HiddenTestCoordinator desk = new HiddenTestCoordinator();
        desk.plant("x", 7, 3, state);
        return desk;
    }

    @Claim(
            value = "A timeout has its bounds, and the last one counts",
            rules = {"R5.4-a", "R5.4-f"})
    void aTimeoutHasItsBounds(Lesson lesson) {
        SplittableRandom random = lesson.random("timeouts");
        HiddenTestCoordinator desk = new HiddenTestCoordinator();
        lesson.step("60 timeouts between -1000 and 100,000 ms; 60,000 is the most");
        int epoch = -1;
        for (int i = 0; i < 60; i++) {
            int timeoutMs = i < 2 ? 60_000 + i : random.nextInt(-1_000, 100_000);
            lesson.now("%s ms", timeoutMs);
            boolean good = timeoutMs > 0 && timeoutMs <= 60_000;
            epoch += good ? 1 : 0;
            lesson.expect(
                    "what is told",
                    good ? "1000/" + epoch : "INVALID_TRANSACTION_TIMEOUT",
                    desk.init("billing", timeoutMs, -1, -1));
            if (good) {
                lesson.expect("the timeout", timeoutMs, desk.value("billing").timeoutMs());
            }
        }
    }

    @Claim(
            value = "Producer ids are taken when they are needed, and each goes to one name",
            rules = {"R5-a", "R5.4-h", "R5.4-i"})
    void producerIdsAreTakenWhenNeeded(Lesson lesson) {
        SplittableRandom random = lesson.random("names");
        HiddenTestCoordinator desk = new HiddenTestCoordinator();
        desk.producerIds.left = 0;
        int given = 0;
        lesson.step("40 names ask, of whom some are known; at times there is no producer id");
        for (int i = 0; i < 40; i++) {
            String name = "n" + random.nextInt(25);
            boolean known =
                    desk.coordinator.transactions().stream()
                            .anyMatch(each -> each.transactionalId().equals(name));
            desk.producerIds.left = random.nextInt(2);
            boolean there = desk.producerIds.left > 0;
            String told = desk.init(name);
            lesson.now("%s asks", name);
            if (!known) {
                lesson.expect(
                        "what is told",
                        there ? (1_000 + given) + "/0" : "COORDINATOR_LOAD_IN_PROGRESS",
                        told);
                given += there ? 1 : 0;
            }
            lesson.expect("how many ids were taken", given, desk.producerIds.taken);
        }
    }

    @Claim(
            value = "At any moment another node would know the same",
            rules = {"R5-d", "R5.4-a", "R5.4-b", "R5.4-c", "R5.4-d"})
    void anotherNodeWouldKnowTheSame(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        for (int life = 0; life < 10; life++) {
            lesson.step("history %s", life + 1);
            HiddenTestCoordinator desk = new HiddenTestCoordinator();
            for (int step = 0; step < 60; step++) {
                desk.wallMs += random.nextInt(1_000);
                String name = "n" + random.nextInt(4);
                act(desk, name, random);
                lesson.now("step %s, of %s", step, name);
                lesson.expect(
                        "what it knows",
                        HiddenTestCoordinator.values(desk.coordinator),
                        HiddenTestCoordinator.values(desk.replayed()));
            }
        }
    }

    private static void act(HiddenTestCoordinator desk, String name, SplittableRandom random) {
        boolean known =
                desk.coordinator.transactions().stream()
                        .anyMatch(each -> each.transactionalId().equals(name));
        if (!known) {
            desk.init(name);
            return;
        }
        long id = desk.value(name).producerId();
        int epoch = desk.value(name).producerEpoch() - (random.nextInt(8) == 0 ? 1 : 0);
        boolean ongoing = desk.value(name).state() == TransactionState.ONGOING;
        switch (random.nextInt(ongoing ? 2 : 4)) {
            case 0 -> desk.add(name, id, epoch, "t-" + random.nextInt(5));
            case 1 -> desk.end(name, id, epoch, random.nextBoolean());
            case 2 -> desk.init(name);
            default -> desk.init(name, id, Math.max(0, epoch));
        }
    }
}
