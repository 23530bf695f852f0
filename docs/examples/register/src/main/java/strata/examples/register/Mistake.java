package strata.examples.register;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import strata.kernel.NodeId;

/** What people get wrong when they build such a thing; each can be planted, one at a time. */
public enum Mistake {
    ACK_BEFORE_REPLICATION(
            "the primary acknowledges a write when it is on its own disk",
            Claims.ACKNOWLEDGED,
            () ->
                    new Rules() {
                        @Override
                        int holdersBeforeAnswering(Question question) {
                            return question instanceof Question.Write ? 1 : MAJORITY;
                        }
                    }),
    ACK_BEFORE_FLUSH(
            "what is written is left to the page cache",
            Claims.NEVER_BACK,
            () ->
                    new Rules() {
                        @Override
                        boolean flushes() {
                            return false;
                        }
                    }),
    VOTES_TWICE(
            "a node votes for whoever asks in the epoch it has promised",
            Claims.ONE_PRIMARY,
            () ->
                    new Rules() {
                        @Override
                        boolean mayVote(long asked, long promised) {
                            return asked >= promised;
                        }
                    }),
    FORGETS_ITS_VOTE(
            "a vote is kept in memory alone: a restart takes it back",
            Claims.NEVER_BACK,
            () ->
                    new Rules() {
                        @Override
                        boolean storesItsVote() {
                            return false;
                        }
                    }),
    // --8<-- [start:stale-read]
    READS_FROM_A_STALE_PRIMARY(
            "a primary answers reads from memory, without asking whether it still is the primary",
            Claims.LINEARIZABLE,
            () ->
                    new Rules() {
                        @Override
                        int holdersBeforeAnswering(Question question) {
                            return question instanceof Question.Read ? 1 : MAJORITY;
                        }
                    }),
    // --8<-- [end:stale-read]
    OBEYS_AN_EARLIER_EPOCH(
            "a backup takes part in rounds of an epoch that is over",
            Claims.ACKNOWLEDGED,
            () ->
                    new Rules() {
                        @Override
                        boolean obeys(long epoch, long promised) {
                            return true;
                        }
                    }),
    COPIES_IN_ANY_ORDER(
            "a backup takes the copy that came last for the newest",
            Claims.NEVER_BACK,
            () ->
                    new Rules() {
                        @Override
                        boolean takes(State copy, State own) {
                            return !copy.equals(own);
                        }
                    }),
    RETRY_EXECUTED_TWICE(
            "a retry is carried out like a new write",
            Claims.LINEARIZABLE,
            () ->
                    new Rules() {
                        @Override
                        boolean isRetry(int client, Question.Write write, State state) {
                            return false;
                        }
                    }),
    RETRIES_KNOWN_TO_ONE_NODE(
            "the numbers of past writes are in the primary's memory, not in what it copies",
            Claims.LINEARIZABLE,
            RetriesOfOneNode::new),
    ELECTED_WITHOUT_THE_NEWEST(
            "a new primary begins with what it holds itself",
            Claims.ACKNOWLEDGED,
            () ->
                    new Rules() {
                        @Override
                        State newest(State own, Collection<State> voted) {
                            return own;
                        }
                    }),
    NEWEST_BY_NUMBER_ALONE(
            "a new primary takes the state with the most writes for the newest, whatever its epoch",
            Claims.ACKNOWLEDGED,
            () ->
                    new Rules() {
                        @Override
                        State newest(State own, Collection<State> voted) {
                            State newest = own;
                            for (State state : voted) {
                                newest = state.number() > newest.number() ? state : newest;
                            }
                            return newest;
                        }
                    }),
    ANSWER_TO_AN_EARLIER_QUESTION(
            "a client takes whatever answer comes for the answer to its present question",
            Claims.LINEARIZABLE,
            () ->
                    new Rules() {
                        @Override
                        boolean answersMyQuestion(long answered, long asked) {
                            return true;
                        }
                    }),
    TRUSTS_A_TORN_TAIL(
            "the journal is recovered without a look at checksums",
            Claims.NEVER_BACK,
            () ->
                    new Rules() {
                        @Override
                        boolean isIntact(boolean checksumIsRight) {
                            return true;
                        }
                    }),
    DIRECTORY_NOT_SYNCED(
            "the journal is flushed, and the directory that holds it is not",
            Claims.NEVER_BACK,
            () ->
                    new Rules() {
                        @Override
                        boolean syncsDirectory() {
                            return false;
                        }
                    }),
    BEAT_OF_AN_EARLIER_EPOCH(
            "a timer set by a primary goes on after another one was elected",
            Claims.ONE_PRIMARY,
            () ->
                    new Rules() {
                        @Override
                        boolean mayBeat(long beat, long promised) {
                            return true;
                        }
                    }),
    VOTES_OF_AN_EARLIER_EPOCH(
            "a candidate counts votes that were given to it in an election before",
            Claims.ONE_PRIMARY,
            () ->
                    new Rules() {
                        @Override
                        boolean countsVote(long voted, long promised) {
                            return true;
                        }
                    }),
    ANY_COPY_COUNTS(
            "whoever has copied anything is taken to have copied everything",
            Claims.ACKNOWLEDGED,
            () ->
                    new Rules() {
                        @Override
                        boolean countsFor(long copied, long round) {
                            return true;
                        }
                    }),
    ANSWERS_OUTLIVE_THE_EPOCH(
            "an answer waits through an election and is given in an epoch that lost its write",
            Claims.ACKNOWLEDGED,
            () ->
                    new Rules() {
                        @Override
                        boolean forgetsWaitingAnswers() {
                            return false;
                        }
                    }),
    ALONE_IS_A_MAJORITY(
            "a primary waits for the nodes that it can reach: for none when it is cut off",
            Claims.ACKNOWLEDGED,
            MajorityOfTheReachable::new);

    private final String told;
    private final String claim;

    // Holds nothing that changes: each is a lambda without captures.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Supplier<Rules> rules;

    Mistake(String told, String claim, Supplier<Rules> rules) {
        this.told = told;
        this.claim = claim;
        this.rules = rules;
    }

    /** What is done wrong, as one sentence without its full stop. */
    public String told() {
        return told;
    }

    /** The name of the claim that it breaks; others may break after it. */
    public String claim() {
        return claim;
    }

    /** As its scenario is named: {@code register-ack-before-replication}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The rules with this mistake in them, for one life of a node. */
    Rules rules() {
        return rules.get();
    }

    /** See {@link #RETRIES_KNOWN_TO_ONE_NODE}. */
    private static final class RetriesOfOneNode extends Rules {
        private final Set<String> executed = new TreeSet<>();

        @Override
        boolean isRetry(int client, Question.Write write, State state) {
            return !executed.add(client + " " + write.number());
        }
    }

    /** See {@link #ALONE_IS_A_MAJORITY}; so lost Kafka 0.8 acknowledged writes (Jepsen, 2013). */
    private static final class MajorityOfTheReachable extends Rules {
        private final Set<NodeId> lost = new TreeSet<>();

        @Override
        int holdersBeforeAnswering(Question question) {
            return Math.min(MAJORITY, RegisterNode.CLUSTER.size() - lost.size());
        }

        @Override
        void lost(NodeId peer) {
            if (RegisterNode.CLUSTER.contains(peer)) {
                lost.add(peer);
            }
        }

        @Override
        void heard(NodeId peer) {
            lost.remove(peer);
        }
    }
}
