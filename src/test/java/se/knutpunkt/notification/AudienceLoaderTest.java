package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/** Who is told of what at which age, by the day in Sweden. */
class AudienceLoaderTest {

    private static final String CHILD = "201701012393";
    private static final PersonKey KEYS =
            new PersonKey(List.of("only-for-tests-0123456789abcdefgh"));
    private static final DeclaredFiles FILES = Declared.reader();
    private static final ByteKey GUARDIAN = new ByteKey("guardian".getBytes());

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        // booking may be used at any age, one's own record from 16, prescriptions from 18
        "booking.made, 2029-12-31T22:59:59Z, child and guardian",
        "booking.made, 2029-12-31T23:00:00Z, child",
        "result.available, 2029-12-31T22:59:59Z, guardian",
        "result.available, 2029-12-31T23:00:00Z, age",
        "result.available, 2032-12-31T22:59:59Z, age",
        "result.available, 2032-12-31T23:00:00Z, child",
        "prescription.changed, 2026-12-01T11:00:00Z, guardian",
        "prescription.changed, 2034-12-31T22:59:59Z, age",
        "prescription.changed, 2034-12-31T23:00:00Z, child",
        "general.information, 2026-12-01T11:00:00Z, child"
    })
    void whoIsToldDependsOnTheAge(String kind, String now, String expected) {
        Audience.Who who = who(kind, now, List.of(new Guardian(GUARDIAN, "Elsa")));
        String told =
                String.join(
                        " and ",
                        who.to().stream()
                                .map(one -> one.hash().equals(GUARDIAN) ? "guardian" : "child")
                                .toList());
        assertThat(who.instead() == null ? told : who.instead()).isEqualTo(expected);
    }

    @Test
    void guardiansMustBeConfirmedFirst() {
        assertThat(who("booking.made", "2026-12-01T11:00:00Z", null).unconfirmed()).isTrue();
        assertThat(who("booking.made", "2030-01-01T11:00:00Z", null).unconfirmed()).isFalse();
        assertThat(who("general.information", "2026-12-01T11:00:00Z", null).unconfirmed())
                .isFalse();
    }

    @Test
    void withoutAGuardianAChildThatMayNotLookIsNotTold() {
        assertThat(who("result.available", "2026-12-01T11:00:00Z", List.of()).instead())
                .isEqualTo("age");
    }

    @Test
    void whoCannotBeOpenedIsNotTold() {
        Notice notice = notice("booking.made", new byte[] {1, 2, 3});
        assertThat(
                        loader("2026-12-01T11:00:00Z")
                                .who(kinds().find("booking.made").orElseThrow(), notice, null)
                                .instead())
                .isEqualTo("unreadable");
    }

    private static Audience.Who who(String kind, String now, List<Guardian> guardians) {
        return loader(now)
                .who(kinds().find(kind).orElseThrow(), notice(kind, KEYS.seal(CHILD)), guardians);
    }

    private static Notice notice(String kind, byte[] person) {
        return new Notice(
                NotificationIds.next(),
                new ByteKey("child".getBytes()),
                person,
                kind,
                Urgency.normal,
                null,
                Instant.EPOCH,
                Instant.MAX);
    }

    private static Kinds kinds() {
        return new Kinds(FILES, new AgeRules(FILES, Clock.systemUTC()));
    }

    private static AudienceLoader loader(String now) {
        AgeRules ages = new AgeRules(FILES, Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
        return new AudienceLoader(kinds(), ages, KEYS, null);
    }
}
