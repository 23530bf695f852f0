package strata.lessons;

/** How a test works, and so what it needs to run. */
public enum Kind {
    /** Calls the student's classes and looks at what they return. */
    UNIT,
    /** Runs them in the simulated world. */
    SIM,
    /** Speaks the protocol to a process; runs on Apache Kafka too. */
    WIRE,
    /** Kills processes. */
    CHAOS,
    /** Compares a speed. */
    SPEED
}
