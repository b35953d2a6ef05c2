package se.knutpunkt.notification;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/**
 * Whether what was decided a while ago would still be sent: by what the citizen has chosen, the
 * region's staff have switched and the law allows since. For targets that come late to their
 * channel, and those that operations send again.
 */
@Component
public final class StillWanted {

    private static final String ASKED =
            """
            select t.id, t.recipient_hash, t.channel, t.device_id, n.kind, n.urgency, n.person_hash, n.person, n.expires_at <= now() as expired,
                   exists (select 1 from guardianship g where g.child_hash = n.person_hash and g.guardian_hash = t.recipient_hash) as guardian
              from target t join notification n on n.id = t.notification_id
             where t.id = any(?::uuid[])
            """;

    private static final String PUSH = "push";

    private final JdbcClient database;
    private final Addressees addressees;
    private final Kinds kinds;
    private final Rules.Switches switches;
    private final PersonKey keys;
    private final AgeRules ages;
    private final Clock clock;

    /** One target, and whom it is for and about. */
    private record Asked(
            UUID id,
            ByteKey recipient,
            String channel,
            String device,
            String kind,
            Urgency urgency,
            ByteKey about,
            byte[] person,
            boolean expired,
            boolean guardian) {

        boolean isOneself() {
            return recipient.equals(about);
        }
    }

    /**
     * @param refused why not: expired, unknown-kind, no-address, not-wanted, switched-off or
     *     not-guardian; all others may be sent
     * @param unnamed those that may be sent without the child's name only
     * @param quietUntil when the quiet hours end in which those not refused would disturb somebody;
     *     who asks decides whether they wait
     */
    public record Answer(
            Map<UUID, String> refused, Set<UUID> unnamed, Map<UUID, Instant> quietUntil) {}

    StillWanted(
            JdbcClient database,
            Addressees addressees,
            Kinds kinds,
            Rules.Switches switches,
            PersonKey keys,
            AgeRules ages,
            Clock clock) {
        this.database = database;
        this.addressees = addressees;
        this.kinds = kinds;
        this.switches = switches;
        this.keys = keys;
        this.ages = ages;
        this.clock = clock;
    }

    /** In three statements, whatever the number; part of the transaction of who asks. */
    public Answer of(Collection<UUID> targets) {
        List<Asked> all =
                database.sql(ASKED)
                        .param(targets.stream().map(UUID::toString).toArray(String[]::new))
                        .query(
                                (row, n) ->
                                        new Asked(
                                                row.getObject(1, UUID.class),
                                                new ByteKey(row.getBytes(2)),
                                                row.getString(3),
                                                row.getString(4),
                                                row.getString(5),
                                                Urgency.valueOf(row.getString(6)),
                                                new ByteKey(row.getBytes(7)),
                                                row.getBytes(8),
                                                row.getBoolean(9),
                                                row.getBoolean(10)))
                        .list();
        Map<ByteKey, Addressee> known =
                addressees.load(all.stream().map(Asked::recipient).collect(Collectors.toSet()));
        return answer(all, known);
    }

    private Answer answer(List<Asked> all, Map<ByteKey, Addressee> known) {
        Instant now = clock.instant();
        Map<UUID, String> refused = new HashMap<>();
        Set<UUID> unnamed = new HashSet<>();
        Map<UUID, Instant> quiet = new HashMap<>();
        for (Asked one : all) {
            Addressee addressee = known.get(one.recipient());
            Optional<String> why = refusal(one, addressee);
            if (why.isPresent()) {
                refused.put(one.id(), why.get());
            } else {
                Rules.quietUntil(one.urgency(), addressee, now)
                        .ifPresent(end -> quiet.put(one.id(), end));
            }
            if (addressee != null && !(kinds.namesChildren() && addressee.namesChildren())) {
                unnamed.add(one.id());
            }
        }
        return new Answer(refused, unnamed, quiet);
    }

    private Optional<String> refusal(Asked one, Addressee addressee) {
        if (one.expired()) {
            return Optional.of("expired");
        }
        if (kinds.find(one.kind()).isEmpty()) {
            return Optional.of("unknown-kind");
        }
        if (addressee == null || !isReached(one, addressee)) {
            return Optional.of("no-address");
        }
        if (!one.isOneself() && !isGuardian(one)) {
            return Optional.of("not-guardian");
        }
        String channel = one.device() == null ? one.channel() : PUSH;
        boolean wanted = one.isOneself() || addressee.guardianNotices();
        if (!wanted || !addressee.wanted().allows(one.kind(), channel)) {
            return Optional.of("not-wanted");
        }
        return switches.allows(addressee.region(), one.kind(), channel)
                ? Optional.empty()
                : Optional.of("switched-off");
    }

    private static boolean isReached(Asked one, Addressee addressee) {
        return one.device() == null
                ? addressee.contacts().contains(one.channel())
                : addressee.devices().contains(new Addressee.Device(one.device(), one.channel()));
    }

    /** As far as the hub knows without asking the register, until the child is too old. */
    private boolean isGuardian(Asked one) {
        return one.guardian() && keys.open(one.person()).map(ages::isChild).orElse(false);
    }
}
