package se.knutpunkt.explain;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * One route that a call runs through.
 *
 * @param onlyIf under which conditions it is called; empty = always
 * @param does its description
 * @param with what a template was filled with, such as the product's name of the operation
 * @param mappings files, in the order in which they are run
 * @param sendsOver the line, when a message leaves the hub
 */
record Step(
        String route,
        List<String> onlyIf,
        String does,
        String file,
        Map<String, String> with,
        List<String> mappings,
        String sendsOver,
        @JsonIgnore String backend) {}
