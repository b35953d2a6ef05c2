/**
 * The hub with all its partners as small programs in one process, started by {@code mvn
 * spring-boot:test-run} and, on free ports, by the flow tests.
 */
package se.knutpunkt.sandbox;
