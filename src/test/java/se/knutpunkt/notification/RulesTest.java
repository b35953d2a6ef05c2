package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.store.ByteKey;

/** Who is told how and when, from loaded data. */
class RulesTest {

    private static final Instant NOON = Instant.parse("2026-12-01T11:00:00Z");
    private static final Instant NIGHT = Instant.parse("2026-12-01T23:00:00Z");
    private static final Instant MORNING = Instant.parse("2026-12-02T06:00:00Z");

    private static final DeclaredFiles FILES = Declared.reader();
    private static final Kinds KINDS =
            new Kinds(FILES, new AgeRules(FILES, Clock.fixed(NOON, ZoneOffset.UTC)));

    private final Set<String> switchedOff = new HashSet<>();
    private final Rules rules =
            new Rules(
                    KINDS,
                    (region, kind, channel) ->
                            !switchedOff.contains(region + " " + kind + " " + channel));
    private final Map<ByteKey, Addressee> addressees = new HashMap<>();
    private final List<Notice> notices = new ArrayList<>();
    private final Map<UUID, Audience.Who> who = new HashMap<>();
    private Instant now = NOON;

    /** How somebody is reached and what they have chosen. */
    private static final class Person {
        private final String name;
        private final List<Addressee.Device> devices = new ArrayList<>();
        private final Set<String> contacts = new HashSet<>();
        private final Set<String> unwanted = new HashSet<>();
        private QuietHours quiet = new QuietHours(LocalTime.of(21, 0), LocalTime.of(7, 0));
        private boolean smsBesidePush;
        private boolean guardianNotices = true;
        private boolean namesChildren = true;

        Person(String name) {
            this.name = name;
        }

        /** Letters: i an iPhone, a an Android, s a telephone number, e an address. */
        Person with(String ways) {
            ways.chars()
                    .forEach(
                            way -> {
                                switch (way) {
                                    case 'i' -> devices.add(new Addressee.Device("i", "apns"));
                                    case 'a' -> devices.add(new Addressee.Device("a", "fcm"));
                                    case 's' -> contacts.add("sms");
                                    default -> contacts.add("email");
                                }
                            });
            return this;
        }

        Addressee addressee() {
            return new Addressee(
                    key(name),
                    "01",
                    devices,
                    contacts,
                    (kind, channel) -> !unwanted.contains(channel),
                    moment -> quiet == null ? Optional.empty() : quiet.endIfWithin(moment),
                    smsBesidePush,
                    guardianNotices,
                    namesChildren);
        }
    }

    private static ByteKey key(String name) {
        return new ByteKey(name.getBytes());
    }

    private Notice notice(String kind, Urgency urgency, String collapseKey) {
        Notice notice =
                new Notice(
                        NotificationIds.next(),
                        key("citizen"),
                        new byte[0],
                        kind,
                        urgency,
                        collapseKey,
                        NOON.minusSeconds(60 - notices.size()),
                        NOON.plus(Duration.ofDays(7)));
        notices.add(notice);
        who.put(notice.id(), Audience.Who.of(List.of(new Guardian(key("citizen"), null))));
        return notice;
    }

    private Notice notice(String kind) {
        return notice(kind, Urgency.normal, null);
    }

    private Decision decide() {
        return decideAll().get(notices.size() - 1);
    }

    private List<Decision> decideAll() {
        Due due = new Due(false, now, notices, Map.of());
        return rules.decide(new Audience(due, who, addressees)).decisions();
    }

    private Person citizen(String ways) {
        Person person = new Person("citizen").with(ways);
        know(person);
        return person;
    }

    private void know(Person person) {
        addressees.put(key(person.name), person.addressee());
    }

    @ParameterizedTest(name = "{0} by {1}, not {2}: {3}")
    @CsvSource({
        // kind, ways, unwanted, state and reason, targets, next step
        "inbox.message, ia, '', planned, apns0 fcm0, -",
        "inbox.message, ise, '', planned, apns0, 1 after PT10M",
        "inbox.message, iae, '', planned, apns0 fcm0, 2 after PT24H",
        "inbox.message, s, '', planned, sms1, -",
        "inbox.message, se, '', planned, sms1, 2 after PT24H",
        "inbox.message, e, '', planned, email2, -",
        "inbox.message, ise, push, planned, sms1, 2 after PT24H",
        "inbox.message, ise, sms, planned, apns0, 2 after PT24H",
        "inbox.message, ise, push sms email, rejected no-channel, '', -",
        "inbox.message, '', '', rejected no-channel, '', -",
        "booking.soon, ise, '', planned, apns0, 1 after PT5M",
        "booking.soon, e, '', rejected no-channel, '', -",
        "general.information, ise, '', planned, apns0, -",
        "general.information, se, '', rejected no-channel, '', -"
    })
    void theLadderHasTheStepsThatAreThereAndWanted(
            String kind, String ways, String unwanted, String state, String targets, String next) {
        Person person = citizen(ways);
        if (!unwanted.isEmpty()) {
            person.unwanted.addAll(List.of(unwanted.split(" ")));
        }
        notice(kind);
        Decision decision = decide();
        String reason = decision.reason() == null ? "" : " " + decision.reason();
        assertThat(decision.state() + reason).isEqualTo(state);
        assertThat(targets(decision)).isEqualTo(targets);
        assertThat(next(decision)).isEqualTo(next);
    }

