/**
 * The Camel component {@code mapping:<path>}: every file of {@code mappings/} is compiled once when
 * the hub starts. Requests are FreeMarker templates, responses JSONata expressions; neither has a
 * clock, randomness or calls.
 */
package se.knutpunkt.mapping;
