package se.knutpunkt.notification;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import se.knutpunkt.recipient.Preferences;
import se.knutpunkt.recipient.Recipient;
import se.knutpunkt.recipient.Recipients;
import se.knutpunkt.store.ByteKey;

/** How people can be reached and want to be, for many of them at once. */
@Component
final class Addressees {

    private final Recipients recipients;

    Addressees(Recipients recipients) {
        this.recipients = recipients;
    }

    /** Those who have told the hub how to reach them. */
    Map<ByteKey, Addressee> load(Collection<ByteKey> hashes) {
        List<byte[]> all = hashes.stream().map(ByteKey::bytes).toList();
        Map<ByteKey, Addressee> found = new HashMap<>();
        recipients.load(all).forEach((hash, one) -> found.put(hash, addressee(hash, one)));
        return found;
    }

    private static Addressee addressee(ByteKey hash, Recipient recipient) {
        Preferences chosen = recipient.preferences();
        Set<String> contacts = new HashSet<>();
        if (recipient.hasPhone()) {
            contacts.add("sms");
        }
        if (recipient.hasEmail()) {
            contacts.add("email");
        }
        return new Addressee(
                hash,
                recipient.region(),
                recipient.devices().stream()
                        .map(
                                device ->
                                        new Addressee.Device(
                                                device.deviceId(),
                                                device.platform().equals("ios") ? "apns" : "fcm"))
                        .toList(),
                contacts,
                chosen::allows,
                moment ->
                        chosen.quietHours()
                                .flatMap(
                                        hours ->
                                                new QuietHours(hours.from(), hours.to())
                                                        .endIfWithin(moment)),
                !chosen.pushReplacesSms(),
                chosen.guardianNotices(),
                chosen.namesChildren());
    }
}
