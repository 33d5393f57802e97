package io.espalier.operator;

import java.util.List;

/**
 * Operator {@code score}: inputs {@code weights}, optionally {@code mask}; {@code split} where the
 * criterion needs data; stream {@code score} (replicate, round, draw) where the criterion needs
 * data or randomness; output {@code scores}.
 *
 * @param network name of the network
 * @param criterion name of the criterion
 * @param granularity {@code weight} or {@code filter}
 * @param ignore layers that are never pruned, by name
 * @param examples training examples, drawn at random, that a criterion with data looks at
 */
public record ScoreParameters(
    String network, String criterion, String granularity, List<String> ignore, int examples) {
  public ScoreParameters {
    ignore = List.copyOf(ignore);
  }
}
