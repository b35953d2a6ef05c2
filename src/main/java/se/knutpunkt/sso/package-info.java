/**
 * The token broker: gets each back end exactly the proof that its file in {@code config/backends}
 * demands, keeps it in memory until it expires or the citizen logs out, and writes down who was
 * proved to whom. Knows no protocol of a back end; may use {@code api}, {@code token}, {@code
 * http}, {@code error} and {@code catalogue}.
 */
package se.knutpunkt.sso;
