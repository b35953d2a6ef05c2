package se.knutpunkt.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;

/** What a campaign may be about: kinds that are sent by push alone, unless it is configured. */
@Component
final class CampaignKinds {

    private final JsonNode kinds;
    private final boolean anyLadder;

    /**
     * @param urgency low, normal or high
     * @param mayBeCampaign whether nobody gets it by SMS or e-mail
     */
    record Kind(String urgency, Duration expiresAfter, boolean mayBeCampaign) {}

    CampaignKinds(
            DeclaredFiles files, @Value("${knutpunkt.campaigns.any-ladder}") boolean anyLadder) {
        try {
            this.kinds =
                    new YAMLMapper()
                            .readTree(files.path("config/notifications.yaml").toFile())
                            .path("kinds");
        } catch (IOException e) {
            throw new DeclaredFileException(List.of("config/notifications.yaml: cannot be read"));
        }
        this.anyLadder = anyLadder;
    }

    Optional<Kind> find(String name) {
        JsonNode kind = kinds.path(name);
        if (kind.isMissingNode()) {
            return Optional.empty();
        }
        boolean pushOnly =
                kind.path("ladder").findValuesAsText("channel").stream().allMatch("push"::equals);
        return Optional.of(
                new Kind(
                        kind.path("urgency").asText(),
                        DurationStyle.detectAndParse(kind.path("expiresAfter").asText()),
                        pushOnly || anyLadder));
    }
}
