package se.knutpunkt.notification;

import se.knutpunkt.store.ByteKey;

/**
 * Who may act for a child today, by the ombud register.
 *
 * @param child first name, or null when it is not known
 */
record Guardian(ByteKey hash, String child) {
    @Override
    public String toString() {
        return "Guardian";
    }
}
