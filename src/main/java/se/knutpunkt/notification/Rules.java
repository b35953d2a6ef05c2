package se.knutpunkt.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;

/**
 * Decides what becomes of due notices, from loaded data alone: nothing is asked or written here, so
 * the same data always gives the same decision, but for the ids of targets.
 */
@Component("rules")
public final class Rules {

    private final Kinds kinds;
    private final Switches switches;

    Rules(Kinds kinds, Switches switches) {
        this.kinds = kinds;
        this.switches = switches;
    }

    /** What the staff of regions have left on. */
    interface Switches {
        /**
         * @param region of who is told, or null
         * @param channel push, sms or email
         */
        boolean allows(String region, String kind, String channel);
    }

    /**
     * @param due the notices, and when
     */
    record Decided(Due due, List<Decision> decisions) {}

    /** The step of the route; the decisions are in the order of the notices. */
    public Decided decide(Audience audience) {
        List<Decision> each =
                audience.due().notices().stream().map(notice -> decide(notice, audience)).toList();
        Map<String, Notice> newest = newest(each);
        List<Decision> decisions =
                each.stream()
                        .map(
                                one ->
                                        isReplaced(one, newest)
                                                ? Decision.rejected(one.notice(), "collapsed")
                                                : one)
                        .toList();
        return new Decided(audience.due(), decisions);
    }

    private Decision decide(Notice notice, Audience audience) {
        Instant now = audience.due().now();
        Optional<Kind> kind = kinds.find(notice.kind());
        if (kind.isEmpty()) {
            return Decision.rejected(notice, "kind-unknown");
        }
        if (!now.isBefore(notice.expiresAt())) {
            return Decision.rejected(notice, "expired");
        }
        Audience.Who who = audience.who().get(notice.id());
        if (who.unconfirmed()) {
            return Decision.postponed(notice, now.plus(Confirmations.LEASE));
        }
        if (who.instead() != null) {
            return Decision.rejected(notice, who.instead());
        }
        return reach(notice, kind.get(), who, audience);
    }

    private Decision reach(Notice notice, Kind kind, Audience.Who who, Audience audience) {
        Instant now = audience.due().now();
        List<Decision.Target> targets = new ArrayList<>();
        List<Decision.Climb> quiet = new ArrayList<>();
        List<Decision.Climb> climbs = new ArrayList<>();
        String region = null;
        boolean switchedOff = false;
        for (Guardian to : who.to()) {
            Addressee addressee = wanting(notice, to, audience);
            int step = addressee == null ? -1 : step(kind, addressee, 0);
            if (step < 0) {
                switchedOff |= addressee != null && isSwitchedOff(kind, addressee);
                continue;
            }
            region = region == null ? addressee.region() : region;
            String child = isNamed(addressee) ? to.child() : null;
            Optional<Instant> end = quietUntil(notice, addressee, now);
            if (end.isPresent()) {
                quiet.add(new Decision.Climb(to.hash(), child, step, end.get()));
            } else {
                int last = targets(kind, addressee, child, step, targets);
                next(kind, addressee, child, last, now).ifPresent(climbs::add);
            }
        }
        if (targets.isEmpty() && quiet.isEmpty()) {
            return Decision.rejected(notice, switchedOff ? "switched-off" : "no-channel");
        }
        if (targets.isEmpty()) {
            return Decision.held(notice, "quiet-hours", first(quiet), region);
        }
        climbs.addAll(quiet);
        return Decision.planned(notice, region, targets, climbs);
    }

    /**
     * Null for who has told the hub nothing, and for a guardian who wants nothing about children.
     */
    private static Addressee wanting(Notice notice, Guardian to, Audience audience) {
        Addressee addressee = audience.addressees().get(to.hash());
        boolean oneself = to.hash().equals(notice.about());
        return addressee != null && (oneself || addressee.guardianNotices()) ? addressee : null;
    }

    /** When the addressee may be disturbed again; empty: now. */
    static Optional<Instant> quietUntil(Notice notice, Addressee addressee, Instant now) {
        return quietUntil(notice.urgency(), addressee, now);
    }

