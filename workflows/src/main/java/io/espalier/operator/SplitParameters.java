package io.espalier.operator;

/**
 * Operator {@code split}: input {@code data} (the files, by ordinal), stream {@code split}
 * (replicate), output {@code split}: which examples of which files train and validate.
 *
 * @param data name of the data set
 * @param validation examples held out for validation, stratified by class; 0 for none
 */
public record SplitParameters(String data, int validation) {}
