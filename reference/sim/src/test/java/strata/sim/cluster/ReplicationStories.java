package strata.sim.cluster;

import java.util.List;
import strata.sim.planted.Mistake;

/**
 * The chapter's stories of partitions: three brokers and a controller, with one mistake in layer 3,
 * and just those faults that bring it to light.
 */
final class ReplicationStories {
    private static final List<String> REPLICAS = List.of("role", "log", "hw", "decided");
    private static final int ALL = -1;

    private ReplicationStories() {}

    /** All of them, in the chapter's order. */
    static List<Story> all() {
        return List.of(
                acknowledgedFirst(),
                committedAlone(),
                cutToTheHighWatermark(),
                cutToTheHighWatermarkBoth(),
                noEpochs(),
                shrunkByItself(),
                lastOneStanding(),
                uncleanByAccident());
    }

    static Story acknowledgedFirst() {
        return Story.named("acknowledged-first")
                .about("A leader acknowledges before its followers have the records, and dies")
                .plants(Mistake.ACKNOWLEDGES_ITS_OWN)
                .breaks("unseen")
                .goesOnAfter("early-acknowledgement")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                            new StoryClient(stage, cluster, "p")
                                    .creates(500, 2, 1, 2, 3)
                                    .sends(1_200, ALL, "a", "b", "c")
                                    .looks(1_700)
                                    .reads(1_800, 0);
                        })
                .told(
                        story -> {
                            story.afterMs(1_195).cut(1).to(2);
                            story.afterMs(1_195).cut(1).to(3);
                            story.afterMs(1_210).crash(1);
                            story.afterMs(2_500).heal();
                        })
                .shows(REPLICAS)
                .columns("p", "n1", "n2", "n3", "n4")
                .fromMs(1_190);
    }

    static Story committedAlone() {
        return Story.named("committed-alone")
                .about("A leader takes its own log end for the high watermark, and dies")
                .plants(Mistake.COMMITS_ITS_OWN)
                .breaks("inconsistent-offsets")
                .goesOnAfter("in-sync-without-committed", "committed-lost", "committed-differs")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                            new StoryClient(stage, cluster, "p")
                                    .creates(500, 2, 1, 2, 3)
                                    .sends(1_200, 1, "a", "b", "c")
                                    .looks(1_700)
                                    .sends(1_750, ALL, "d", "e", "f");
                            new StoryClient(stage, cluster, "r")
                                    .looks(1_000)
                                    .reads(1_204, 0)
                                    .looks(1_700)
                                    .reads(1_800, 3)
                                    .looks(5_000)
                                    .reads(5_100, 0);
                        })
                .told(
                        story -> {
                            story.afterMs(1_195).cut(1).to(2);
                            story.afterMs(1_195).cut(1).to(3);
                            story.afterMs(1_210).crash(1);
                        })
                .shows(REPLICAS)
                .columns("p", "r", "n1", "n2", "n3", "n4")
                .fromMs(1_190);
    }

    static Story cutToTheHighWatermark() {
        return Story.named("cut-to-high-watermark")
                .about(
                        "A follower of a new leader cuts its log to the high watermark that it"
                                + " remembers")
                .plants(Mistake.CUTS_TO_THE_HIGH_WATERMARK)
                .breaks("committed-lost")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                            new StoryClient(stage, cluster, "p")
                                    .creates(500, 2, 1, 2, 3)
                                    .sends(1_200, ALL, "m1")
                                    .sends(2_200, ALL, "m2")
                                    .looks(5_000)
                                    .reads(5_100, 0);
                        })
                .told(
                        story -> {
                            story.afterMs(2_210).crash(1);
                            story.afterMs(2_210).cut(3).to(2);
                            story.afterMs(2_260).crash(2);
                            story.afterMs(3_500).heal();
                        })
                .shows(REPLICAS)
                .columns("p", "n1", "n2", "n3", "n4")
                .fromMs(2_190);
    }

    static Story cutToTheHighWatermarkBoth() {
        return Story.named("logs-differ")
                .about("Both replicas die; each cuts to the high watermark that it remembers")
                .plants(Mistake.CUTS_TO_THE_HIGH_WATERMARK)
                .breaks("inconsistent-offsets")
                .goesOnAfter("committed-lost", "committed-differs")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                            new StoryClient(stage, cluster, "p")
                                    .creates(500, 2, 1, 2)
                                    .sends(1_200, ALL, "m1")
                                    .sends(2_200, ALL, "m2")
                                    .looks(3_300)
                                    .sends(3_350, 1, "m3")
                                    .looks(4_900)
                                    .reads(5_000, 0);
                        })
                .told(
                        story -> {
                            // What it has by now is on its disk.
                            story.afterMs(1_400).restart(2).forMs(50);
                            story.afterMs(2_350).crash(2).losingWhatWasNotFlushed().forMs(500);
                            story.afterMs(2_350).crash(1).forMs(1_500);
                        })
                .shows(REPLICAS)
                .columns("p", "n1", "n2", "n4")
                .fromMs(2_190);
    }

    static Story noEpochs() {
        return Story.named("no-epochs")
                .about("A paused leader was replaced; a follower copies from both")
                .plants(Mistake.CHECKS_NO_EPOCH)
                .breaks("committed-differs")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                            new StoryClient(stage, cluster, "p")
                                    .creates(500, 1, 1, 2, 3)
                                    .sends(1_900, ALL, "w")
                                    .sends(3_450, ALL, "x")
                                    .looks(5_000)
                                    .reads(5_100, 0);
                            new StoryClient(stage, cluster, "q")
                                    .looks(3_380)
                                    .sends(3_460, ALL, "y")
                                    .sends(3_480, ALL, "z");
                        })
                .told(
                        story -> {
                            story.afterMs(2_000).pause(1).forMs(1_430);
                            story.afterMs(2_700).cut(4).to(3).forMs(800);
                            story.afterMs(2_700).cut(4).to(1).forMs(1_100);
                        })
                .shows(REPLICAS)
                .columns("p", "q", "n1", "n2", "n3", "n4")
                .fromMs(1_990);
    }

    static Story shrunkByItself() {
        return Story.named("shrunk-by-itself")
                .about("A leader that is cut off takes its followers out of the ISR without asking")
                .plants(Mistake.SHRINKS_BY_ITSELF)
                .breaks("committed-lost")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                            new StoryClient(stage, cluster, "p")
                                    .creates(500, 1, 1, 2, 3)
                                    .sends(1_200, ALL, "w")
                                    .sends(2_600, ALL, "x")
                                    .sends(2_700, ALL, "y")
                                    .looks(5_000)
                                    .reads(5_100, 0);
                        })
                .told(story -> story.afterMs(2_000).split(1).from(2, 3, 4))
                .shows(REPLICAS)
                .columns("p", "n1", "n2", "n3", "n4")
                .fromMs(1_990);
    }

    static Story lastOneStanding() {
        return Story.named("last-one-standing")
                .about("The last replica in the ISR loses what it had not flushed, and is elected")
                .plants(Mistake.LAST_ONE_STANDS)
                .breaks("committed-lost")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                            new StoryClient(stage, cluster, "p")
                                    .creates(500, 2, 1, 2, 3)
                                    .sends(1_200, ALL, "m1", "m2")
                                    .looks(5_000)
                                    .reads(5_100, 0);
                        })
                .told(
                        story -> {
                            story.afterMs(1_400).crash(2);
                            story.afterMs(1_500).crash(3);
                            story.afterMs(1_600).crash(1).losingWhatWasNotFlushed().forMs(500);
                            story.afterMs(3_500).heal();
                        })
                .shows(REPLICAS)
                .columns("p", "n1", "n2", "n3", "n4")
                .fromMs(1_190);
    }

    static Story uncleanByAccident() {
        return Story.named("unclean-by-accident")
                .about("A controller elects a replica that was not in sync")
                .plants(Mistake.TAKES_ANYBODY)
                .breaks("committed-lost")
                .staged(
                        (stage, mistake) -> {
                            StoryCluster cluster = StoryCluster.ofBrokers(stage, mistake);
                            new StoryClient(stage, cluster, "p")
                                    .creates(500, 2, 1, 2, 3)
                                    .sends(1_500, ALL, "m")
                                    .looks(5_000)
                                    .reads(5_100, 0);
                        })
                .told(
                        story -> {
                            story.afterMs(1_400).crash(2);
                            story.afterMs(1_600).crash(3);
                            story.afterMs(1_700).crash(1);
                            story.afterMs(1_800).start(2);
                            story.afterMs(3_500).heal();
                        })
                .shows(REPLICAS)
                .columns("p", "n1", "n2", "n3", "n4")
                .fromMs(1_390);
    }
}
