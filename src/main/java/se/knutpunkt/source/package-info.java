/**
 * Asks every source that may know a citizen, several at once, and puts their answers together.
 * Knows of back ends only what their files say; may use {@code api}, {@code backend}, {@code
 * region}, {@code error} and {@code catalogue}.
 */
package se.knutpunkt.source;
