/**
 * Consumer groups against Apache Kafka's own: the records of {@code __consumer_offsets} and what
 * consumers tell each other, byte by byte. Read {@link strata.conformance.groups.GroupRecordDraft}
 * first: one description, from which both sides are built.
 *
 * <p>And classic groups' behaviour, answer by answer: {@link
 * strata.conformance.groups.ClassicScript} asks Kafka's state machine and ours the same.
 */
package strata.conformance.groups;
