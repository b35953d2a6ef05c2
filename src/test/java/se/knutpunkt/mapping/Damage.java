package se.knutpunkt.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Changes a tree here and there: elements gone, one instead of many and many instead of one, empty
 * texts, nulls and values of another type.
 */
final class Damage {

    /** One node in so many is hit. */
    private static final int ONE_IN = 12;

    private final Random random;

    Damage(Random random) {
        this.random = random;
    }

    Object of(Object value) {
        Object damaged = value;
        if (value instanceof Map<?, ?> map) {
            damaged = map(map);
        } else if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(one -> copy.add(of(one)));
            damaged = copy;
        }
        return random.nextInt(ONE_IN) == 0 ? other(damaged) : damaged;
    }

    private Object map(Map<?, ?> map) {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach(
                (name, value) -> {
                    if (random.nextInt(ONE_IN) != 0) {
                        copy.put(name, of(value));
                    }
                });
        return copy;
    }

    private Object other(Object value) {
        return switch (random.nextInt(13)) {
            case 0 -> "";
            case 1 -> null;
            case 2 -> new ArrayList<>(List.of(value == null ? "x" : value));
            case 3 -> several(value);
            case 4 -> value instanceof List<?> list && !list.isEmpty() ? list.get(0) : "y";
            case 5 -> 7;
            case 6 -> 1.5;
            case 7 -> random.nextBoolean();
            case 8 -> new ArrayList<>();
            case 9 -> new LinkedHashMap<>(Map.of("z", "1"));
            case 10 -> value instanceof String text ? text + "𝄞" : "20261118093000";
            case 11 -> several(several(value));
            default -> value instanceof String text && !text.isEmpty() ? text.substring(1) : "0";
        };
    }

    private static Object several(Object value) {
        List<Object> several = new ArrayList<>();
        several.add(value);
        several.add(value);
        return several;
    }
}
