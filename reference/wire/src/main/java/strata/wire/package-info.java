/**
 * Kafka's protocol bytes to kernel records and back, by the generated message classes of
 * kafka-clients; also its codecs behind the kernel's compression port. The only package of the node
 * that knows kafka-clients.
 *
 * <p>Invariants: no type of kafka-clients appears in a public signature. Whatever bytes come in,
 * the answer is a value ({@link strata.wire.DecodeResult}), and what is allocated for it has a
 * fixed bound. Record bytes are never copied, neither in nor out. What differs between the versions
 * of an API stands in that API's own class ({@code ProduceCodec}, {@code FetchCodec}, …) and
 * nowhere else.
 *
 * <p>{@link strata.wire.PeerCodec} is the other end: what nodes ask each other, and the answers to
 * it.
 *
 * <p>Read {@link strata.wire.ProtocolCodec} first, then {@code ProduceCodec}.
 */
package strata.wire;
