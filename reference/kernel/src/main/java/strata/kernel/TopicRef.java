package strata.kernel;

/**
 * A topic as a request speaks of it: older versions of the protocol by name, newer ones by id. The
 * broker resolves it; an answer repeats the reference of its request.
 */
public sealed interface TopicRef {
    /** A topic by its name. */
    record Named(String name) implements TopicRef {}

    /** A topic by its id. */
    record Identified(TopicId id) implements TopicRef {}

    static TopicRef named(String name) {
        return new Named(name);
    }

    static TopicRef identified(TopicId id) {
        return new Identified(id);
    }
}
