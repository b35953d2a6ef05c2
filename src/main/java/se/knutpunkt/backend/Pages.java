package se.knutpunkt.backend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Puts an answer together that comes in pages. A page is a tree with a list of items and, when
 * there are more, the link to the next page; the whole has the same form.
 */
@Component("pages")
public final class Pages {

    private static final String NEXT = "nextPage";
    private static final String WHOLE = "pagesBefore";

    private final BackendCatalogue catalogue;

    Pages(BackendCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Adds the body, a page, to those before it. Sets the variable {@code nextPage} to the link to
     * follow; takes it away after the last page, and then the body is the whole.
     *
     * @param items name of the list in the page; the link's is {@code next}
     * @param most how many pages are read; more are no answer but a mistake
     * @throws Problem {@code backend-broken} when there are more
     */
    public void add(Exchange exchange, String items, int most) {
        Map<?, ?> page = exchange.getMessage().getBody(Map.class);
        Before before = exchange.getVariable(WHOLE, Before.class);
        Before whole = before == null ? new Before(new ArrayList<>(), 1) : before.andOne();
        if (page.get(items) instanceof List<?> list) {
            whole.items().addAll(list);
        }
        Object next = page.get("next");
        if (next == null) {
            exchange.removeVariable(NEXT);
            exchange.removeVariable(WHOLE);
            Map<Object, Object> all = new LinkedHashMap<>(page);
            all.put(items, whole.items());
            exchange.getMessage().setBody(all);
        } else if (whole.pages() < most) {
            exchange.setVariable(NEXT, next);
            exchange.setVariable(WHOLE, whole);
        } else {
            String line = exchange.getVariable("line", String.class);
            throw Problem.of("backend-broken").from(catalogue.line(line).orElseThrow().region());
        }
    }

    /**
     * @param items of all pages so far
     * @param pages how many they were
     */
    private record Before(List<Object> items, int pages) {
        Before andOne() {
            return new Before(items, pages + 1);
        }
    }
}
