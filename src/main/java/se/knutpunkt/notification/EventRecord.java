package se.knutpunkt.notification;

/**
 * An event where it stands in its topic; personal data, so it shows nothing of itself.
 *
 * @param at milliseconds since 1970, when the producer sent it
 */
record EventRecord(String topic, int partition, long position, long at, byte[] value) {

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + position;
    }
}
