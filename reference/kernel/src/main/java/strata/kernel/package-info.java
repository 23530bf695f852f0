/**
 * The kernel: ports, value types and the contract of each layer. It imports the JDK and nothing
 * else, and every other module may import it.
 */
package strata.kernel;
