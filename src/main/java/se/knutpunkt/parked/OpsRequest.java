package se.knutpunkt.parked;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import se.knutpunkt.error.Problem;

/**
 * A request of operations: parameters of the query or of a form, each at most once.
 *
 * @param path what stands in the place of the pattern's star, or null
 * @param who the name of the login
 */
record OpsRequest(Map<String, String> parameters, String path, String who) {

    private static final int USUAL = 100;
    private static final int MOST = 1000;
    private static final int LONGEST_REASON = 500;

    /**
     * @throws Problem {@code unknown-parameter} or {@code invalid-parameter}
     */
    static OpsRequest of(HttpServletRequest request, String path, Set<String> known) {
        Map<String, String> parameters = new java.util.TreeMap<>();
        request.getParameterMap()
                .forEach(
                        (name, values) -> {
                            if (!known.contains(name)) {
                                throw wrong("unknown-parameter", "query", "use " + known);
                            }
                            if (values.length > 1) {
                                throw wrong("invalid-parameter", name, "given more than once");
                            }
                            if (!values[0].isBlank()) {
                                parameters.put(name, values[0].strip());
                            }
                        });
        return new OpsRequest(parameters, path, request.getUserPrincipal().getName());
    }

    /** Null when it is not given. */
    String text(String name) {
        return parameters.get(name);
    }

    /**
     * @throws Problem {@code missing-parameter}
     */
    String needed(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw wrong("missing-parameter", name, "is missing");
        }
        return value;
    }

    /** Why it is done, for the audit. */
    String reason() {
        String reason = needed("reason");
        if (reason.length() > LONGEST_REASON) {
            throw wrong("invalid-parameter", "reason", "longer than " + LONGEST_REASON);
        }
        return reason;
    }

    int limit() {
        return number("limit", USUAL, MOST);
    }

    int number(String name, int usual, int most) {
        String value = parameters.get(name);
        if (value == null) {
            return usual;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw wrong("invalid-parameter", name, "a number from 1 to " + most);
    }

    /** {@code olderThan}, such as 30m or PT30M; null when it is not given. */
    Instant before() {
        String value = parameters.get("olderThan");
        if (value == null) {
            return null;
        }
        try {
            Duration age = org.springframework.boot.convert.DurationStyle.detectAndParse(value);
            return Instant.now().minus(age);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw wrong("invalid-parameter", "olderThan", "a time such as 30m");
        }
    }

    LocalDate day(String name) {
        try {
            return LocalDate.parse(needed(name));
        } catch (DateTimeException e) {
            throw wrong("invalid-parameter", name, "a day such as 2026-11-28");
        }
    }

    /** The id in the path. */
    UUID id() {
        return uuid(path, "id");
    }

    /** {@code targets}, with commas between; empty when it is not given. */
    List<UUID> targets() {
        List<UUID> ids = new ArrayList<>();
        for (String one : parameters.getOrDefault("targets", "").split(",")) {
            if (!one.isBlank()) {
                ids.add(uuid(one.strip(), "targets"));
            }
        }
        return ids;
    }

    /** {@code ids}, with commas between; empty when it is not given. */
    List<Long> ids() {
        List<Long> ids = new ArrayList<>();
        try {
            for (String one : parameters.getOrDefault("ids", "").split(",")) {
                if (!one.isBlank()) {
                    ids.add(Long.valueOf(one.strip()));
                }
            }
        } catch (NumberFormatException e) {
            throw wrong("invalid-parameter", "ids", "numbers");
        }
        return ids;
    }

    static Problem wrong(String code, String where, String what) {
        return Problem.of(code).errors(List.of(Map.of("where", where, "what", what)));
    }

    private static UUID uuid(String value, String where) {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw wrong("invalid-parameter", where, "no id");
        }
    }
}
