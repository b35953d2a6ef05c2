/**
 * The e-mail relay: SMTP submission with STARTTLS and AUTH, both demanded. A server of ours, since
 * GreenMail knows no STARTTLS and accepts every recipient.
 */
package se.knutpunkt.fake.email;
