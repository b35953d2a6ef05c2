/**
 * A token service and a back end that demand real proofs: client authentication, subject tokens,
 * audiences, signatures and conditions are verified, and what is wrong is refused.
 */
package se.knutpunkt.fake.token;
