/**
 * Access tokens on their way in: whose keys sign them, whether they hold, and whether who sends a
 * bound one proves to be its owner. Knows nothing of operations or citizens; may use {@code error}
 * and {@code catalogue}.
 */
package se.knutpunkt.token;
