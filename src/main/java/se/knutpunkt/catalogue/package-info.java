/**
 * Reads the declared files of {@code config/}, checks them against their schemas and names what is
 * wrong with file and line. Knows nothing of what the files mean; every other package may use it.
 */
package se.knutpunkt.catalogue;
