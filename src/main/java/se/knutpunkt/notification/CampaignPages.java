package se.knutpunkt.notification;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves campaigns on, a page at a time. Each page is one statement and so one transaction: the
 * notifications and how far the campaign is are written together or not at all, and a row of {@code
 * campaign} is locked meanwhile, so that replicas share the work without meeting.
 */
@Component
final class CampaignPages {

    /** Recipients looked at for a page of one region's; bounds the time of a page. */
    private static final int LOOKED_AT = 20_000;

    /**
     * A tenth of a second's worth, and never more than 1000. What was missed, because all replicas
     * were busy or down, is caught up for a second at most. The sealed person is copied as it is.
     * The dedup is campaign and recipient, so nobody can get a second one whatever happens. Ids
     * begin with the time, as their index is filled fastest in order.
     */
    private static final String TAKE =
            """
            with c as (
                select *, least(greatest(rate / 10, 1), 1000) as most
                  from campaign
                 where open and state = 'running' and next_at <= now() and expires_at > now()
                 order by next_at limit 1 for update skip locked),
            seen as (
                select person_hash, person, region
                  from recipient
                 where person_hash > (select position from c)
                 order by person_hash
                 limit (select case when region is null then most else :lookedAt end from c)),
            chosen as (
                select seen.person_hash, seen.person
                  from seen, c
                 where c.region is null or seen.region = c.region
                 order by seen.person_hash
                 limit (select most from c)),
            put as (
                insert into notification (id, dedup, request_hash, source, client, person_hash, person, kind, ref, urgency, campaign_id,
                                          state, due_at, expires_at)
                select cast(encode(overlay(uuid_send(gen_random_uuid())
                                placing substring(int8send(cast(extract(epoch from clock_timestamp()) * 1000 as bigint)) from 3) from 1), 'hex')
                            as uuid),
                       uuid_send(c.id) || chosen.person_hash, c.request_hash, 'campaign', c.client, chosen.person_hash, chosen.person,
                       c.kind, c.ref, c.urgency, c.id, 'accepted', now(), c.expires_at
                  from chosen, c
                on conflict (dedup) do nothing),
            sums as (
                select (select count(*) from seen) as seen, (select count(*) from chosen) as chosen,
                       (select person_hash from seen order by person_hash desc limit 1) as last_seen,
                       (select person_hash from chosen order by person_hash desc limit 1) as last_chosen),
            step as (
                select c.id, c.next_at, c.rate, sums.chosen,
                       case when sums.chosen = c.most then sums.last_chosen else coalesce(sums.last_seen, c.position) end as position,
                       sums.chosen < c.most and sums.seen < case when c.region is null then c.most else :lookedAt end as done
                  from c, sums)
            update campaign
               set position = step.position, taken = taken + step.chosen,
                   next_at = greatest(step.next_at, now() - interval '1 second')
                             + make_interval(secs => cast(step.chosen as double precision) / step.rate),
                   state = case when step.done then 'done' else state end, open = not step.done, changed_at = now()
              from step
             where campaign.id = step.id
            returning campaign.id, step.chosen, step.done
            """;

    /** Not above what a statement does within a second. */
    private static final int WITHDRAWN_AT_ONCE = 5_000;

    private final JdbcClient database;

    /**
     * A page that was taken.
     *
     * @param count may be 0: nobody of the region among those looked at
     * @param done whether it was the last
     */
    record Page(UUID campaign, int count, boolean done) {}

    CampaignPages(JdbcClient database) {
        this.database = database;
    }

    /** Empty when no campaign may go on now. */
    Optional<Page> take() {
        return database.sql(TAKE)
                .param("lookedAt", LOOKED_AT)
                .query(
                        (row, n) ->
                                new Page(
                                        row.getObject(1, UUID.class),
                                        row.getInt(2),
                                        row.getBoolean(3)))
                .optional();
    }

    /** Until the next page may be taken; empty when no campaign runs. */
    Optional<Duration> untilNext() {
        return database.sql(
                        """
                        select cast(greatest(extract(epoch from min(next_at) - clock_timestamp()), 0) * 1000 as bigint)
                          from campaign where open and state = 'running' having count(*) > 0
                        """)
                .query(Long.class)
                .optional()
                .map(Duration::ofMillis);
    }

    /** Nobody wants any more what the rest would get: it ends where it is. */
    int endExpired() {
        return database.sql(
                        """
                        update campaign set state = 'done', open = false, changed_at = now()
                         where open and state = 'running' and expires_at <= now()
                        """)
                .update();
    }

    /**
     * Notifications of campaigns that are not planned yet, and messages that lie in the channels'
     * queues, counted up to a bound.
     */
    int underWay(int most) {
        return database.sql(
                        """
                        select (select count(*) from (
                                    select 1 from notification
                                     where state in ('accepted', 'held') and campaign_id is not null and due_at <= now() limit :most) waiting)
                             + (select count(*) from (select 1 from target where state in ('queued', 'failed') and not parked limit :most) queued)
                        """)
                .param("most", most)
                .query(Integer.class)
                .single();
    }

    /**
     * Withdraws some of what a cancelled campaign has not sent yet. A target that is being sent is
     * left to its sender.
     *
     * @return how many rows were withdrawn; empty when no cancelled campaign is left
     */
    Optional<Integer> withdraw() {
        return database.sql(
                        "select id from campaign where open and state = 'cancelled' order by next_at limit 1")
                .query(UUID.class)
                .optional()
                .map(this::withdraw);
    }

    private int withdraw(UUID campaign) {
        int notifications =
                database.sql(
                                """
                                update notification set state = 'rejected', reason = 'cancelled'
                                 where id in (select id from notification
                                               where campaign_id = ? and state in ('accepted', 'held')
                                               limit ? for update skip locked)
                                """)
                        .params(campaign, WITHDRAWN_AT_ONCE)
                        .update();
        int targets =
                database.sql(
                                """
                                with withdrawn as (
                                    update target set state = 'rejected', parked = false, code = 'cancelled', changed_at = now()
                                     where id in (select t.id from target t join notification n on n.id = t.notification_id
                                                   where t.state in ('queued', 'failed') and n.campaign_id = ?
                                                   limit ? for update of t skip locked)
                                    returning notification_id, recipient_hash),
                                steps as (
                                    delete from ladder using withdrawn
                                     where ladder.notification_id = withdrawn.notification_id
                                       and ladder.recipient_hash = withdrawn.recipient_hash)
                                select count(*) from withdrawn
                                """)
                        .params(campaign, WITHDRAWN_AT_ONCE)
                        .query(Integer.class)
                        .single();
        // one snapshot: what the planner has not planned yet is in the first, what it has in the
        // second
        database.sql(
                        """
                        update campaign set open = false
                         where id = :id and state = 'cancelled'
                           and not exists (select 1 from notification where campaign_id = :id and state in ('accepted', 'held'))
                           and not exists (select 1 from target t join notification n on n.id = t.notification_id
                                            where t.state in ('queued', 'failed') and n.campaign_id = :id)
                        """)
                .param("id", campaign)
                .update();
        return notifications + targets;
    }
}
