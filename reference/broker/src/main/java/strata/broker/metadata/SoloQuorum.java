package strata.broker.metadata;
/** x. */
public final class SoloQuorum { public static strata.kernel.replication.Quorum open(strata.kernel.replication.QuorumSpec s, long n) { throw new IllegalStateException(); } }
