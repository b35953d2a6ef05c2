package se.knutpunkt.region;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFiles;

/**
 * What partners of the whole country offer the citizens of every region that takes part: by
 * capability, from {@code national} in {@code config/backends}.
 */
@Component
public final class NationalCapabilities {

    private static final String API = "api";

    private final Map<String, Offer> offers = new TreeMap<>();

    /** As much of a back end's file as is read here. */
    record Declared(String backend, National national) {}

    /** The part of it that makes an offer. */
    record National(
            String capability, String way, String service, Map<String, String> parameters) {}

    /**
     * @param way api: through the hub's operations; handoff: the service of that id is opened
     *     instead
     * @param service of {@code config/services.yaml}
     * @param parameters of the back end's own, for its mappings
     */
    public record Offer(
            String backend, String way, String service, Map<String, String> parameters) {
        public boolean isInApp() {
            return API.equals(way);
        }

        /** The line that serves it. */
        public String line() {
            return "national." + backend;
        }
    }

    public NationalCapabilities(DeclaredFiles files) {
        files.readAll("config/backends", "backend.schema.json", Declared.class, "backend").stream()
                .filter(one -> one.national() != null && one.national().capability() != null)
                .forEach(one -> offers.put(one.national().capability(), offer(one)));
    }

    public Optional<Offer> find(String capability) {
        return Optional.ofNullable(offers.get(capability));
    }

    /** Whether the app has it through the hub. */
    boolean isInApp(String capability) {
        return capability != null && find(capability).filter(Offer::isInApp).isPresent();
    }

    /** The capabilities that the app has through the hub. */
    List<String> inApp() {
        return offers.keySet().stream().filter(this::isInApp).toList();
    }

    private static Offer offer(Declared file) {
        National national = file.national();
        return new Offer(
                file.backend(),
                national.way(),
                national.service(),
                national.parameters() == null ? Map.of() : national.parameters());
    }
}
