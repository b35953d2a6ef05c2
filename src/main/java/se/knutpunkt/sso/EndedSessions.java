package se.knutpunkt.sso;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.jms.ConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.JmsException;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.token.RecentTokens;

/**
 * Tells all replicas that a session has ended, by the multicast address {@code logout} of the
 * broker. A replica that is cut off from the broker does not hear of it; what it keeps then ends
 * with the token.
 */
@Component
final class EndedSessions {

    private static final Logger LOG = LoggerFactory.getLogger(EndedSessions.class);
    private static final String ADDRESS = "logout";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final TokenBroker broker;
    private final RecentTokens recentTokens;
    private final JmsTemplate topic;

    /**
     * @param sid null for all sessions of the citizen
     * @param sub null when only the session is named
     */
    record Ended(String issuer, String sid, String sub) {
        @Override
        public String toString() {
            return "Ended";
        }
    }

    EndedSessions(TokenBroker broker, RecentTokens recentTokens, ConnectionFactory connections) {
        this.broker = broker;
        this.recentTokens = recentTokens;
        this.topic = new JmsTemplate(connections);
        topic.setPubSubDomain(true);
    }

    /** Here at once, elsewhere as soon as the broker has told them. */
    void end(Ended ended) {
        drop(ended);
        try {
            topic.convertAndSend(ADDRESS, JSON.writeValueAsString(ended));
        } catch (JmsException | JsonProcessingException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("a logout could not be told to the other replicas");
        }
    }

    @JmsListener(destination = ADDRESS, containerFactory = LogoutListeners.NAME)
    void heard(String message) {
        try {
            drop(JSON.readValue(message, Ended.class));
        } catch (JsonProcessingException e) {
            LOG.atWarn().log("a message about a logout could not be read");
        }
    }

    private void drop(Ended ended) {
        broker.dropSession(ended.issuer(), ended.sid(), ended.sub());
        recentTokens.drop(ended.issuer(), ended.sid(), ended.sub());
    }
}
