/**
 * Firebase Cloud Messaging, HTTP v1, with the token service that its senders need: both of
 * contracts/fcm, and strict about what they are sent.
 */
package se.knutpunkt.fake.fcm;
