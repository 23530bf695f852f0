/** Programs that use the cluster through real Kafka clients, each in its own process. */
package strata.apps;
