/**
 * Booking in the domain's words, the same for every product: signed identifiers, one effect for
 * each Idempotency-Key, and settling a change whose outcome is unknown. May use {@code api}, {@code
 * error}, {@code mapping} and {@code store}, never a product.
 */
package se.knutpunkt.booking;
