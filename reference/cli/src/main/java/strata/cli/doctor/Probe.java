package strata.cli.doctor;

/** Looks at one thing. */
@FunctionalInterface
public interface Probe {
    /** What is so now. */
    Finding look();
}
