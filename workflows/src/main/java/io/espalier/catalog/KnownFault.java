package io.espalier.catalog;

/**
 * Something that was wrong with earlier versions of a descriptor. Steps that ran under one of them
 * stay recorded; whoever looks at a number that rests on them is told.
 *
 * @param lastVersion the last version that has it, at least 1; all before have it too
 * @param text one sentence for people: what is wrong with the results, and how far
 */
public record KnownFault(int lastVersion, String text) {}
