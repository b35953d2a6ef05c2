package se.knutpunkt.fake.video;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Who has come in.
 *
 * @param name of the one who is logged in, or the number where the hub knew no name
 * @param actingFor the one that person acts for, or null
 */
record Visitor(String name, String actingFor) {

    /** From the hub's answer. */
    static Visitor of(JsonNode identity) {
        return new Visitor(
                name(identity.path("citizen")),
                identity.has("actingFor") ? name(identity.path("actingFor")) : null);
    }

    private static String name(JsonNode person) {
        JsonNode name = person.path("name");
        return name.isObject()
                ? name.path("given").asText() + " " + name.path("surname").asText()
                : person.path("personalIdentityNumber").asText();
    }
}