    private static String targets(Decision decision) {
        return String.join(
                " ", decision.targets().stream().map(one -> one.channel() + one.step()).toList());
    }

    private String next(Decision decision) {
        return decision.climbs().stream()
                .map(one -> one.nextStep() + " after " + Duration.between(now, one.dueAt()))
                .findFirst()
                .orElse("-");
    }

    @Test
    void whoHasToldTheHubNothingIsNotReached() {
        notice("inbox.message");
        assertThat(decide().reason()).isEqualTo("no-channel");
    }

    @Test
    void anSmsComesBesideThePushForWhoWantsIt() {
        Person person = new Person("citizen").with("ise");
        person.smsBesidePush = true;
        know(person);
        notice("inbox.message");
        Decision decision = decide();
        assertThat(targets(decision)).isEqualTo("apns0 sms1");
        assertThat(next(decision)).isEqualTo("2 after PT24H");
    }

    @Test
    void quietHoursHoldWhatIsNotUrgent() {
        citizen("is");
        now = NIGHT;
        notice("inbox.message", Urgency.low, null);
        notice("inbox.message", Urgency.normal, null);
        notice("inbox.message", Urgency.high, null);
        List<Decision> decisions = decideAll();
        assertThat(decisions.subList(0, 2))
                .allSatisfy(
                        one -> {
                            assertThat(one.state()).isEqualTo("held");
                            assertThat(one.reason()).isEqualTo("quiet-hours");
                            assertThat(one.dueAt()).isEqualTo(MORNING);
                            assertThat(one.targets()).isEmpty();
                            assertThat(one.climbs()).isEmpty();
                        });
        assertThat(targets(decisions.get(2))).isEqualTo("apns0");
        now = MORNING;
        assertThat(decideAll()).allMatch(Decision::isPlanned);
    }

    @Test
    void oneHasQuietHoursOfOnesOwnOrNone() {
        Person person = new Person("citizen").with("i");
        person.quiet = new QuietHours(LocalTime.of(11, 0), LocalTime.of(13, 0));
        know(person);
        notice("inbox.message");
        assertThat(decide().dueAt()).isEqualTo(Instant.parse("2026-12-01T12:00:00Z"));
        now = NIGHT;
        assertThat(decide().isPlanned()).isTrue();
        person.quiet = null;
        know(person);
        now = NOON;
        assertThat(decide().isPlanned()).isTrue();
    }

    @Test
    void anExpiredOneIsRejectedAtTheMomentItExpires() {
        citizen("i");
        Notice notice = notice("inbox.message");
        now = notice.expiresAt().minusMillis(1);
        assertThat(decide().isPlanned()).isTrue();
        now = notice.expiresAt();
        assertThat(decide().reason()).isEqualTo("expired");
    }

    @Test
    void ofThoseThatReplaceEachOtherTheLatestIsSent() {
        citizen("i");
        notice("inbox.message", Urgency.normal, "a");
        notice("inbox.message", Urgency.normal, "b");
        notice("booking.moved", Urgency.normal, "a");
        notice("inbox.message");
        notice("inbox.message");
        assertThat(decideAll().stream().map(Decision::reason))
                .containsExactly("collapsed", null, null, null, null);
    }

    /** Nobody would be told at all. */
    @Test
    void aNewerOneThatNobodyGetsReplacesNothing() {
        citizen("i");
        switchedOff.add("01 booking.moved push");
        notice("inbox.message", Urgency.normal, "a");
        notice("inbox.message", Urgency.normal, "a");
        notice("booking.moved", Urgency.normal, "a");
        Notice late = notice("inbox.message", Urgency.normal, "a");
        notices.set(3, expiredAt(late, NOON));
        assertThat(decideAll().stream().map(Decision::reason))
                .containsExactly("collapsed", null, "switched-off", "expired");
    }

    private static Notice expiredAt(Notice notice, Instant when) {
        return new Notice(
                notice.id(),
                notice.about(),
                notice.person(),
                notice.kind(),
                notice.urgency(),
                notice.collapseKey(),
                notice.acceptedAt(),
                when);
    }

