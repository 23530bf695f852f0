/**
 * Layer 3: replication. The followers and the leader of a partition, the rules of elections and of
 * fencing, and the quorum of the metadata log. Start with {@link
 * strata.replication.IsrReplicationLayer}.
 *
 * <p>Nothing here has a clock, a timer or a connection: every class is told what has happened, and
 * says what to do. The contract, with its invariants, is {@link strata.kernel.replication}.
 */
package strata.replication;