    static Optional<Instant> quietUntil(Urgency urgency, Addressee addressee, Instant now) {
        return urgency == Urgency.high ? Optional.empty() : addressee.quietUntil().apply(now);
    }

    /**
     * The first step, from this one on, by which the addressee can and wants to be reached; −1:
     * none.
     */
    int step(Kind kind, Addressee addressee, int from) {
        for (int step = from; step < kind.ladder().size(); step++) {
            String channel = kind.ladder().get(step).channel();
            if (addressee.hasChannel(channel)
                    && addressee.wanted().allows(kind.name(), channel)
                    && switches.allows(addressee.region(), kind.name(), channel)) {
                return step;
            }
        }
        return -1;
    }

    private boolean isSwitchedOff(Kind kind, Addressee addressee) {
        return kind.ladder().stream()
                .map(Kind.Step::channel)
                .anyMatch(
                        channel ->
                                addressee.hasChannel(channel)
                                        && addressee.wanted().allows(kind.name(), channel));
    }

    /**
     * Adds the targets of a step, and of the SMS beside a push for who wants it so.
     *
     * @return the last step that was taken
     */
    int targets(
            Kind kind, Addressee addressee, String child, int step, List<Decision.Target> targets) {
        String channel = kind.ladder().get(step).channel();
        if (!channel.equals("push")) {
            targets.add(target(addressee.hash(), child, channel, null, step));
            return step;
        }
        addressee
                .devices()
                .forEach(
                        device ->
                                targets.add(
                                        target(
                                                addressee.hash(),
                                                child,
                                                device.channel(),
                                                device.id(),
                                                step)));
        int next = addressee.smsBesidePush() ? step(kind, addressee, step + 1) : -1;
        return next >= 0 && kind.ladder().get(next).channel().equals("sms")
                ? targets(kind, addressee, child, next, targets)
                : step;
    }

    private static Decision.Target target(
            ByteKey recipient, String child, String channel, String device, int step) {
        return new Decision.Target(NotificationIds.next(), recipient, child, channel, device, step);
    }

    /** The step after this one, when there is one; it may have been delivered until then. */
    Optional<Decision.Climb> next(
            Kind kind, Addressee addressee, String child, int step, Instant now) {
        int next = step(kind, addressee, step + 1);
        if (next < 0) {
            return Optional.empty();
        }
        Duration after = kind.ladder().get(next).after();
        return Optional.of(
                new Decision.Climb(addressee.hash(), child, next, LadderTimes.due(now, after)));
    }

    /** Whether a guardian is told which child it concerns. */
    boolean isNamed(Addressee addressee) {
        return kinds.namesChildren() && addressee.namesChildren();
    }

    private static Instant first(List<Decision.Climb> quiet) {
        return quiet.stream().map(Decision.Climb::dueAt).min(Instant::compareTo).orElseThrow();
    }

    /**
     * Of the notices that replace each other, the one accepted last of those that somebody gets:
     * one that nobody gets must not take an older one's place.
     */
    private static Map<String, Notice> newest(List<Decision> decisions) {
        Map<String, Notice> newest = new HashMap<>();
        for (Decision one : decisions) {
            if (one.notice().collapseKey() != null && one.isToBeSent()) {
                newest.merge(collapse(one.notice()), one.notice(), (a, b) -> isLater(b, a) ? b : a);
            }
        }
        return newest;
    }

    private static boolean isReplaced(Decision decision, Map<String, Notice> newest) {
        Notice notice = decision.notice();
        if (notice.collapseKey() == null || decision.state().equals("rejected")) {
            return false;
        }
        Notice other = newest.get(collapse(notice));
        return other != null && isLater(other, notice);
    }

    private static boolean isLater(Notice a, Notice b) {
        int accepted = a.acceptedAt().compareTo(b.acceptedAt());
        return accepted != 0 ? accepted > 0 : a.id().compareTo(b.id()) > 0;
    }

    private static String collapse(Notice notice) {
        return notice.collapseKey() + HexFormat.of().formatHex(notice.about().bytes());
    }
}
