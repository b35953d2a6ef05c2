package se.knutpunkt.parked;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import se.knutpunkt.channel.ChannelCatalogue;
import se.knutpunkt.channel.Preview;
import se.knutpunkt.error.Problem;
import se.knutpunkt.notification.StillWanted;
import se.knutpunkt.store.OperationsAudit;

/** Parked messages and unsure targets: look, try, replay, discard. All of it is audited. */
@Component
final class ParkedDesk implements Desk {

    private static final String CHANNEL = "channel";
    private static final String LIMIT = "limit";
    private static final String REASON = "reason";
    private static final Set<String> SELECTION =
            Set.of(CHANNEL, "region", "kind", "code", "olderThan", "targets");
    private static final int USUAL_RATE = 10;
    private static final int HIGHEST_RATE = 1000;

    private final ParkedTargets targets;
    private final ParkedQueues queues;
    private final Replays replays;
    private final Preview preview;
    private final StillWanted wanted;
    private final ChannelCatalogue channels;
    private final OperationsAudit audit;
    private final TransactionTemplate together;

    ParkedDesk(
            ParkedTargets targets,
            ParkedQueues queues,
            Replays replays,
            Preview preview,
            StillWanted wanted,
            ChannelCatalogue channels,
            OperationsAudit audit,
            TransactionTemplate together) {
        this.targets = targets;
        this.queues = queues;
        this.replays = replays;
        this.preview = preview;
        this.wanted = wanted;
        this.channels = channels;
        this.audit = audit;
        this.together = together;
    }

    @Override
    public List<Page> pages() {
        return List.of(
                new Page("GET", "parked", with(LIMIT), this::list),
                new Page("GET", "parked/*", Set.of(), this::look),
                new Page("GET", "parked/*/dry-run", Set.of(), this::dryRun),
                new Page("POST", "parked/replay", with("rate"), this::replay),
                new Page("POST", "parked/discard", with(REASON), this::discard),
                new Page("GET", "replays", Set.of(LIMIT), this::replays),
                new Page("POST", "replays/*/stop", Set.of(), this::stop),
                new Page("GET", "unsure", Set.of(CHANNEL, LIMIT), this::unsure));
    }

    private static Set<String> with(String more) {
        Set<String> all = new java.util.TreeSet<>(SELECTION);
        all.add(more);
        return all;
    }

    /**
     * Counts of all channels, and those whose queues do not show what is parked; with a channel its
     * targets too, the oldest first.
     */
    private Object list(OpsRequest request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        List<ParkedTargets.Row> rows = List.of();
        answer.put("counts", targets.counts());
        answer.put("unfollowed", queues.unfollowed());
        if (request.text(CHANNEL) != null) {
            rows = targets.list(selection(request), request.limit());
            answer.put("parked", rows);
        }
        audit.write(request.who(), "parked.list", subject(request), null, rows.size());
        return answer;
    }

    private Object look(OpsRequest request) {
        ParkedTargets.Row row = row(request);
        audit.write(request.who(), "parked.look", row.target().toString(), null, 1);
        return row;
    }

    private Object dryRun(OpsRequest request) {
        ParkedTargets.Row row = row(request);
        Map<String, Object> shown =
                new LinkedHashMap<>(
                        preview.of(row.target()).orElseThrow(() -> Problem.of("not-found")));
        String refused =
                row.told()
                        ? "told-already"
                        : wanted.of(List.of(row.target())).refused().get(row.target());
        if (refused != null) {
            shown.put("wouldBeSent", false);
            shown.putIfAbsent("because", refused);
        }
        audit.write(request.who(), "parked.dry-run", row.target().toString(), null, 1);
        return shown;
    }

    private Object replay(OpsRequest request) {
        Selection selection = selection(request);
        int rate = request.number("rate", USUAL_RATE, HIGHEST_RATE);
        return together.execute(
                status -> {
                    Replay begun = replays.begin(request.who(), selection, rate);
                    audit.write(request.who(), "parked.replay", begun.id().toString(), null, rate);
                    return begun;
                });
    }

    /** In pages, and what was done is audited once, also when the last page was not. */
    private Object discard(OpsRequest request) {
        String reason = request.reason();
        Selection selection = selection(request).until(targets.now());
        int count = 0;
        try {
            int some;
            do {
                some = together.execute(status -> targets.discardSome(selection));
                count += some;
            } while (some > 0);
        } finally {
            audit.write(request.who(), "parked.discard", subject(request), reason, count);
        }
        return Map.of("discarded", count);
    }

    private Object replays(OpsRequest request) {
        return Map.of("replays", replays.list(request.limit()));
    }

    private Object stop(OpsRequest request) {
        return together.execute(
                status -> {
                    boolean stopped = replays.stop(request.id());
                    Replay replay =
                            replays.find(request.id()).orElseThrow(() -> Problem.of("not-found"));
                    audit.write(
                            request.who(),
                            "parked.stop",
                            replay.id().toString(),
                            null,
                            stopped ? 1 : 0);
                    return replay;
                });
    }

    private Object unsure(OpsRequest request) {
        if (request.text(CHANNEL) != null) {
            known(request.text(CHANNEL));
        }
        List<ParkedTargets.Row> rows = targets.unsure(request.text(CHANNEL), request.limit());
        audit.write(request.who(), "unsure.list", subject(request), null, rows.size());
        return Map.of("unsure", rows);
    }

    private ParkedTargets.Row row(OpsRequest request) {
        return targets.find(request.id()).orElseThrow(() -> Problem.of("not-found"));
    }

    private Selection selection(OpsRequest request) {
        return new Selection(
                known(request.needed(CHANNEL)),
                request.text("region"),
                request.text("kind"),
                request.text("code"),
                request.before(),
                request.targets());
    }

    private String known(String channel) {
        if (!channels.names().contains(channel)) {
            throw OpsRequest.wrong("invalid-parameter", CHANNEL, "one of " + channels.names());
        }
        return channel;
    }

    /** What was meant, by the names of the parameters. */
    private static String subject(OpsRequest request) {
        Map<String, String> meant = new LinkedHashMap<>(request.parameters());
        meant.keySet().removeAll(Set.of(REASON, LIMIT));
        return meant.isEmpty() ? "all" : meant.toString();
    }
}
