/**
 * Measures the hub against hand-written code in one run; started by the Maven profile {@code
 * bench}, never by the tests.
 */
package se.knutpunkt.bench;
