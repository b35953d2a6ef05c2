/**
 * What every HTTP client of the hub has in common on its way out: no redirects, a deadline at the
 * socket, answers bounded in size, TLS from a named bundle. Knows nothing of who is called; may use
 * no other package.
 */
package se.knutpunkt.http;
