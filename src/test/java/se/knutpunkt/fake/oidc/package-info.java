/**
 * The identity provider of the sandbox: issuers {@code citizen} and {@code machine}, and tokens
 * that must be refused.
 */
package se.knutpunkt.fake.oidc;
