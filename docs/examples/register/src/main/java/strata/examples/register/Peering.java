package strata.examples.register;

import strata.kernel.Message;

/** What the three nodes say to each other. */
sealed interface Peering extends Message {
    /** "Let me be the primary of this epoch." */
    record VoteRequest(long epoch) implements Peering {}

    /** "You have my vote, no earlier epoch has it any more, and this is all I hold." */
    record Vote(long epoch, State state) implements Peering {}

    /** "I am the primary of this epoch; this is what the register holds." Also sent as a beat. */
    record Copy(long epoch, long round, State state) implements Peering {}

    /** "I hold what you sent in this round, and am with you still." */
    record Copied(long epoch, long round) implements Peering {}
}
