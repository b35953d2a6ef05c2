/**
 * The region catalogue ({@code config/regions}), the citizen's home region and the gate of regions
 * that do not take part. Chooses which back end serves a call; may use {@code api}, {@code error}
 * and {@code catalogue}.
 */
package se.knutpunkt.region;
