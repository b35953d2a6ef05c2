/**
 * Sandbox partners: small programs that speak a partner's real protocol on loopback, with state,
 * moods and a memory of what they received. They use the JDK, Jackson and, where there is one, the
 * protocol's own library, never a class of the hub.
 */
package se.knutpunkt.fake;
