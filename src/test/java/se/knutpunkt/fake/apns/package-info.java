/**
 * The Apple Push Notification service: HTTP/2 over TLS, provider tokens, and refusals by the
 * reasons of contracts/apns. On Netty and not on Pushy's mock server, which cannot answer late,
 * break a connection or give a reason of its own, and verifies a signature with each request.
 */
package se.knutpunkt.fake.apns;
