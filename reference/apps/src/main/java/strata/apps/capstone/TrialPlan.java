package strata.apps.capstone;

import java.util.List;

/**
 * What a trial is to be.
 *
 * @param node the command line of a node, with {@code {config}}
 * @param java the command line of a JVM for the application, up to its main class
 * @param seed of input and deaths
 * @param strikes the deaths, in their order
 * @param eventsPerSecond orders and payments together
 */
record TrialPlan(
        List<String> node,
        List<String> java,
        long seed,
        List<Strike> strikes,
        int eventsPerSecond) {}
