/**
 * Who a call is about, and where: the citizen or the person acted for (ombud, {@code
 * config/representation.yaml}), the region catalogue ({@code config/regions}), the home region and
 * the gate of regions that do not take part. Chooses which back end serves a call; may use {@code
 * api}, {@code mapping}, {@code error} and {@code catalogue}.
 */
package se.knutpunkt.region;
