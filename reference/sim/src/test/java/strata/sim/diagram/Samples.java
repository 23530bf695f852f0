package strata.sim.diagram;

import java.util.List;
import strata.sim.record.Column.Role;
import strata.sim.record.Recorder;
import strata.sim.record.RunRecord;

/** Runs that were made up, so that a test knows what a picture of them must show. */
final class Samples {
    /** The record of {@link #staleRead()}: how many messages were sent in it. */
    static final int STALE_READ_MESSAGES = 18;

    private long nowUs;
    private final Recorder recorder = Recorder.on(() -> nowUs);

    private record Write(String key, int value) {}

    private record Read(String key) {}

    private record Replicate(int epoch, int position, int value) {}

    private record Replicated(int epoch, int position) {}

    private record Vote(int epoch, String candidate) {}

    private record Granted(int epoch) {}

    private record Reply(String outcome, int value) {}

    private record Election(int epoch) {}

    private Samples() {}

    /**
     * Three nodes and two clients: the old primary is paused, a new one is elected, and the old one
     * answers a read from before its time when it wakes up. It has an event of every kind.
     */
    static RunRecord staleRead() {
        Samples run = new Samples();
        run.staged();
        run.firstWrite();
        run.pausedPrimary();
        run.secondWrite();
        run.staleAnswer();
        return run.recorder.record();
    }

    private void staged() {
        recorder.column("p1", Role.CLIENT);
        recorder.column("p2", Role.CLIENT);
        for (String node : List.of("n1", "n2", "n3")) {
            recorder.column(node, Role.NODE);
            at(10);
            int started = recorder.started(node, 1);
            handling(
                    started,
                    () -> {
                        recorder.state(node, "epoch", 1);
                        recorder.state(node, "role", node.equals("n1") ? "primary" : "backup");
                        recorder.state(node, "hw", 0);
                        if (!node.equals("n1")) {
                            recorder.timerSet(node, new Election(1), 150);
                        }
                    });
        }
    }

    private void firstWrite() {
        at(2_000);
        int write = recorder.invoked("p1", new Write("x", 1));
        int request = send(write, "p1", "n1", new Write("x", 1));
        at(180);
        int at1 = recorder.delivered("n1", request, false);
        at(20);
        int[] asked = new int[1];
        handling(at1, () -> asked[0] = recorder.flushAsked("n1", 7, List.of("register.log")));
        int to2 = send(at1, "n1", "n2", new Replicate(1, 0, 1));
        int to3 = send(at1, "n1", "n3", new Replicate(1, 0, 1));
        at(240);
        int at2 = recorder.delivered("n2", to2, false);
        int ack2 = send(at2, "n2", "n1", new Replicated(1, 0));
        at(40);
        int at3 = recorder.delivered("n3", to3, false);
        int ack3 = send(at3, "n3", "n1", new Replicated(1, 0));
        at(150);
        recorder.flushDone("n1", asked[0]);
        at(60);
        int acked = recorder.delivered("n1", ack2, false);
        handling(acked, () -> recorder.state("n1", "hw", 1));
        int answer = send(acked, "n1", "p1", new Reply("ok", 1));
        at(33);
        recorder.delivered("n1", ack3, false);
        at(120);
        handling(recorder.delivered("p1", answer, false), () -> recorder.answered(write, "ok"));
    }

    private void pausedPrimary() {
        at(40_000);
        int fault = recorder.fault("at 0.043 n1 pause 400 ms");
        handling(fault, () -> recorder.paused("n1"));
        at(110_000);
        int timer = recorder.timerFired("n2", 8);
        handling(
                timer,
                () -> {
                    recorder.note("n2", "no word from the primary, I stand");
                    recorder.state("n2", "epoch", 2);
                });
        int vote1 = send(timer, "n2", "n1", new Vote(2, "n2"));
        int vote3 = send(timer, "n2", "n3", new Vote(2, "n2"));
        at(310);
        int voted = recorder.delivered("n3", vote3, false);
        handling(voted, () -> recorder.state("n3", "epoch", 2));
        int granted = send(voted, "n3", "n2", new Granted(2));
        at(290);
        int elected = recorder.delivered("n2", granted, false);
        handling(elected, () -> recorder.state("n2", "role", "primary"));
        at(5_000);
        int cut = recorder.fault("at 0.198 split n1 | n2 n3");
        handling(cut, () -> recorder.lost(vote1, "the connection was reset"));
        at(20);
        recorder.disconnected("n2", "n1", "connection reset");
    }

