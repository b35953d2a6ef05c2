/**
 * The error catalogue ({@code config/errors.yaml}) and problem answers by RFC 9457. Every failure
 * the caller sees is a {@link se.knutpunkt.error.Problem} with a code of that catalogue; may use
 * only {@code catalogue}.
 */
package se.knutpunkt.error;
