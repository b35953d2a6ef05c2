package se.knutpunkt.recipient;

import java.util.List;
import java.util.function.Supplier;

/** Somebody whom the hub can reach. Holds the personal number sealed until it is asked for. */
public final class Recipient {

    private final byte[] hash;
    private final Supplier<String> person;
    private final String region;
    private final Language language;
    private final Preferences preferences;
    private final boolean hasPhone;
    private final boolean hasEmail;
    private final List<Device> devices;

    Recipient(
            byte[] hash,
            Supplier<String> person,
            String region,
            Language language,
            Preferences preferences,
            boolean hasPhone,
            boolean hasEmail,
            List<Device> devices) {
        this.hash = hash;
        this.person = person;
        this.region = region;
        this.language = language;
        this.preferences = preferences;
        this.hasPhone = hasPhone;
        this.hasEmail = hasEmail;
        this.devices = devices;
    }

    /** {@code PersonKey.hash("person", number)}; nobody may change it. */
    public byte[] hash() {
        return hash;
    }

    /**
     * Twelve digits, opened now.
     *
     * @throws IllegalStateException when no key of the hub opens it
     */
    public String person() {
        return person.get();
    }

    /** The county code; null when it is not known or must not be. */
    public String region() {
        return region;
    }

    public Language language() {
        return language;
    }

    public Preferences preferences() {
        return preferences;
    }

    /** One that leads somewhere, as far as is known. */
    public boolean hasPhone() {
        return hasPhone;
    }

    /** One that leads somewhere, as far as is known. */
    public boolean hasEmail() {
        return hasEmail;
    }

    /** Latest registered first. */
    public List<Device> devices() {
        return devices;
    }

    @Override
    public String toString() {
        return "Recipient";
    }
}
