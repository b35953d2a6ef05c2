package se.knutpunkt.recipient;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.Person;
import se.knutpunkt.region.PersonCache;
import se.knutpunkt.store.ByteKey;

/**
 * Keeps whose guardian a citizen is, whenever the ombud register has said so for another reason,
 * and once when the hub meets the citizen. Never fails the call: what is not kept now is kept the
 * next time, and nobody is told about a child by it alone.
 */
@Component("family")
public final class FamilyLearner {

    private static final Logger LOG = LoggerFactory.getLogger(FamilyLearner.class);

    private final GuardianStore store;
    private final PersonCache persons;
    private final TransactionOperations transactions;

    FamilyLearner(GuardianStore store, PersonCache persons, TransactionOperations transactions) {
        this.store = store;
        this.persons = persons;
        this.transactions = transactions;
    }

    /**
     * Sets the variable familyUnknown when the register has never told of the actor's children; for
     * a recipient only.
     */
    public void demandUnknown(Exchange exchange) {
        String actor = exchange.getVariable("actor", String.class);
        boolean unknown = attempt(() -> store.isUnasked(store.hash(actor)));
        exchange.setVariable("familyUnknown", unknown);
    }

    /**
     * Reads the variables actor and children, the numbers of those whom the register names and who
     * are so young that the actor may act for them; keeps these and forgets all others.
     */
    public void learn(Exchange exchange) {
        byte[] guardian = store.hash(exchange.getVariable("actor", String.class));
        List<String> children =
                ((List<?>) exchange.getVariable("children", List.class))
                        .stream().map(String.class::cast).toList();
        attempt(
                () -> {
                    store.ofGuardian(guardian)
                            .ifPresent(known -> update(guardian, children, known));
                    return true;
                });
    }

    /** The register said nothing: the next time the citizen's app calls, it is asked again. */
    public void missed(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        LOG.atInfo()
                .addKeyValue(
                        "code",
                        failure instanceof Problem problem ? problem.code() : "internal-error")
                .log("the ombud register did not say whose guardian a recipient is");
    }

    private void update(byte[] guardian, List<String> children, GuardianStore.Family known) {
        Set<ByteKey> now = new HashSet<>();
        List<GuardianStore.Child> changed =
                children.stream()
                        .filter(number -> now.add(new ByteKey(store.hash(number))))
                        .map(number -> child(number, known))
                        .flatMap(Optional::stream)
                        .toList();
        boolean gone = !now.containsAll(known.children().keySet());
        if (changed.isEmpty() && !gone && !known.unasked()) {
            return;
        }
        transactions.executeWithoutResult(
                status -> {
                    store.asked(guardian);
                    changed.forEach(child -> store.keep(guardian, child));
                    store.keepOnly(guardian, now.stream().map(ByteKey::bytes).toList());
                });
    }

    /** What must be written of a child; empty when it stands there already. */
    private Optional<GuardianStore.Child> child(String number, GuardianStore.Family family) {
        GuardianStore.Known known = family.children().get(new ByteKey(store.hash(number)));
        String before = known == null ? null : known.child().firstName();
        Optional<Person> person = persons.known(number);
        String name = person.isPresent() ? firstName(person.get()) : before;
        boolean same = known != null && !known.old() && Objects.equals(name, before);
        return same ? Optional.empty() : Optional.of(new GuardianStore.Child(number, name));
    }

    /**
     * The first of the given names, as the register orders them; none of a person whose population
     * record is protected.
     */
    private static String firstName(Person person) {
        if (person.populationRecordProtected() || person.given() == null) {
            return null;
        }
        String first = person.given().strip().split("\\s+", 2)[0];
        return first.isEmpty() ? null : first;
    }

    private interface Attempt {
        boolean make();
    }

    private static boolean attempt(Attempt attempt) {
        try {
            return attempt.make();
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("a citizen's children were not kept this time");
            return false;
        }
    }
}
