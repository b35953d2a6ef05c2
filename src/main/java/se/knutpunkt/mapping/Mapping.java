package se.knutpunkt.mapping;

import java.util.Map;
import java.util.Set;

/** A compiled mapping: a pure function of its input and the call's variables; thread safe. */
interface Mapping {

    /**
     * @param input the body: a tree of maps, lists and strings, or null
     * @param variables the variables of the exchange, see docs/guides/variables.md
     * @return text for a request, a tree for a response
     * @throws MappingException when the input does not fit
     */
    Object map(Object input, Map<String, Object> variables);

    /** Whether it runs as compiled by the hub; false when the library's interpreter runs it. */
    boolean isCompiled();

    /** The names of source fields the mapping reads, as far as its text shows. */
    Set<String> fieldsRead();
}
