package se.knutpunkt.fake.email;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import se.knutpunkt.fake.Seen;

/**
 * A message that was accepted.
 *
 * @param sender of the envelope
 * @param recipients of the envelope
 * @param data headers and body, lines end with CRLF
 */
public record Mail(Instant time, String sender, List<String> recipients, String data) {

    /** A header's value, unfolded. */
    public Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        String head = data.split("\r\n\r\n", 2)[0].replaceAll("\r\n[ \t]+", " ");
        return Arrays.stream(head.split("\r\n"))
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).trim())
                .findFirst();
    }

    /** As it was sent, still encoded. */
    public String body() {
        String[] parts = data.split("\r\n\r\n", 2);
        return parts.length == 2 ? parts[1] : "";
    }

    Seen seen() {
        return new Seen(
                time,
                "DATA",
                String.join(",", recipients),
                MailBox.SEND,
                Map.of("MAIL FROM", List.of(sender), "RCPT TO", recipients),
                data);
    }
}
