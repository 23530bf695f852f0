/**
 * A node's part in the quorum of the metadata log: Raft, as KRaft does it. Read {@link
 * strata.replication.quorum.RaftQuorum} first; what it may never forget is {@link
 * strata.replication.quorum.ElectionState}.
 *
 * <p>The rules that keep it safe stand apart: {@link strata.replication.quorum.VotingRule} (who
 * gets a vote), {@link strata.replication.quorum.CommitRule} (what is committed), and {@link
 * strata.replication.quorum.Standing} (nothing is told before it is stored).
 */
package strata.replication.quorum;
