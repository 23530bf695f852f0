package strata.kernel;

/**
 * One request of one connection.
 *
 * @param connectionId unique among the connections of a node's life, at least 0
 * @param number counts the requests of that connection from 0; answers leave in this order
 */
public record RequestId(long connectionId, long number) {}
