package se.knutpunkt.fake.hapi;

import java.util.Locale;

/**
 * How requests to a FHIR server are named: {@code searchSlot}, {@code readSlot}, {@code nextPage}.
 */
public final class Interaction {

    private Interaction() {}

    /**
     * @param type of the resource; null for the server itself
     * @param last what follows it in the path, or null
     */
    public static String named(String method, String type, String last) {
        String of = type == null ? "" : type;
        return switch (method) {
            case "GET" -> type == null ? "nextPage" : (last == null ? "search" : "read") + of;
            case "POST" -> ("_search".equals(last) ? "search" : "create") + of;
            case "PUT" -> "update" + of;
            default -> method.toLowerCase(Locale.ROOT) + of;
        };
    }

    public static boolean changesState(String named) {
        return named.startsWith("create") || named.startsWith("update");
    }
}
