package se.knutpunkt.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.Call;
import se.knutpunkt.backend.Backend;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.error.Problem;

/**
 * The steps of an operation that asks every source that may know the citizen (decision 22). One
 * source is asked by the route itself; several are asked at once, each bound by its own line's
 * deadline, the first of them, the home region, on the request's thread.
 */
@Component("together")
public final class Together {

    private static final String PLAN = Together.class.getName();

    /** Kept of the caller's time to put the answers together, milliseconds, and at most a tenth. */
    private static final long MERGE_MS = 100;

    private final SourcePlan plan;
    private final Engagements engagements;
    private final Branches branches;
    private final SourceFailures failures;
    private final BackendCatalogue backends;
    private final ProducerTemplate routes;

    Together(
            SourcePlan plan,
            Engagements engagements,
            Branches branches,
            SourceFailures failures,
            BackendCatalogue backends,
            ProducerTemplate routes) {
        this.plan = plan;
        this.engagements = engagements;
        this.branches = branches;
        this.failures = failures;
        this.backends = backends;
        this.routes = routes;
    }

    /**
     * @param apart county codes that are asked besides, as far as they are known
     * @param index whether the engagement index has to be asked for more
     */
    private record Plan(
            String home, String capability, List<Source> always, Set<String> apart, boolean index) {
        boolean isOne() {
            return always.size() == 1 && apart.isEmpty() && !index;
        }
    }

    /**
     * Sets the variable {@code several}; when it is false, the only source is chosen and the route
     * asks it.
     */
    public void choose(Exchange exchange) {
        String citizen = exchange.getVariable("citizen", String.class);
        String capability = exchange.getVariable("capability", String.class);
        String home = code(exchange);
        Optional<Set<String>> known = engagements.known(citizen);
        Set<String> engaged = Engagements.both(known.orElse(Set.of()), engagements.booked(citizen));
        Plan chosen =
                new Plan(
                        home,
                        capability,
                        plan.always(home, capability),
                        plan.apart(engaged, home, capability),
                        known.isEmpty());
        exchange.setVariable("several", !chosen.isOne());
        if (chosen.isOne()) {
            chosen.always.get(0).chooseOn(exchange);
        } else {
            exchange.setProperty(PLAN, chosen);
        }
    }

    /**
     * Asks all sources at once and makes their answers, put together, the body.
     *
     * @param operation what is asked of each back end, {@code direct:backend.<backend>.<operation>}
     * @param index the route that asks the engagement index
     * @throws Problem of the home region's when no source answered
     */
    public void ask(Exchange exchange, String operation, String index) throws InterruptedException {
        Question question = new Question(exchange, operation);
        Plan chosen = exchange.getProperty(PLAN, Plan.class);
        if (chosen.index) {
            question.asking.start(() -> question.askIndex(index, chosen));
        }
        chosen.always.subList(1, chosen.always.size()).forEach(question::start);
        chosen.apart.forEach(code -> question.startApart(code, chosen.capability));
        exchange.getMessage().setBody(question.answer(chosen.always.get(0)));
    }

    /** One question to many: what was asked, and what came back. */
    private final class Question {
        private final Exchange exchange;
        private final String operation;
        private final Call call;
        private final long keptNanos;
        private final Map<String, Object> variables;
        private final Asking asking = new Asking(branches);
        private final Heard heard = new Heard();

        Question(Exchange exchange, String operation) {
            this.exchange = exchange;
            this.operation = operation;
            this.call = exchange.getVariable("call", Call.class);
            long kept = Math.max(0, Math.min(MERGE_MS, call.deadline().remainingMs() / 10));
            this.keptNanos = kept * 1_000_000;
            this.variables = new HashMap<>(exchange.getVariables());
            variables.put("call", call.endingEarlier(kept));
        }

        void start(Source source) {
            heard.expect(source);
            asking.start(() -> ask(source));
        }

        void startApart(String code, String capability) {
            plan.region(code, capability)
                    .ifPresentOrElse(
                            this::start, () -> heard.note(closed(code, Problem.of("not-offered"))));
        }

        void ask(Source source) {
            Exchange asked =
                    send("direct:backend." + source.backend() + "." + operation, source::chooseOn);
            Throwable failure = asked.getException();
            if (failure == null && asked.getMessage().getBody() instanceof Map<?, ?> answer) {
                heard.hear(source, answer);
            } else {
                Throwable what = failure == null ? Problem.of("backend-broken") : failure;
                heard.fail(source, failures.problem(source.id(), what));
            }
        }

