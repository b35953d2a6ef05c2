package se.knutpunkt.fake.tidum;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The operations: method, address below the region, and the shape of the body: members with their
 * types, {@code ?} for those that may be left out.
 */
enum Operation {
    enheter("GET", "enheter", ""),
    besokstyper("GET", "enheter/*/besokstyper", ""),
    personal("GET", "enheter/*/personal", ""),
    tider("GET", "enheter/*/tider", ""),
    reservation(
            "POST",
            "reservationer",
            "medborgare:PERSON ombud?:PERSON enhet:TEXT vecka:TEXT dag:NUMBER tid:TEXT"
                    + " besokstyp:TEXT personal?:TEXT"),
    bokning(
            "POST",
            "bokningar",
            "medborgare:PERSON ombud?:PERSON reservation:TEXT besoksorsak?:TEXT kontakt?:CONTACT"),
    sok("POST", "bokningar/sok", "medborgare:PERSON ombud?:PERSON"),
    hamta("POST", "bokningar/hamta", "medborgare:PERSON ombud?:PERSON nr:TEXT"),
    ombokning(
            "POST",
            "bokningar/*/ombokning",
            "medborgare:PERSON ombud?:PERSON reservation:TEXT besoksorsak?:TEXT kontakt?:CONTACT"),
    avbokning("POST", "bokningar/*/avbokning", "medborgare:PERSON ombud?:PERSON");

    private final String method;
    private final List<String> address;
    private final String shape;

    Operation(String method, String address, String shape) {
        this.method = method;
        this.address = List.of(address.split("/"));
        this.shape = shape;
    }

    String method() {
        return method;
    }

    String shape() {
        return shape;
    }

    boolean changesState() {
        return this == reservation || this == bokning || this == ombokning || this == avbokning;
    }

    /** The operation at an address, whatever the method. */
    static Optional<Operation> at(List<String> segments) {
        return Arrays.stream(values()).filter(one -> one.fits(segments)).findFirst();
    }

    private boolean fits(List<String> segments) {
        if (segments.size() != address.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            String wanted = address.get(i);
            if (!wanted.equals("*") && !wanted.equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }
}
