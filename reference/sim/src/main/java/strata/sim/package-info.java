/** The simulated world of a node: virtual time, network, disk, faults, trace and invariants. */
package strata.sim;
