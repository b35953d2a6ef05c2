/**
 * The Camel component {@code mapping:<path>}: every file of {@code mappings/} is compiled once when
 * the hub starts. Requests are FreeMarker templates, responses JSONata expressions; neither has a
 * clock, randomness or calls. {@code jsonata} below it compiles the expressions. May use {@code
 * error} and {@code catalogue}.
 */
package se.knutpunkt.mapping;
