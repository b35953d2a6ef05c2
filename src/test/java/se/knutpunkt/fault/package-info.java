/**
 * What becomes of notifications when the hub, the broker, Kafka or the database is killed while
 * they flow: real processes, real kills. {@code mvn verify} runs a short form of each; the long
 * forms are in docs/operations.md.
 */
package se.knutpunkt.fault;
