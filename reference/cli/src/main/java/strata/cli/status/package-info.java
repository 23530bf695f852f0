/**
 * How a cluster is, as {@code strata status} tells it.
 *
 * <p>Invariant: everything is asked over the wire, and a node that does not answer is part of the
 * picture, never the end of it. Read first: {@link strata.cli.status.ClusterLook}.
 */
package strata.cli.status;