    private void secondWrite() {
        at(3_000);
        int write = recorder.invoked("p1", new Write("x", 2));
        int request = send(write, "p1", "n2", new Write("x", 2));
        at(160);
        int at2 = recorder.delivered("n2", request, false);
        int to3 = send(at2, "n2", "n3", new Replicate(2, 1, 2));
        int to1 = send(at2, "n2", "n1", new Replicate(2, 1, 2));
        at(200);
        int at3 = recorder.delivered("n3", to3, false);
        int ack = send(at3, "n3", "n2", new Replicated(2, 1));
        at(150);
        int acked = recorder.delivered("n2", ack, false);
        handling(acked, () -> recorder.state("n2", "hw", 2));
        int answer = send(acked, "n2", "p1", new Reply("ok", 2));
        at(210);
        handling(recorder.delivered("p1", answer, false), () -> recorder.answered(write, "ok"));
        at(9_000);
        int crash = recorder.fault("at 0.212 n3 crash LOSE_UNFLUSHED");
        handling(crash, () -> recorder.crashed("n3", "LOSE_UNFLUSHED", "nothing was unflushed"));
        at(30_000);
        handling(
                recorder.started("n3", 2),
                () -> {
                    recorder.disk("n3", "opened register.log, 2 entries");
                    recorder.state("n3", "epoch", 2);
                    recorder.state("n3", "role", "backup");
                });
        recorder.stopped("n3", "in good order");
        int lateSend = to1;
        late = lateSend;
    }

    private int late = Recorder.NONE;

    private void staleAnswer() {
        at(80_000);
        int other = recorder.invoked("p2", new Write("y", 9));
        int unanswered = send(other, "p2", "n3", new Write("y", 9));
        at(900);
        int read = recorder.invoked("p2", new Read("x"));
        int request = send(read, "p2", "n1", new Read("x"));
        at(100_000);
        recorder.healed();
        handling(recorder.resumed("n1"), () -> {});
        at(15);
        int at1 = recorder.delivered("n1", request, false);
        int answer = send(at1, "n1", "p2", new Reply("ok", 1));
        at(25);
        int lately = recorder.delivered("n1", late, true);
        int self = send(lately, "n1", "n1", new Replicated(2, 1));
        at(40);
        recorder.delivered("n1", self, false);
        at(70);
        recorder.lost(unanswered, "n3 is down");
        recorder.unknown(other, "no answer in time");
        at(60);
        int answered = recorder.delivered("p2", answer, false);
        handling(
                answered,
                () -> {
                    recorder.answered(read, "value 1");
                    recorder.strayed("n1 answers although it is no primary any more", List.of("x"));
                    recorder.broken(
                            "stale-read",
                            "A read sees the last write that was acknowledged before it began",
                            "p2 read x = 1, although x = 2 was acknowledged 0.2 s earlier",
                            List.of("x"));
                });
    }

    /** The story beside {@link #staleRead()}. */
    static Card staleReadCard(RunRecord run) {
        return new Card(
                "FAIL",
                "register-paused-primary, seed 41",
                "stale-read",
                "A read sees the last write that was acknowledged before it began",
                "p2 read x = 1, although x = 2 was acknowledged 0.2 s earlier",
                List.of(
                        new Card.Step(
                                1, "n1 is paused while it is the primary", find(run, "pauses")),
                        new Card.Step(
                                2, "n2 becomes primary in epoch 2", find(run, "role primary, ")),
                        new Card.Step(
                                3, "p1's write x = 2 is acknowledged by n2", find(run, "hw 2")),
                        new Card.Step(
                                4,
                                "n1 wakes and answers a read as if it still were primary",
                                find(run, "goes on")),
                        Card.Step.of(
                                5, "Cause: a primary that was away does not ask before it reads")),
                "./strata sim --scenario register-paused-primary --seeds 41..41",
                "FAIL  register-paused-primary, seed 41\n  …");
    }

    static int find(RunRecord run, String part) {
        for (int i = 0; i < run.events().size(); i++) {
            if (strata.sim.record.Sentence.of(run, i).contains(part)) {
                return i;
            }
        }
        throw new AssertionError("no event says " + part);
    }

    /** A long run of five nodes that send each other numbers, and break nothing. */
    static RunRecord large(int events) {
        Samples run = new Samples();
        for (int node = 1; node <= 5; node++) {
            run.recorder.started("n" + node, 1);
        }
        int recorded = 5;
        for (int n = 0; recorded < events; n++) {
            run.at(20 + n * 37 % 400);
            String from = "n" + (1 + n % 5);
            String to = "n" + (1 + (n * 7 + 1 + n / 5) % 5);
            int sent = run.recorder.sent(from, to, new Replicate(1 + n / 10_000, n, n % 97));
            run.at(15);
            int delivered = run.recorder.delivered(to, sent, false);
            recorded += 2;
            if (n % 4 == 0 && recorded < events) {
                run.handling(delivered, () -> {});
                run.recorder.state(to, "hw", n);
                recorded++;
            }
        }
        return run.recorder.record();
    }

    /** A run in which every text tries to be more than a text. */
    static RunRecord hostile(String text) {
        Samples run = new Samples();
        run.recorder.started("n1", 1);
        run.recorder.note("n1", text);
        int sent = run.recorder.sent("n1", text, new Vote(1, text));
        run.recorder.delivered(text, sent, false);
        run.recorder.state("n1", text, text);
        run.recorder.fault(text);
        run.recorder.invoked("p1", text);
        run.recorder.broken(text, text, text, List.of(text));
        return run.recorder.record();
    }

    private void at(long laterUs) {
        nowUs += laterUs;
    }

    private int send(int because, String from, String to, Object message) {
        int before = recorder.handling(because);
        int sent = recorder.sent(from, to, message);
        recorder.handling(before);
        return sent;
    }

    private void handling(int event, Runnable what) {
        int before = recorder.handling(event);
        what.run();
        recorder.handling(before);
    }
}
