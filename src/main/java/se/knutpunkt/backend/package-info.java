/**
 * The back-end catalogue ({@code config/backends}) and the lines: one route, HTTP pool, breaker and
 * bulkhead for each region and back end. Turns transport failures and answer codes into problems;
 * may use {@code api}, {@code sso}, {@code http}, {@code region}, {@code mapping}, {@code error}
 * and {@code catalogue}.
 */
package se.knutpunkt.backend;
