package se.knutpunkt.mapping.jsonata;

/** A part of a compiled expression; holds nothing of an evaluation, so all threads share it. */
@FunctionalInterface
interface Node {

    /**
     * @param input the context, {@code $}
     * @return null for nothing; JSON's null is {@code Jsonata.NULL_VALUE}
     * @throws RuntimeException when the interpreter must answer
     */
    Object eval(Object input, Scope scope);
}
