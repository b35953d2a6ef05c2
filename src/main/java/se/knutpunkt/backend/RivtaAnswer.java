package se.knutpunkt.backend;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;
import se.knutpunkt.mapping.XmlTree;

/**
 * Reads a RIV-TA answer (contracts/rivta section 4): SOAP faults and HTTP codes become problems by
 * the table {@code answers} of the back end's file, logical results of shape A likewise; a good
 * answer becomes a tree.
 */
@Component("rivtaAnswer")
public final class RivtaAnswer {

    private static final Pattern PLATFORM_CODE = Pattern.compile("^\\s*(VP[0-9]{3})");

    private final BackendCatalogue catalogue;

    RivtaAnswer(BackendCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Replaces the body, bytes, by the tree of the envelope's children.
     *
     * @param action the RIV-TA operation, whose response element must be there
     * @param refusal the code for a logical ERROR, or {@code none} for contracts without result
     *     codes
     * @param absent the code for a client fault of the producer where the contract can say "no such
     *     thing" in no other way, else {@code none}
     * @throws Problem when the back end did not do what was asked
     */
    public void read(Exchange exchange, String action, String refusal, String absent) {
        Line line = catalogue.line(exchange.getVariable("line", String.class)).orElseThrow();
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, int.class);
        if (status != 200 && status != 500) {
            throw problem(
                    line, "http-" + status, status >= 500 ? "backend-broken" : "backend-refused");
        }
        Map<?, ?> tree = tree(exchange, line);
        Map<?, ?> body = child(tree, "Body");
        if (body.containsKey("Fault")) {
            throw fault(line, child(body, "Fault"), absent);
        }
        if (status != 200 || !body.containsKey(action + "Response")) {
            throw Problem.of("backend-broken").from(line.region());
        }
        if (!refusal.equals("none")) {
            demandResult(line, child(body, action + "Response"), refusal);
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(tree);
    }

    /**
     * An agent is offered new bookings only (contracts/rivta section 3, Actor).
     *
     * @throws Problem {@code new-bookings-only}
     */
    public void refuseAgent() {
        throw Problem.of("new-bookings-only");
    }

    private static Map<?, ?> tree(Exchange exchange, Line line) {
        byte[] xml = exchange.getMessage().getBody(byte[].class);
        try {
            return XmlTree.read(xml == null ? new byte[0] : xml);
        } catch (IOException e) {
            throw Problem.of("backend-broken").from(line.region());
        }
    }

    /** The child of that name, an empty map when it is absent or holds no elements. */
    private static Map<?, ?> child(Map<?, ?> parent, String name) {
        return parent.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Problem fault(Line line, Map<?, ?> fault, String absent) {
        Matcher platform = PLATFORM_CODE.matcher(String.valueOf(fault.get("faultstring")));
        if (platform.find()) {
            return problem(line, platform.group(1), "backend-fault");
        }
        boolean client = String.valueOf(fault.get("faultcode")).endsWith("Client");
        if (client && !absent.equals("none")) {
            return Problem.of(absent).from(line.region());
        }
        return problem(
                line, client ? "producer-client-fault" : "producer-server-fault", "backend-fault");
    }

    private static Problem problem(Line line, String answer, String otherwise) {
        return Problem.of(line.backend().answers().getOrDefault(answer, otherwise))
                .from(line.region());
    }

    private static void demandResult(Line line, Map<?, ?> response, String refusal) {
        Object code = response.get("resultCode");
        if ("OK".equals(code) || "INFO".equals(code)) {
            return;
        }
        if (!"ERROR".equals(code)) {
            throw Problem.of("backend-broken").from(line.region());
        }
        Problem problem = Problem.of(refusal).from(line.region());
        throw response.get("resultText") instanceof String text && !text.isBlank()
                ? problem.notice(Notice.of(text))
                : problem;
    }
}
