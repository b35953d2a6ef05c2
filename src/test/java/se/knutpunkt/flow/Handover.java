package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import se.knutpunkt.fake.video.VideoService;

/** Tolvan's hand-off to the regional video service, from both ends. */
final class Handover {

    private final RunningHub hub;

    Handover(RunningHub hub) {
        this.hub = hub;
    }

    /** The app asks for an address; null opens the service's start page. */
    ApiCall request(String target) {
        ObjectNode wish = JsonNodeFactory.instance.objectNode();
        wish.put("serviceId", VideoService.SERVICE_ID);
        if (target != null) {
            wish.put("target", target);
        }
        return hub.call("POST", "/v1/handoffs").as(RunningHub.TOLVAN).json(wish.toString());
    }

    JsonNode create(String target) {
        ApiAnswer created = request(target).send();
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return created.json();
    }

    JsonNode create() {
        return create(null);
    }

    /** A fresh code. */
    String code() {
        return code(create());
    }

    /** The code in the address that the app got. */
    static String code(JsonNode created) {
        return URI.create(created.path("url").asText()).getQuery().replaceFirst("code=", "");
    }

    /** The service redeems, server to server. */
    ApiAnswer redeem(String code) {
        return redeemAs(VideoService.SERVICE_ID, code, "handoffs:redeem:regional-video").send();
    }

    ApiCall redeemAs(String client, String code, String... scopes) {
        return hub.call("POST", "/v1/handoffs/redeem")
                .withToken(hub.identityProvider().clientToken(client, scopes))
                .json("{\"code\":\"" + code + "\"}");
    }
}
