package se.knutpunkt.region;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.IdentifierKey;
import se.knutpunkt.error.Problem;

/**
 * Identifiers of representations: 43 characters, base64url of two signatures of 16 bytes. The first
 * is a keyed hash over who acts and for whom, so an identifier fits these two persons only and
 * tells of neither; the second says that the hub made the first, so that what was made up is
 * refused before any register is asked. To read one, it is held against each person the register
 * names.
 */
@Component
final class RepresentationIds {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final IdentifierKey key;

    RepresentationIds(IdentifierKey key) {
        this.key = key;
    }

    /** The identifier under which the actor acts for the person. */
    String of(String actor, String person) {
        byte[] both = new byte[2 * IdentifierKey.LENGTH];
        key.sign(both, 0, "representation", actor, person);
        key.sign(
                both,
                IdentifierKey.LENGTH,
                "representation-made",
                ENCODER.encodeToString(pair(both)));
        return ENCODER.encodeToString(both);
    }

    /**
     * @throws Problem {@code invalid-identifier} for one the hub did not make
     */
    void demandMade(String id) {
        boolean made = false;
        if (FORM.matcher(id).matches()) {
            byte[] both = DECODER.decode(id);
            made =
                    // two characters at the end may stand for the same bytes
                    ENCODER.encodeToString(both).equals(id)
                            && key.verify(
                                    Arrays.copyOfRange(both, IdentifierKey.LENGTH, both.length),
                                    "representation-made",
                                    ENCODER.encodeToString(pair(both)));
        }
        if (!made) {
            throw Problem.of("invalid-identifier")
                    .errors(
                            List.of(
                                    Map.of(
                                            "where",
                                            "header.Acting-For",
                                            "what",
                                            "an id from listRepresentations")));
        }
    }

    /** Whether an identifier the hub made is for these two. */
    boolean isFor(String id, String actor, String person) {
        return key.verify(pair(DECODER.decode(id)), "representation", actor, person);
    }

    private static byte[] pair(byte[] both) {
        return Arrays.copyOf(both, IdentifierKey.LENGTH);
    }
}
