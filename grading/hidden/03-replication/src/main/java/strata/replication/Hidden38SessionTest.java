package strata.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.BrokerSessions;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.8", concept = "fencing", code = "REP-308")
final class Hidden38SessionTest {
    /** A broker and its last word. */
    private record Heard(NodeId broker, long atMs) {}

    /** All that were heard of, in the order of their last words. */
    private static final class Model {
        final List<Heard> all = new ArrayList<>();
        final long timeoutMs;

        Model(long timeoutMs) {
            this.timeoutMs = timeoutMs;
        }

        void forget(NodeId broker) {
            all.removeIf(heard -> heard.broker().equals(broker));
        }

        void hear(NodeId broker, long nowMs) {
            forget(broker);
            all.add(new Heard(broker, nowMs));
        }

        @Nullable
        Heard of(NodeId broker) {
            return all.stream().filter(h -> h.broker().equals(broker)).findFirst().orElse(null);
        }

        List<NodeId> expire(long nowMs) {
            List<NodeId> over = new ArrayList<>();
            for (Heard heard : List.copyOf(all)) {
                if (nowMs >= heard.atMs() + timeoutMs) {
                    over.add(heard.broker());
                    all.remove(heard);
                }
            }
            return over;
        }

        long nextMs() {
            long next = Long.MAX_VALUE;
            for (Heard heard : all) {
                next = Math.min(next, heard.atMs() + timeoutMs);
            }
            return next;
        }
    }

    @Claim(
            value = "Through long histories, sessions end in their order, at their time, and once",
            rules = {"R3.8-k", "R3.8-l", "R3.8-m", "R3.8-n"})
    void sessionsEndInTheirOrder(Lesson lesson) {
        SplittableRandom random = lesson.random("sessions");
        for (int i = 0; i < 30; i++) {
            long timeoutMs = 1L + random.nextInt(random.nextInt(3) == 0 ? 5 : 900);
            long nowMs = random.nextInt(3) == 0 ? 1L << 41 : random.nextInt(1_000);
            int brokers = 1 + random.nextInt(30);
            lesson.step("%s brokers, sessions of %s ms, from %s ms on", brokers, timeoutMs, nowMs);
            Model model = new Model(timeoutMs);
            BrokerSessions sessions = new EpochFencing().newSessions(timeoutMs);
            for (int event = 0; event < 1_000; event++) {
                nowMs += later(model, nowMs, random);
                NodeId broker = new NodeId(random.nextInt(brokers));
                happens(lesson, model, sessions, broker, nowMs, random);
                lesson.expect("when the next runs out", model.nextMs(), sessions.nextExpiryMs());
                NodeId next = model.all.isEmpty() ? broker : model.all.get(0).broker();
                for (NodeId each : List.of(broker, next)) {
                    Heard last = model.of(each);
                    boolean alive = last != null && nowMs < last.atMs() + timeoutMs;
                    lesson.expect(
                            "whether " + each + " is alive", alive, sessions.isAlive(each, nowMs));
                }
            }
        }
    }

    /** None, a little, or up to where a session runs out, or just before. */
    private static long later(Model model, long nowMs, SplittableRandom random) {
        long next = model.nextMs();
        int kind = random.nextInt(12);
        if (kind == 0 && next != Long.MAX_VALUE) {
            return Math.max(0, next - nowMs - random.nextInt(2));
        }
        return kind < 6
                ? 0
                : kind < 11 ? random.nextLong(1 + model.timeoutMs / 8) : model.timeoutMs;
    }

    private static void happens(
            Lesson lesson,
            Model model,
            BrokerSessions sessions,
            NodeId broker,
            long nowMs,
            SplittableRandom random) {
        lesson.now("at %s ms, of %s", nowMs, model.all);
        int kind = random.nextInt(100);
        if (kind == 0) {
            model.all.clear();
            sessions.clear();
        } else if (kind < 5) {
            model.forget(broker);
            sessions.end(broker);
        } else if (kind < 35) {
            lesson.expect("who has run out", model.expire(nowMs), sessions.expired(nowMs));
        } else {
            Heard last = model.of(broker);
            // Heard of twice in a millisecond: whose word came first is anybody's view.
            if (last == null || last.atMs() < nowMs) {
                model.hear(broker, nowMs);
                sessions.heard(broker, nowMs);
            }
        }
    }
}
