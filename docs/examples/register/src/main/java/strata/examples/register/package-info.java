/**
 * A register that three nodes keep: the smallest system on which every fault of the simulator can
 * do its worst. One node is primary and copies what it holds to the others; a majority of votes
 * makes another one primary when it is gone.
 *
 * <p>It promises four things (see {@link strata.examples.register.Claims}): clients see one
 * register ("linearizable"), no acknowledged write is lost, an epoch has one primary, and a node
 * never goes back behind what it has told others. It bears any number of crashes, with or without
 * loss of power, partitions, lost and late messages, pauses, and clocks that run wrong; it serves
 * while two of the three nodes are up and reach each other. It does not bear a disk that changes
 * bytes which were durable.
 *
 * <p>Read {@link strata.examples.register.RegisterNode} first, then {@link
 * strata.examples.register.Rules}; {@link strata.examples.register.Mistake} holds the ways in which
 * people get it wrong. The protocol is that of Viewstamped Replication (Oki and Liskov, 1988), with
 * the whole state in the place of a log.
 */
package strata.examples.register;
