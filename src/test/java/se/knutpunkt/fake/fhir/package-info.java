/**
 * Regions that book over FHIR R4, for the sandbox and the tests: HAPI's own server and parser give
 * the wire format, the classes here give the rules that it lacks (If-Match, free times, no personal
 * number in an address). They use no class of the hub.
 */
package se.knutpunkt.fake.fhir;
