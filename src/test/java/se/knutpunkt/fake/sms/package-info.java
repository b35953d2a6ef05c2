/** The SMS gateway of contracts/sms-email, with its plain text errors and delivery reports. */
package se.knutpunkt.fake.sms;
