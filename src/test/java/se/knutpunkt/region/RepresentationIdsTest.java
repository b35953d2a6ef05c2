package se.knutpunkt.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.api.IdentifierKey;

/** Identifiers of representations: made by the hub, for two persons, and telling of neither. */
class RepresentationIdsTest {

    private static final String KEY = "only-for-tests-0123456789abcdefgh";
    private static final String OTHER = "another-one-for-tests-0123456789ab";
    private static final String GUARDIAN = "198804202383";
    private static final String CHILD = "201701012393";
    private static final String TOLVAN = "191212121212";

    private final RepresentationIds ids = with(KEY);
    private final String id = ids.of(GUARDIAN, CHILD);

    @Test
    void isTheSameEachTimeAndFitsTheContract() {
        assertThat(ids.of(GUARDIAN, CHILD)).isEqualTo(id).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void isForThesePersonsInThisOrder() {
        assertThat(ids.isFor(id, GUARDIAN, CHILD)).isTrue();
        assertThat(ids.isFor(id, CHILD, GUARDIAN)).isFalse();
        assertThat(ids.isFor(id, GUARDIAN, TOLVAN)).isFalse();
        assertThat(ids.isFor(id, TOLVAN, CHILD)).isFalse();
    }

    @Test
    void holdsNoNumber() {
        String bytes =
                new String(
                        Base64.getUrlDecoder().decode(id),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(id + bytes).doesNotContain(GUARDIAN, CHILD, CHILD.substring(2));
        assertThat(with(OTHER).of(GUARDIAN, CHILD)).isNotEqualTo(id);
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        for (int i = 0; i < id.length(); i++) {
            char other = id.charAt(i) == 'A' ? 'B' : 'A';
            String changed = id.substring(0, i) + other + id.substring(i + 1);
            assertThatThrownBy(() -> ids.demandMade(changed)).hasMessage("invalid-identifier");
        }
    }

    /** The last character holds two bits that stand for nothing. */
    @Test
    void anotherWayToWriteTheSameBytesIsNoticed() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(id.charAt(42));
        String same = id.substring(0, 42) + alphabet.charAt(last ^ 1);
        assertThat(Base64.getUrlDecoder().decode(same))
                .isEqualTo(Base64.getUrlDecoder().decode(id));
        assertThatThrownBy(() -> ids.demandMade(same)).hasMessage("invalid-identifier");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "201701012393",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "...........................................",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"
            })
    void whatTheHubDidNotMakeIsRefused(String foreign) {
        assertThatThrownBy(() -> ids.demandMade(foreign)).hasMessage("invalid-identifier");
    }

    @Test
    void anOldKeyIsKnownUntilItIsTakenAway() {
        RepresentationIds both = with(OTHER, KEY);
        assertThatCode(() -> both.demandMade(id)).doesNotThrowAnyException();
        assertThat(both.isFor(id, GUARDIAN, CHILD)).isTrue();
        assertThat(both.of(GUARDIAN, CHILD)).isNotEqualTo(id);
        assertThatThrownBy(() -> with(OTHER).demandMade(id)).hasMessage("invalid-identifier");
    }

    private static RepresentationIds with(String... keys) {
        return new RepresentationIds(new IdentifierKey(List.of(keys)));
    }
}
