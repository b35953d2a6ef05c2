package se.knutpunkt.notification;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/**
 * Loads what the rules need, for all due notices at once. Who is told about a child under 13 is the
 * child itself, where it may use the service, and its guardians, who are asked for first
 * (contracts/1177-services section 3, {@code config/representation.yaml}).
 */
@Component("audiences")
public final class AudienceLoader {

    private static final Logger LOG = LoggerFactory.getLogger(AudienceLoader.class);

    private final Kinds kinds;
    private final AgeRules ages;
    private final PersonKey keys;
    private final Addressees addressees;

    AudienceLoader(Kinds kinds, AgeRules ages, PersonKey keys, Addressees addressees) {
        this.kinds = kinds;
        this.ages = ages;
        this.keys = keys;
        this.addressees = addressees;
    }

    /** The step of the route. */
    public Audience load(Due due) {
        Map<UUID, Audience.Who> who = new HashMap<>();
        Set<ByteKey> hashes = new HashSet<>();
        for (Notice notice : due.notices()) {
            Audience.Who one =
                    kinds.find(notice.kind())
                            .map(kind -> who(kind, notice, due.guardians().get(notice.id())))
                            .orElseGet(() -> Audience.Who.nobody("kind-unknown"));
            who.put(notice.id(), one);
            one.to().forEach(to -> hashes.add(to.hash()));
        }
        return new Audience(due, who, addressees.load(hashes));
    }

    /**
     * @param guardians confirmed a moment ago; null when they have not been asked for
     */
    Audience.Who who(Kind kind, Notice notice, List<Guardian> guardians) {
        List<Guardian> oneself = List.of(new Guardian(notice.about(), null));
        if (kind.service() == null) {
            return Audience.Who.of(oneself);
        }
        Optional<String> number = keys.open(notice.person());
        if (number.isEmpty()) {
            LOG.atError()
                    .addKeyValue("notification", notice.id())
                    .log("whom a notification is about cannot be opened: other keys");
            return Audience.Who.nobody("unreadable");
        }
        boolean self = ages.maySelf(kind.service(), number.get());
        boolean byGuardians =
                kind.guardians()
                        && ages.isChild(number.get())
                        && ages.guardianMay(kind.service(), number.get());
        if (byGuardians && guardians == null) {
            return Audience.Who.unknown();
        }
        List<Guardian> to = new ArrayList<>(self ? oneself : List.of());
        to.addAll(byGuardians ? guardians : List.of());
        return to.isEmpty() ? Audience.Who.nobody("age") : Audience.Who.of(to);
    }
}
