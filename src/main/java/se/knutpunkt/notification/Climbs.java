package se.knutpunkt.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/**
 * The steps of the route {@code notification.climb}. The recipient's choices, the region's switches
 * and quiet hours count as they are now. A guardian is told no more when the child has turned 13
 * meanwhile, the register has named the guardian no longer, or notices about children were turned
 * off.
 */
@Component("climbs")
public final class Climbs {

    private static final String TAKEN =
            """
            delete from ladder l using unnest(?::uuid[], ?) as taken(notification_id, recipient_hash)
             where l.notification_id = taken.notification_id and l.recipient_hash = taken.recipient_hash
            """;

    private final JdbcTemplate database;
    private final Kinds kinds;
    private final Rules rules;
    private final Addressees addressees;
    private final Plans plans;
    private final PersonKey keys;
    private final AgeRules ages;

    Climbs(
            JdbcTemplate database,
            Kinds kinds,
            Rules rules,
            Addressees addressees,
            Plans plans,
            PersonKey keys,
            AgeRules ages) {
        this.database = database;
        this.kinds = kinds;
        this.rules = rules;
        this.addressees = addressees;
        this.plans = plans;
        this.keys = keys;
        this.ages = ages;
    }

    public Rung.Climbed decide(Rung.Taken taken) {
        Set<ByteKey> hashes =
                taken.rungs().stream().map(Rung::recipient).collect(Collectors.toSet());
        Map<ByteKey, Addressee> known = addressees.load(hashes);
        return new Rung.Climbed(
                taken,
                taken.rungs().stream()
                        .map(rung -> decide(rung, known.get(rung.recipient()), taken.now()))
                        .toList());
    }

    private Decision decide(Rung rung, Addressee addressee, Instant now) {
        Notice notice = rung.notice();
        Optional<Kind> kind = kinds.find(notice.kind());
        boolean over =
                kind.isEmpty()
                        || addressee == null
                        || rung.state().equals("rejected")
                        || !now.isBefore(notice.expiresAt())
                        || !mayStillBeTold(rung, addressee);
        int step = over ? -1 : rules.step(kind.get(), addressee, rung.nextStep());
        if (step < 0) {
            return Decision.planned(notice, rung.region(), List.of(), List.of());
        }
        String child = rules.isNamed(addressee) ? child(rung) : null;
        Optional<Instant> quiet = Rules.quietUntil(notice, addressee, now);
        if (quiet.isPresent()) {
            Decision.Climb later =
                    new Decision.Climb(rung.recipient(), child, rung.nextStep(), quiet.get());
            return Decision.planned(notice, rung.region(), List.of(), List.of(later));
        }
        List<Decision.Target> targets = new ArrayList<>();
        int last = rules.targets(kind.get(), addressee, child, step, targets);
        return Decision.planned(
                notice,
                rung.region(),
                targets,
                rules.next(kind.get(), addressee, child, last, now).stream().toList());
    }

    private String child(Rung rung) {
        return rung.child() == null ? null : keys.open(rung.child()).orElse(null);
    }

    /** Who is told about somebody else is a guardian. */
    private boolean mayStillBeTold(Rung rung, Addressee addressee) {
        if (rung.recipient().equals(rung.notice().about())) {
            return true;
        }
        return rung.guardian()
                && addressee.guardianNotices()
                && keys.open(rung.notice().person()).map(ages::isChild).orElse(false);
    }

    public Plans.Written write(Rung.Climbed climbed) {
        List<Rung> rungs = climbed.taken().rungs();
        database.update(
                TAKEN,
                statement -> {
                    statement.setObject(
                            1,
                            rungs.stream()
                                    .map(rung -> rung.notice().id().toString())
                                    .toArray(String[]::new));
                    statement.setObject(
                            2,
                            rungs.stream()
                                    .map(rung -> rung.recipient().bytes())
                                    .toArray(byte[][]::new));
                });
        boolean bulk = rungs.get(0).bulk();
        List<Notice> notices = rungs.stream().map(Rung::notice).toList();
        return new Plans.Written(
                new Due(bulk, climbed.taken().now(), notices, Map.of()),
                climbed.decisions(),
                plans.insert(climbed.decisions(), bulk),
                Plans.messages(climbed.decisions()),
                climbed.decisions().stream().flatMap(one -> one.climbs().stream()).toList());
    }
}
