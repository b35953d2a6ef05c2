package se.knutpunkt.parked;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import se.knutpunkt.notification.Requeue;
import se.knutpunkt.notification.StillWanted;
import se.knutpunkt.notification.TargetMessage;

/** Takes parked targets back into the queues, some at a time, as far as they are wanted still. */
@Component
final class Releases {

    private static final String PARKED =
            "select t.id, t.channel, n.kind, n.region, t.attempt from target t join notification n on n.id = t.notification_id where "
                    + ParkedTargets.SELECTED
                    + """
                      and (n.campaign_id is not null) = :bulk and not
                      """
                    + ParkedTargets.TOLD
                    + " order by t.changed_at limit :limit for update of t skip locked";

    private static final String FREE =
            """
            update target set parked = false, state = 'queued', claim = null, changed_at = now(),
                              about = case when id = any(cast(:unnamed as uuid[])) then null else about end
             where id = any(cast(:targets as uuid[]))
            """;

    private static final String REFUSE =
            """
            update target t set parked = false, state = 'rejected', code = o.code, claim = null, changed_at = now()
              from unnest(?::uuid[], ?::text[]) as o(id, code)
             where t.id = o.id
            """;

    private final JdbcClient database;
    private final Requeue requeue;
    private final StillWanted wanted;

    /**
     * What was queued in one transaction, to be sent after it.
     *
     * @param noted its outbox row; null when nothing was queued
     * @param refused how many were not queued, since nobody wants them any more
     */
    record Released(Long noted, List<TargetMessage> messages, int refused, boolean bulk) {
        int count() {
            return messages.size() + refused;
        }

        void send(Requeue requeue) {
            if (noted != null) {
                requeue.send(noted, messages, bulk);
            }
        }
    }

    Releases(JdbcClient database, Requeue requeue, StillWanted wanted) {
        this.database = database;
        this.requeue = requeue;
        this.wanted = wanted;
    }

    /** To be called in a transaction; the limit is of both, queued and refused. */
    Released release(Selection selection, boolean bulk, int limit) {
        if (limit <= 0) {
            return new Released(null, List.of(), 0, bulk);
        }
        List<TargetMessage> messages =
                ParkedTargets.bound(database.sql(PARKED), selection)
                        .param("bulk", bulk)
                        .param("limit", limit)
                        .query(
                                (row, n) ->
                                        new TargetMessage(
                                                row.getObject(1, UUID.class),
                                                row.getString(2),
                                                row.getString(3),
                                                row.getString(4),
                                                row.getInt(5)))
                        .list();
        if (messages.isEmpty()) {
            return new Released(null, messages, 0, bulk);
        }
        StillWanted.Answer answer = wanted.of(ids(messages));
        List<TargetMessage> queued =
                messages.stream()
                        .filter(one -> !answer.refused().containsKey(one.target()))
                        .toList();
        refuse(answer.refused());
        return new Released(
                queue(ids(queued), answer.unnamed(), bulk), queued, answer.refused().size(), bulk);
    }

    private Long queue(List<UUID> targets, Set<UUID> unnamed, boolean bulk) {
        if (targets.isEmpty()) {
            return null;
        }
        database.sql(FREE)
                .param("targets", ParkedTargets.array(targets))
                .param("unnamed", ParkedTargets.array(unnamed))
                .update();
        return requeue.note(targets, bulk);
    }

    private void refuse(Map<UUID, String> refused) {
        List<UUID> ids = List.copyOf(refused.keySet());
        database.sql(REFUSE)
                .params(
                        ids.stream().map(UUID::toString).toArray(String[]::new),
                        ids.stream().map(refused::get).toArray(String[]::new))
                .update();
    }

    private static List<UUID> ids(List<TargetMessage> messages) {
        return messages.stream().map(TargetMessage::target).toList();
    }
}
