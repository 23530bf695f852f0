/**
 * Consumer groups in a simulated cluster: members of both protocols that behave as Kafka's clients
 * do, that crash, pause and come back, and what must hold of them all the time.
 *
 * <p>The claims are about what members themselves see, never about what a coordinator believes.
 * Read {@link strata.sim.groups.GroupScenarios} first, then {@link strata.sim.groups.OwnerClaims}.
 */
package strata.sim.groups;
