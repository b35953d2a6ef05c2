package se.knutpunkt.region;

/**
 * For whom the citizen who is logged in acts in this call; the Camel variable {@code
 * representation}, set only when the call came with {@code Acting-For} and the ombud register has
 * confirmed it. The number of the person acted for is the variable {@code citizen}.
 *
 * @param id what the app sent, bound to both persons; holds no personal number
 * @param name as the person register has it, or null when it has none
 * @param kind why the citizen may act: {@code guardian}
 */
public record Representation(String id, String name, String kind) {

    static final String GUARDIAN = "guardian";
}