        void askIndex(String index, Plan chosen) {
            Exchange asked = send(index, branch -> {});
            if (asked.getException() != null) {
                Backend backend =
                        backends.line(asked.getVariable("line", String.class))
                                .orElseThrow()
                                .backend();
                String id = backend.backend();
                Problem problem = failures.problem(id, asked.getException());
                heard.note(failures.answer(id, backend.national().name(), problem));
                return;
            }
            @SuppressWarnings("unchecked")
            Set<String> engaged = asked.getMessage().getBody(Set.class);
            plan.apart(engaged, chosen.home, chosen.capability).stream()
                    .filter(code -> !chosen.apart.contains(code))
                    .forEach(code -> startApart(code, chosen.capability));
        }

        /** Asks the home region here, and waits for the others as long as there is time. */
        Map<String, Object> answer(Source home) throws InterruptedException {
            heard.expect(home);
            ask(home);
            asking.await(
                    System.nanoTime() + call.deadline().remainingMs() * 1_000_000 - keptNanos / 2);
            return heard.together(home, failures);
        }

        private Map<String, Object> closed(String code, Problem problem) {
            return failures.answer(code, plan.name(code), problem);
        }

        /** A message of its own: nothing of it but body and failure reaches the answer. */
        private Exchange send(String route, Consumer<Exchange> prepare) {
            Exchange branch = new DefaultExchange(exchange.getContext(), ExchangePattern.InOut);
            variables.forEach(branch::setVariable);
            prepare.accept(branch);
            return routes.send(route, branch);
        }
    }

    /** What has been heard so far; threads write, and the request's reads once. */
    private static final class Heard {
        private final List<Source> expected = new ArrayList<>();
        private final Map<Source, Map<?, ?>> answers = new HashMap<>();
        private final Map<Source, Problem> problems = new HashMap<>();
        private final List<Map<?, ?>> notes = new ArrayList<>();

        synchronized void expect(Source source) {
            expected.add(source);
        }

        synchronized void hear(Source source, Map<?, ?> answer) {
            answers.put(source, answer);
        }

        synchronized void fail(Source source, Problem problem) {
            problems.put(source, problem);
        }

        /** An answer of one that holds no bookings: a closed region, an index that failed. */
        synchronized void note(Map<?, ?> answer) {
            notes.add(answer);
        }

        synchronized Map<String, Object> together(Source home, SourceFailures failures) {
            List<Source> sources = new ArrayList<>(expected);
            sources.sort(
                    (a, b) ->
                            a.equals(home)
                                    ? (b.equals(home) ? 0 : -1)
                                    : b.equals(home) ? 1 : a.id().compareTo(b.id()));
            boolean any = answers.values().stream().anyMatch(SourceAnswers::isAnswer);
            if (!any) {
                throw whyNot(home);
            }
            List<Map<?, ?>> all = new ArrayList<>();
            for (Source source : sources) {
                Map<?, ?> answer = answers.get(source);
                all.add(
                        answer != null
                                ? answer
                                : failures.answer(source.id(), source.name(), problem(source)));
            }
            all.addAll(notes);
            Map<String, Object> merged = SourceAnswers.merge(all);
            failures.count(merged);
            return merged;
        }

        private Problem whyNot(Source home) {
            Map<?, ?> answer = answers.get(home);
            return answer == null ? problem(home) : noAnswer(answer);
        }

        /** What was not heard of until now is late. */
        private Problem problem(Source source) {
            Problem problem = problems.get(source);
            return problem != null ? problem : Problem.of("deadline-exceeded").from(source.id());
        }
    }

    /**
     * Several clinics were asked behind one answer and none answered: that is no list (design
     * section 4).
     *
     * @throws Problem with the code of the first source's failure
     */
    public void demandAnswer(Exchange exchange) {
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        if (!SourceAnswers.isAnswer(answer)) {
            throw noAnswer(answer);
        }
        failures.count(answer);
    }

    /** The failure of the only source, by the source's name: a national line knows no region. */
    public void fail(Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        throw failure instanceof Problem problem ? problem.from(code(exchange)) : failure;
    }

    private static Problem noAnswer(Map<?, ?> answer) {
        Map<?, ?> first = SourceAnswers.rows(answer, "sources").get(0);
        return Problem.of(String.valueOf(first.get("error"))).from(String.valueOf(first.get("id")));
    }

    private static String code(Exchange exchange) {
        return String.valueOf(exchange.getVariable("region", Map.class).get("code"));
    }
}
