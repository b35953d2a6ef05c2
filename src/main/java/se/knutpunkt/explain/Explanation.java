package se.knutpunkt.explain;

import java.util.List;
import java.util.Map;

/**
 * The answer of the page, most important first.
 *
 * @param inWords the whole story in sentences
 * @param regions who serves the operation's capability in each region, when none was named
 * @param line the region's way to its back end
 * @param sources who is asked by an operation that asks several at once; null for any other
 * @param national lines of national partners that are asked as well
 * @param routes in the order in which they are called
 */
record Explanation(
        List<String> inWords,
        Called operation,
        Place region,
        Map<String, String> regions,
        LineView line,
        List<Asked> sources,
        List<LineView> national,
        List<Step> routes) {

    /**
     * The operation of the contract.
     *
     * @param capability what a region must offer for it, or {@code none}
     * @param caller public, citizen or machine
     */
    record Called(
            String id,
            String request,
            String route,
            String capability,
            String caller,
            String contract) {}

    /**
     * One of several sources that are asked at once.
     *
     * @param id as in {@code sources} of the operation's own answer
     * @param when {@code always}, or {@code besides}: only for some citizens
     * @param state of the line's route: {@code started} or {@code maintenance}
     */
    record Asked(String id, String name, String when, String why, String line, String state) {}

    /**
     * Whose back end is asked.
     *
     * @param why how the region was chosen
     * @param facility the clinic's id as the product has it
     */
    record Place(
            String code,
            String name,
            String why,
            boolean takesPart,
            String facility,
            String config) {}
}
