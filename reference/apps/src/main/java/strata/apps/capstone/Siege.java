package strata.apps.capstone;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** One death after another, each awaited until the cluster is whole and results come again. */
final class Siege {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Trial trial;
    private final Admin admin;
    private final InputWriter writer;
    private final ResultWatch watch;

    Siege(Trial trial, Admin admin, InputWriter writer, ResultWatch watch) {
        this.trial = trial;
        this.admin = admin;
        this.writer = writer;
        this.watch = watch;
    }

    /** Carries out the plan; gives what was survived. */
    List<Kill> endure(List<Strike> strikes) {
        trial.teller().chapter("2  kill -9, %,d times".formatted(strikes.size()));
        trial.awaitThat(
                trial.recovery(), "every replica is in sync", () -> trial.cluster().isWhole(admin));
        List<Kill> kills = new ArrayList<>();
        for (Strike strike : strikes) {
            Pause.of(Duration.ofMillis(strike.pauseMs()));
            watch.takeLongestGapMs();
            Kill kill = strike(strike);
            kills.add(kill);
            trial.teller()
                    .say(
                            "%3d of %d  %s  %-24s whole again after %5d ms, longest gap %5d ms"
                                    .formatted(
                                            kills.size(),
                                            strikes.size(),
                                            TIME.format(kill.at()),
                                            strike.victims(),
                                            kill.wholeMs(),
                                            kill.gapMs()));
        }
        return kills;
    }

    private Kill strike(Strike strike) {
        trial.requireWell();
        writer.requireWell();
        List<ChildProcess> victims = new ArrayList<>();
        if (strike.node() > 0) {
            victims.add(trial.cluster().node(strike.node()));
        }
        if (strike.application()) {
            victims.add(trial.application());
        }
        Instant at = Instant.now();
        long beganNanos = System.nanoTime();
        List<String> processes = new ArrayList<>();
        for (ChildProcess victim : victims) {
            processes.add(Long.toString(victim.pid()));
            victim.kill();
        }
        long before = watch.count();
        Pause.of(Duration.ofMillis(strike.downMs()));
        victims.forEach(ChildProcess::start);
        String after = "after the death of " + strike.victims() + " ";
        trial.awaitThat(
                trial.recovery(),
                after + "every replica is in sync again",
                () ->
                        (strike.node() == 0 || trial.cluster().serves(strike.node()))
                                && trial.cluster().isComplete(admin)
                                && trial.cluster().isWhole(admin));
        long wholeMs = (System.nanoTime() - beganNanos) / 1_000_000;
        trial.awaitThat(
                trial.recovery(),
                after + "results are committed again",
                () -> {
                    writer.requireWell();
                    watch.requireWell();
                    return watch.count() > before && watch.silentMs() < 1_000;
                });
        return new Kill(
                strike, at, String.join(", ", processes), wholeMs, watch.takeLongestGapMs());
    }
}