    @Test
    void aHeldOneReplacesWhatIsHeldOrWaitsForGuardians() {
        citizen("i");
        now = NIGHT;
        notice("inbox.message", Urgency.normal, "a");
        Notice unconfirmed = notice("inbox.message", Urgency.normal, "a");
        who.put(unconfirmed.id(), Audience.Who.unknown());
        notice("inbox.message", Urgency.normal, "a");
        assertThat(decideAll().stream().map(Decision::reason))
                .containsExactly("collapsed", "collapsed", "quiet-hours");
    }

    @Test
    void anothersNoticeWithTheSameKeyStays() {
        citizen("i");
        know(new Person("other").with("i"));
        notice("inbox.message", Urgency.normal, "a");
        Notice mine = notices.get(0);
        Notice other =
                new Notice(
                        NotificationIds.next(),
                        key("other"),
                        new byte[0],
                        mine.kind(),
                        mine.urgency(),
                        "a",
                        mine.acceptedAt().plusSeconds(1),
                        mine.expiresAt());
        notices.add(other);
        who.put(other.id(), Audience.Who.of(List.of(new Guardian(key("other"), null))));
        assertThat(decideAll()).allMatch(Decision::isPlanned);
    }

    @Test
    void aRegionTurnsChannelsOff() {
        citizen("ise");
        switchedOff.add("01 inbox.message push");
        notice("inbox.message");
        assertThat(targets(decide())).isEqualTo("sms1");
        switchedOff.add("01 inbox.message sms");
        switchedOff.add("01 inbox.message email");
        assertThat(decide().reason()).isEqualTo("switched-off");
        notice("booking.made");
        assertThat(targets(decide())).isEqualTo("apns0");
    }

    @Test
    void guardiansAreToldWhichChildUnlessTheyDoNotWant() {
        Person mother = new Person("mother").with("i");
        know(mother);
        Person father = new Person("father").with("s");
        father.namesChildren = false;
        know(father);
        Person other = new Person("other").with("i");
        other.guardianNotices = false;
        know(other);
        Notice notice = notice("inbox.message");
        who.put(
                notice.id(),
                Audience.Who.of(
                        List.of(
                                new Guardian(key("mother"), "Elsa"),
                                new Guardian(key("father"), "Elsa"),
                                new Guardian(key("other"), "Elsa"))));
        assertThat(decide().targets().stream().map(one -> one.channel() + " " + one.child()))
                .containsExactly("apns Elsa", "sms null");
    }

    @Test
    void aGuardianWhoSleepsIsToldLaterThanTheOther() {
        Person awake = new Person("awake").with("is");
        awake.quiet = null;
        know(awake);
        know(new Person("asleep").with("is"));
        now = NIGHT;
        Notice notice = notice("inbox.message");
        who.put(
                notice.id(),
                Audience.Who.of(
                        List.of(
                                new Guardian(key("awake"), "Elsa"),
                                new Guardian(key("asleep"), "Elsa"))));
        Decision decision = decide();
        assertThat(decision.isPlanned()).isTrue();
        assertThat(decision.targets())
                .singleElement()
                .matches(one -> one.recipient().equals(key("awake")));
        Decision.Climb later =
                decision.climbs().stream()
                        .filter(one -> one.recipient().equals(key("asleep")))
                        .findFirst()
                        .orElseThrow();
        assertThat(later.nextStep()).isZero();
        assertThat(later.dueAt()).isEqualTo(MORNING);
        assertThat(later.child()).isEqualTo("Elsa");
    }

    @Test
    void guardiansThatAreNotConfirmedAreWaitedFor() {
        citizen("i");
        Notice notice = notice("inbox.message");
        who.put(notice.id(), Audience.Who.unknown());
        Decision decision = decide();
        assertThat(decision.state()).isEqualTo("accepted");
        assertThat(decision.dueAt()).isEqualTo(NOON.plus(Confirmations.LEASE));
        assertThat(decision.targets()).isEmpty();
    }

    @Test
    void aKindThatIsThereNoMoreIsRejected() {
        citizen("i");
        notice("strange.kind");
        assertThat(decide().reason()).isEqualTo("kind-unknown");
    }

    @Test
    void farStepsAreOnWholeMinutesAndNeverTooEarly() {
        Instant odd = Instant.parse("2026-12-01T11:00:00.123Z");
        assertThat(LadderTimes.due(odd, Duration.ofMinutes(10))).isEqualTo("2026-12-01T11:10:01Z");
        assertThat(LadderTimes.due(odd, Duration.ofHours(24))).isEqualTo("2026-12-02T11:01:00Z");
        assertThat(LadderTimes.due(NOON, Duration.ofHours(24))).isEqualTo("2026-12-02T11:00:00Z");
    }
}
