package se.knutpunkt.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import se.knutpunkt.flow.RunningHub;
import se.knutpunkt.recipient.Recipient;
import se.knutpunkt.recipient.Recipients;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/** The sandbox's citizens as the hub knows them. */
class ReachedCitizensTest {

    private final RunningHub hub = RunningHub.fresh();

    @Test
    void oneHasTwoDevicesAndOneATelephoneOnly() {
        hub.bean(JdbcTemplate.class).update("delete from recipient");
        ReachedCitizens citizens =
                new ReachedCitizens(hub.identityProvider(), "http://localhost:" + hub.port());
        citizens.tell();
        assertThat(known("199102102382").devices()).hasSize(2);
        Recipient smsOnly = known("189002019819");
        assertThat(smsOnly.devices()).isEmpty();
        assertThat(smsOnly.hasPhone()).isTrue();
        assertThat(smsOnly.region()).isEqualTo("12");
        assertThat(smsOnly.preferences().allows("inbox.message", "sms")).isTrue();
    }

    private Recipient known(String person) {
        byte[] hash = hub.bean(PersonKey.class).hash("person", person);
        return hub.bean(Recipients.class).load(List.of(hash)).get(new ByteKey(hash));
    }
}
