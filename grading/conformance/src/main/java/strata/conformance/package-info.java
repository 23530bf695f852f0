/** Real clients, real tools and Apache Kafka itself as the oracle of what Strata promises. */
package strata.conformance;
