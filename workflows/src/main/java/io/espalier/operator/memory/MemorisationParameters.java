package io.espalier.operator.memory;

/**
 * Operator {@code estimate_memorisation}: memorisation and influence from trainings on subsets.
 * Inputs {@code outcomes} (of {@code train_subsets}, by ordinal), {@code split}; output {@code
 * influence}, see {@code io.espalier.analyse.memory.Influence}.
 *
 * @param memorised least memorisation of an example that pairs are made of
 * @param influential least influence of a pair
 */
public record MemorisationParameters(double memorised, double influential) {}
