/**
 * JSONata expressions, compiled once to a tree of nodes. The library's parser reads the text, its
 * interpreter answers for what is not compiled and for every failure. Uses nothing but the library
 * and the JDK (docs/decisions/0013-own-evaluator.md).
 */
package se.knutpunkt.mapping.jsonata;
