package se.knutpunkt.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Campaigns, in PostgreSQL. */
@Component
final class CampaignStore {

    private static final String COLUMNS =
            "id, request_hash, client, kind, ref, region, urgency, state, rate, audience, taken, expires_at, created_at";

    private final JdbcClient database;

    CampaignStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * Begins it, with as many recipients as there are now; gives what is there when the same
     * machine has begun one with the same key.
     */
    Campaign begin(Campaign wish, byte[] dedup) {
        database.sql(
                        """
                        insert into campaign (id, dedup, request_hash, client, kind, ref, region, urgency, state, rate, audience, expires_at)
                        select :id, :dedup, :hash, :client, :kind, :ref, :region, :urgency, 'running', :rate, count(*), :expires
                          from recipient where cast(:region as text) is null or region = :region
                        on conflict (dedup) do nothing
                        """)
                .param("id", wish.id())
                .param("dedup", dedup)
                .param("hash", wish.requestHash())
                .param("client", wish.client())
                .param("kind", wish.kind())
                .param("ref", wish.ref())
                .param("region", wish.region())
                .param("urgency", wish.urgency())
                .param("rate", wish.rate())
                .param("expires", Timestamp.from(wish.expiresAt()))
                .update();
        return database.sql("select " + COLUMNS + " from campaign where dedup = ?")
                .param(dedup)
                .query(CampaignStore::campaign)
                .single();
    }

    /** What was begun with this key before, so that it need not be counted again. */
    Optional<Campaign> begun(byte[] dedup) {
        return database.sql("select " + COLUMNS + " from campaign where dedup = ?")
                .param(dedup)
                .query(CampaignStore::campaign)
                .optional();
    }

    Optional<Campaign> find(UUID id) {
        return database.sql("select " + COLUMNS + " from campaign where id = ?")
                .param(id)
                .query(CampaignStore::campaign)
                .optional();
    }

    /** Of all machines, the newest first. */
    List<Campaign> list(int limit) {
        return database.sql("select " + COLUMNS + " from campaign order by created_at desc limit ?")
                .param(limit)
                .query(CampaignStore::campaign)
                .list();
    }

    /**
     * Waits for a page that is being taken, so that none is taken after a pause has been answered.
     * One of which everybody has been taken can still be cancelled: what is not sent is withdrawn.
     *
     * @param state running, paused or cancelled; null leaves it
     * @param rate null leaves it
     * @return false when it has ended and cannot be steered any more
     */
    boolean steer(UUID id, String state, Integer rate) {
        return database.sql(
                                """
                                update campaign
                                   set state = coalesce(cast(:state as text), state), rate = coalesce(cast(:rate as integer), rate),
                                       open = true, next_at = now(), changed_at = now()
                                 where id = :id
                                   and (state in ('running', 'paused') or state = 'done' and cast(:state as text) = 'cancelled')
                                """)
                        .param("id", id)
                        .param("state", state)
                        .param("rate", rate)
                        .update()
                == 1;
    }

    private static Campaign campaign(ResultSet row, int n) throws SQLException {
        return new Campaign(
                row.getObject("id", UUID.class),
                row.getBytes("request_hash"),
                row.getString("client"),
                row.getString("kind"),
                row.getString("ref"),
                row.getString("region"),
                row.getString("urgency"),
                row.getString("state"),
                row.getInt("rate"),
                row.getLong("audience"),
                row.getLong("taken"),
                row.getTimestamp("expires_at").toInstant(),
                row.getTimestamp("created_at").toInstant());
    }
}
