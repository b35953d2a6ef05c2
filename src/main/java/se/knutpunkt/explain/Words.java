package se.knutpunkt.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import se.knutpunkt.api.Operation;

/**
 * The story in sentences, for one who is woken by it.
 *
 * @param place null when no region was named
 * @param line null when no back end is asked
 * @param sources null unless several are asked at once
 * @param handoff the service that is opened in place of an answer, or null
 */
record Words(
        Operation operation,
        Explanation.Place place,
        LineView line,
        List<Explanation.Asked> sources,
        List<LineView> national,
        String handoff) {

    List<String> all() {
        List<String> words = new ArrayList<>();
        words.add(
                "%s %s is %s, for %s; it enters by the route api.%s."
                        .formatted(
                                operation.method(),
                                operation.path(),
                                operation.id(),
                                caller(),
                                operation.id()));
        national.forEach(one -> words.add(nationalWords(one)));
        if (sources != null) {
            sources(words);
        }
        if (operation.capability().equals(Operation.NO_CAPABILITY)) {
            words.add("It needs nothing that a region offers, so no region's back end is asked.");
        } else if (handoff != null) {
            words.add(
                    "Its capability, %s, is only to be had outside the app: the answer is use-handoff, with the service %s."
                            .formatted(operation.capability(), handoff));
        } else if (place == null && line == null) {
            words.add(
                    "Which back end serves its capability, %s, is up to the region: an identifier in the request names one, else the parameter region does, else it is the citizen's home region by the person register. Ask again with region= or facility=."
                            .formatted(operation.capability()));
        } else {
            place(words);
        }
        return words;
    }

    private String caller() {
        return switch (operation.caller()) {
            case PUBLIC -> "everybody";
            case CITIZEN -> "a citizen with a login";
            case MACHINE -> "a system with a token";
        };
    }

    private static String nationalWords(LineView one) {
        return "A national partner may be asked as well: %s over the line %s at %s. %s"
                .formatted(one.backend().name(), one.id(), one.address(), state(one));
    }

    private void sources(List<String> words) {
        words.add(
                "Several sources are asked at once, each over its own line; one that fails takes nothing from the others.");
        for (Explanation.Asked one : sources) {
            if (one.when().equals("always")) {
                words.add(
                        "Always: %s, %s, over the line %s (%s); it %s."
                                .formatted(
                                        one.id(), one.name(), one.line(), one.state(), one.why()));
            }
        }
        List<String> besides =
                sources.stream()
                        .filter(one -> one.when().equals("besides"))
                        .map(one -> one.line() + (closed(one) ? " (maintenance)" : ""))
                        .toList();
        if (!besides.isEmpty()) {
            words.add(
                    "Besides, a region is asked over its line, %s: %s."
                            .formatted(
                                    sources.get(sources.size() - 1).why(),
                                    String.join(", ", besides)));
        }
    }

    private static boolean closed(Explanation.Asked one) {
        return one.state().equals("maintenance");
    }

    private void place(List<String> words) {
        if (place != null) {
            words.add(
                    "The region is %s, %s: %s.".formatted(place.code(), place.name(), place.why()));
            if (!place.takesPart()) {
                words.add(
                        "It does not take part (%s): its citizens get region-not-joined with the address of the web login, everybody else not-offered. Nothing is sent."
                                .formatted(place.config()));
                return;
            }
        }
        if (line == null) {
            words.add(
                    "It takes part and does not offer %s (%s): the answer is not-offered. Nothing is sent."
                            .formatted(operation.capability(), place.config()));
            return;
        }
        words.add(
                line.id().startsWith("national.")
                        ? "%s is served for all regions that take part by the back end %s (%s)."
                                .formatted(
                                        operation.capability(),
                                        line.backend().name(),
                                        line.backend().product())
                        : "It takes part, and its %s is the back end %s (%s), by %s."
                                .formatted(
                                        operation.capability(),
                                        line.backend().name(),
                                        line.backend().product(),
                                        place.config()));
        if (sources == null) {
            words.add(
                    "The call goes over the line %s to %s. %s"
                            .formatted(line.id(), line.address(), state(line)));
        }
        words.add("As proof it is shown: %s.".formatted(line.proof().means()));
    }

    /** What would become of a call now. */
    private static String state(LineView line) {
        LineView.Breaker breaker = line.breaker();
        if (line.state().equals("maintenance")) {
            return "Its route %s is stopped: every call answers maintenance at once."
                    .formatted(line.route());
        }
        if (line.bulkhead().free() == 0) {
            return "All %d calls that may be under way are: more of them answer backend-busy at once."
                    .formatted(line.bulkhead().limit());
        }
        String counted =
                breaker.calls() == 0
                        ? "nothing was sent yet"
                        : "%d of the last %d calls failed"
                                .formatted(breaker.failed(), breaker.calls());
        return switch (breaker.state()) {
            case "open", "forced_open" ->
                    "Its breaker is open, since %s: every call answers backend-paused at once, and it tries again after %d s."
                            .formatted(counted, breaker.openSeconds());
            case "half_open" ->
                    "Its breaker is half open: it lets some calls through to see whether the back end works again.";
            default ->
                    "It is started and its breaker is %s: %s."
                            .formatted(breaker.state().toLowerCase(Locale.ROOT), counted);
        };
    }
}
