package se.knutpunkt.fake.tidum;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;

/** One request: {@code /tidum/<region>/…}. */
final class TidumCall implements Call {
    static final String JSON = "application/json; charset=UTF-8";

    private final TidumService service;
    private final Request request;
    private final List<String> segments;
    private final String region;
    private final Optional<Operation> operation;

    TidumCall(TidumService service, Request request) {
        this.service = service;
        this.request = request;
        List<String> whole =
                Arrays.stream(request.rawPath().substring(1).split("/", -1))
                        .map(one -> URLDecoder.decode(one.replace("+", "%2B"), UTF_8))
                        .toList();
        boolean ours =
                whole.size() > 2
                        && whole.get(0).equals("tidum")
                        && whole.get(1).matches("[0-9]{2}");
        this.region = ours ? whole.get(1) : null;
        this.segments = ours ? whole.subList(2, whole.size()) : List.of();
        this.operation = Operation.at(segments);
    }

    @Override
    public String operation() {
        return operation.map(Operation::name).orElse("unknown");
    }

    /** The region's code. */
    @Override
    public String address() {
        return region;
    }

    @Override
    public boolean changesState() {
        return operation.map(Operation::changesState).orElse(false);
    }

    @Override
    public Answer answer() {
        if (operation.isEmpty()) {
            return Answer.of(404);
        }
        if (!operation.get().method().equals(request.method())) {
            return Answer.of(405);
        }
        boolean json =
                request.header("Content-Type")
                        .filter(type -> type.split(";")[0].strip().equals("application/json"))
                        .isPresent();
        if (request.method().equals("POST") && !json) {
            return Answer.of(415);
        }
        return service.answer(operation.get(), region, segments, request);
    }

    /** Tidum's own fault: HTTP 200 as everything else. */
    @Override
    public Answer fault(Mood mood) {
        String code = mood.code() == null ? "E90" : mood.code();
        return Answer.of(200, JSON, Written.text(Written.refusal(new Refusal(code))));
    }
}
